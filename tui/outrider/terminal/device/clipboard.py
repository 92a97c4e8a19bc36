"""Copying over SSH: OSC 52, in the wrapping that tmux and GNU screen pass on."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from outrider.program_path import find_program

MAX_ENCODED = 74_000
"""Characters of base64 that terminals are known to take (xterm's and tmux's limits are near)."""

_SCREEN_CHUNK = 76
_PATIENCE = 2.0


def clipboard_sequence(text: str, process: Mapping[str, str]) -> str | None:
    """What to write so that the terminal's clipboard holds the text.

    Args:
        text: half characters (lone surrogates) in it are replaced.
        process: the process environment, which tells what the terminal is inside of.

    Returns:
        The sequence; ``None`` where the text is too long for it.
    """
    encoded = b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(encoded) > MAX_ENCODED:
        return None
    plain = f"\x1b]52;c;{encoded}\x07"
    terminal = process.get("TERM", "")
    if process.get("TMUX") or terminal.startswith("tmux"):
        # The plain one is for ``set-clipboard on``, the wrapped one for ``allow-passthrough on``.
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if process.get("STY") or terminal.startswith("screen"):
        # ``screen`` may also be what an old tmux calls itself, which ignores the second part.
        return plain + _for_screen(plain)
    return plain


def copy_by_tmux(text: str, process: Mapping[str, str]) -> bool:
    """Hands the text to the tmux around us, for its own buffer and the terminal's clipboard.

    As tmux is set up unless told otherwise, it passes on neither of the two sequences that a
    program may write, but it does what its own command asks for.

    Returns:
        Whether it was done; not so outside tmux, or where tmux cannot be asked.
    """
    if not process.get("TMUX"):
        return False
    tmux = find_program("tmux", process.get("PATH"))
    if tmux is None:
        return False
    import subprocess

    # tmux before 3.2 knows no -w, and keeps the text in its buffer only.
    for words in (["-w", "-"], ["-"]):
        try:
            done = subprocess.run(  # noqa: S603 - the words are ours, the text is its input
                [tmux, "load-buffer", *words],
                input=text.encode("utf-8", "replace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode == 0:
            return "-w" in words
    return False


def _for_screen(sequence: str) -> str:
    """In pieces, because GNU screen limits the length of one."""
    pieces = (
        sequence[start : start + _SCREEN_CHUNK] for start in range(0, len(sequence), _SCREEN_CHUNK)
    )
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)

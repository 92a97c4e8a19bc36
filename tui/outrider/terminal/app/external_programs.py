"""Which command opens a file in the user's editor or pager."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

_USUAL = ("sensible-editor", "nano", "vim", "vi")
_PAGERS = ("less", "more")
_PLUS_LINE = {"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak"}
_COLON_LINE = {"hx", "helix", "subl", "zed"}
_GOTO_LINE = {"code", "codium", "cursor"}


class NoExternalProgram(Exception):
    """There is no editor or pager to start; the message is a sentence."""


def editor_command(
    path: Path, line: int | None, process: Mapping[str, str], preferred: str = ""
) -> list[str]:
    """The words that open a file at a line.

    Args:
        path: the file.
        line: 1-based; ``None`` for no particular one.
        process: its ``VISUAL``, then its ``EDITOR`` is taken where nothing is preferred.
        preferred: the editor of the settings, as a shell would read it.

    Raises:
        NoExternalProgram: none is set or installed, or what is set cannot be read as words.
    """
    words = _editor(process, preferred)
    name = Path(words[0]).name
    if line is None:
        return [*words, str(path)]
    if name in _PLUS_LINE:
        return [*words, f"+{line}", str(path)]
    if name in _COLON_LINE:
        return [*words, f"{path}:{line}"]
    if name in _GOTO_LINE:
        return [*words, "--goto", f"{path}:{line}"]
    return [*words, str(path)]


def pager_command(path: Path, line: int, process: Mapping[str, str]) -> list[str]:
    """The words that show a file, from a line on where the pager's way to say so is known.

    It is the ``PAGER`` of the process or what is installed; lines count from 1.

    Raises:
        NoExternalProgram: as for an editor.
    """
    words = _words("$PAGER", process.get("PAGER", ""), "pager") or _installed(_PAGERS, process)
    if not words:
        raise NoExternalProgram("No pager set. Set $PAGER.")
    goes = Path(words[0]).name in {"less", "more", "most"} and line > 1
    return [*words, *([f"+{line}"] if goes else []), str(path)]


def _words(where: str, text: str, kind: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise NoExternalProgram(f"{where} has an unclosed quote.") from None


def _installed(names: Iterable[str], process: Mapping[str, str]) -> list[str]:
    """The first of some programs that is there."""
    from shutil import which

    return [name for name in names if which(name, path=process.get("PATH"))][:1]


def _editor(process: Mapping[str, str], preferred: str) -> list[str]:
    for where, text in (
        ("editor in settings.toml", preferred),
        ("$VISUAL", process.get("VISUAL", "")),
        ("$EDITOR", process.get("EDITOR", "")),
    ):
        if text.strip():
            return _words(where, text, "editor")
    if words := _installed(_USUAL, process):
        return words
    raise NoExternalProgram('No editor set. Set $EDITOR, or editor = "…" in settings.toml.')

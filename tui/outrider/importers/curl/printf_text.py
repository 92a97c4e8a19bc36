"""What ``printf`` of a shell writes, where every shell writes the same (POSIX, printf)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.importers.curl.shell_command import VARIABLE

_ESCAPED = {
    "\\": b"\\", "a": b"\a", "b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t",
    "v": b"\v",
}  # fmt: skip
_PIECE = re.compile(r"\\([0-7]{1,3}|.)|%(.)|([^\\%]+)|(.)", re.DOTALL)


def printed(form: str, words: Sequence[str]) -> str | None:
    """The text that a format makes of words; ``None`` where a shell may make another one.

    Bytes that are no UTF-8 are halves of characters, as Python has them. The format is used again
    while there are words.
    """
    if VARIABLE.search(form):
        return None
    pieces = list(_pieces(form))
    places = sum(one is _WORD for one in pieces)
    if None in pieces or (words and not places) or (places and not words):
        return None
    rest = list(words)
    made = b""
    while True:
        for piece in pieces:
            if piece is _WORD:
                word = rest.pop(0) if rest else ""
                made += word.encode("utf-8", "surrogateescape")
            else:
                assert isinstance(piece, bytes)
                made += piece
        if not rest:
            break
    return made.decode("utf-8", "surrogateescape")


_WORD = object()


def _pieces(form: str) -> Iterator[object]:
    """Bytes, places of words, and ``None`` for what shells differ in."""
    for match in _PIECE.finditer(form):
        escaped, percent, plain, _ = match.groups()
        if plain is not None:
            yield plain.encode("utf-8", "surrogateescape")
        elif percent is not None:
            yield {"%": b"%", "s": _WORD}.get(percent)
        elif escaped is not None and escaped[0] in "01234567":
            number = int(escaped, 8)
            # A NUL stands for a variable further on.
            yield bytes([number]) if 0 < number < 256 else None
        else:
            yield None if escaped is None else _ESCAPED.get(escaped)

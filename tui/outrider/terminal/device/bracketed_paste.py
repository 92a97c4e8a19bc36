"""Bracketed paste: what lies between its marks is text and never a key."""

from __future__ import annotations

import re

from msgspec import Struct

START = "\x1b[200~"
END = "\x1b[201~"
MAX_PASTE = 1_000_000
"""Characters; a longer paste is refused as a whole."""
PATIENCE = 1.0
"""Seconds without a character after which an unfinished paste is taken as finished."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class TypedText(Struct, frozen=True):
    """Characters that were typed, or that the terminal sent as a report.

    Attributes:
        fresh: what was typed before is the beginning of a paste's mark, and no key.
    """

    text: str
    fresh: bool = False


class PastedText(Struct, frozen=True):
    """A whole paste, with plain line ends and without control characters."""

    text: str


class PasteTooLong(Struct, frozen=True):
    """A paste that was left out; ``size`` is in characters."""

    size: int


Piece = TypedText | PastedText | PasteTooLong


class PasteSplitter:
    """Splits what the terminal sends into what was typed and what was pasted."""

    def __init__(self) -> None:
        self._tail = ""
        self._paste: list[str] | None = None
        self._size = 0
        self._last = 0.0

    @property
    def pasting(self) -> bool:
        """Whether a paste has begun and not ended."""
        return self._paste is not None

    def feed(self, text: str, now: float) -> list[Piece]:
        """The pieces that a text completes; ``now`` is in seconds, of a clock that never jumps."""
        pieces: list[Piece] = []
        self._last = now
        while text:
            text = self._inside(text, pieces) if self.pasting else self._outside(text, pieces)
        return pieces

    def tick(self, now: float) -> list[Piece]:
        """Ends a paste that has been silent for :data:`PATIENCE`."""
        if self._paste is None or now - self._last < PATIENCE:
            return []
        return [self._finish(self._tail)]

    def _outside(self, text: str, pieces: list[Piece]) -> str:
        seen = len(self._tail)
        whole = self._tail + text
        start = whole.find(START)
        if start < 0:
            self._tail = _beginning_of(START, whole)
            pieces.append(TypedText(text))
            return ""
        if start >= seen:
            if start > seen:
                pieces.append(TypedText(whole[seen:start]))
        else:
            # Its first characters were handed out as typed.
            pieces.append(TypedText("", fresh=True))
        self._paste, self._size, self._tail = [], 0, ""
        return whole[start + len(START) :]

    def _inside(self, text: str, pieces: list[Piece]) -> str:
        whole = self._tail + text
        end = whole.find(END)
        if end < 0:
            self._tail = _beginning_of(END, whole)
            self._keep(whole[: len(whole) - len(self._tail)])
            return ""
        pieces.append(self._finish(whole[:end]))
        return whole[end + len(END) :]

    def _keep(self, text: str) -> None:
        self._size += len(text)
        if self._paste is not None and self._size <= MAX_PASTE:
            self._paste.append(text)

    def _finish(self, rest: str) -> Piece:
        self._keep(rest)
        parts, self._paste, self._tail = self._paste or [], None, ""
        if self._size > MAX_PASTE:
            return PasteTooLong(self._size)
        text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
        return PastedText(_CONTROL.sub("", text))


def _beginning_of(mark: str, text: str) -> str:
    """The longest end of a text that may be the beginning of a mark."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if mark.startswith(text[-length:]):
            return text[-length:]
    return ""

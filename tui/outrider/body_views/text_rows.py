"""Large texts as rows: what is not near the screen is neither decoded nor split."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple, Protocol

MAX_ROW_LENGTH = 8192
"""Bytes of a row; a longer line is cut into several."""

_BLOCK = 1 << 16
_SEARCHED = 1 << 22
# Any line longer than LONGEST covers at least one whole window of half that size.
_WINDOW = MAX_ROW_LENGTH // 2


class EncodedNeedle(NamedTuple):
    """What is looked for in a text.

    Attributes:
        raw: bytes; small letters where case does not count.
        ignores_case: whether capital letters (ASCII) count as small ones.
    """

    raw: bytes
    ignores_case: bool


class Rows(Protocol):
    """A text that gives its rows one at a time; rows and lines count from 0.

    Attributes:
        count: how many rows there are; at least one.
        line_count: how many lines there are; at least one.
        data: what is searched.
        encoding: of :attr:`data`; empty where it is no text.
    """

    count: int
    line_count: int
    data: bytes
    encoding: str

    def text(self, row: int) -> str:
        """The row, decoded; not yet fit to be shown."""

    def all_text(self) -> str:
        """The whole text, decoded; not yet fit to be shown."""

    def continues(self, row: int) -> bool:
        """Whether the row is a later piece of a line that was cut."""

    def line_of(self, row: int) -> int:
        """The line in which a row lies."""

    def row_of_line(self, line: int) -> int:
        """The first row of a line; of the last line where there are fewer."""

    def row_at(self, offset: int) -> int:
        """The row in which a byte of :attr:`data` lies."""

    def start(self, row: int) -> int:
        """Where the row starts in :attr:`data`."""

    def encode_needle(self, needle: str) -> EncodedNeedle | None:
        """What to look for in :attr:`data`; ``None`` where it cannot occur."""


class TextRows:
    """Rows of bytes that are text in which a line feed is one byte.

    The encoding is UTF-8 or one of one byte a character; what cannot be decoded is replaced.
    """

    def __init__(self, data: bytes, encoding: str = "utf-8") -> None:
        self.data = data
        self.encoding = encoding
        self._wide = encoding == "utf-8"
        self._cuts = list(self._find_cuts())
        self._before = [0]
        lines = 0
        for start in range(0, len(data), _BLOCK):
            lines += data.count(b"\n", start, start + _BLOCK)
            self._before.append(lines)
        # A line feed at the very end starts no line.
        self.line_count = lines + (not data.endswith(b"\n"))
        self.count = self.line_count + len(self._cuts)
        self._block = -1
        self._feeds: list[int] = []

    def text(self, row: int) -> str:
        """The row without its line end, decoded."""
        start = self.start(row)
        end = self.start(row + 1) if row + 1 < self.count else len(self.data)
        if end > start and self.data[end - 1] == 0x0A:
            end -= 1
            if end > start and self.data[end - 1] == 0x0D:
                end -= 1
        return self.data[start:end].decode(self.encoding, "replace")

    def all_text(self) -> str:
        """The text, decoded."""
        return self.data.decode(self.encoding, "replace")

    def continues(self, row: int) -> bool:
        """Whether the row is a later piece of a line that was cut."""
        return bool(self._cuts) and self._is_cut(self.start(row))

    def line_of(self, row: int) -> int:
        """The line in which a row lies."""
        return row - bisect_right(self._cuts, self.start(row)) if self._cuts else row

    def row_of_line(self, line: int) -> int:
        """The first row of a line."""
        line = max(min(line, self.line_count - 1), 0)
        return line + bisect_left(self._cuts, self._line_start(line)) if self._cuts else line

    def row_at(self, offset: int) -> int:
        """The row in which a byte lies."""
        offset = max(min(offset, len(self.data) - 1), 0)
        return self._feeds_before(offset) + bisect_right(self._cuts, offset)

    def start(self, row: int) -> int:
        """Where the row starts."""
        if not self._cuts:
            return self._line_start(row)
        # The row is so many cuts behind the line with the same number of cuts before it.
        low = bisect_right(range(len(self._cuts)), row, key=self._row_of_cut)
        if low and self._row_of_cut(low - 1) == row:
            return self._cuts[low - 1]
        return self._line_start(row - low)

    def encode_needle(self, needle: str) -> EncodedNeedle | None:
        """The needle in this encoding; small letters find capital ones too (ASCII only)."""
        try:
            raw = needle.encode(self.encoding)
        except UnicodeEncodeError:
            return None
        return EncodedNeedle(raw, needle == needle.lower())

    def _row_of_cut(self, index: int) -> int:
        """The row that starts at a cut."""
        return self._feeds_before(self._cuts[index]) + index + 1

    def _feeds_before(self, offset: int) -> int:
        """How many lines end before a byte."""
        block = offset // _BLOCK
        return self._before[block] + self.data.count(b"\n", block * _BLOCK, offset)

    def _is_cut(self, offset: int) -> bool:
        at = bisect_left(self._cuts, offset)
        return at < len(self._cuts) and self._cuts[at] == offset

    def _line_start(self, line: int) -> int:
        """Where a line starts; the end of the text behind the last."""
        if line <= 0:
            return 0
        if line >= self.line_count:
            return len(self.data)
        # The line starts behind line feed number `line`.
        block = bisect_left(self._before, line) - 1
        if block != self._block:
            start = block * _BLOCK
            self._feeds = [
                found.start() for found in re.finditer(b"\n", self.data[start : start + _BLOCK])
            ]
            self._block = block
        return block * _BLOCK + self._feeds[line - self._before[block] - 1] + 1

    def _find_cuts(self) -> Iterator[int]:
        """Where lines that are too long are cut, never inside a character."""
        data, at = self.data, 0
        while at + _WINDOW <= len(data):
            if data.find(b"\n", at, at + _WINDOW) >= 0:
                at += _WINDOW
                continue
            start = data.rfind(b"\n", 0, at) + 1
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            for cut in range(start + MAX_ROW_LENGTH, end, MAX_ROW_LENGTH):
                yield self._boundary(cut)
            at = max(end - end % _WINDOW, at + _WINDOW)

    def _boundary(self, at: int) -> int:
        """The start of the character in which a byte lies."""
        if not self._wide:
            return at
        for step in range(4):
            if self.data[at - step] & 0xC0 != 0x80:
                return at - step
        return at


def find_all(rows: Rows, needle: str) -> Iterator[list[int]]:
    """Where a needle stands, slice by slice: offsets in ``rows.data``, ascending.

    Each step takes a few milliseconds, whatever the size, so that a thread that searches lets
    others work.
    """
    sought = rows.encode_needle(needle) if needle else None
    if sought is None:
        return
    raw, data, free = sought.raw, rows.data, 0
    for start in range(0, len(data), _SEARCHED):
        end = start + _SEARCHED
        # A match may begin in this slice and end in the next.
        part = data[max(start, free) : end + len(raw) - 1]
        offset = max(start, free)
        if sought.ignores_case:
            part = part.lower()
        found: list[int] = []
        at = part.find(raw)
        while at >= 0:
            found.append(offset + at)
            free = offset + at + len(raw)
            at = part.find(raw, at + len(raw))
        yield found

"""Folding of indented JSON: objects and arrays as one row each, found by their indentation.

Nothing is parsed: in a text that is laid out, a block ends at the next line of the same
indentation that starts with a bracket. A line feed never stands inside a JSON string
(RFC 8259 §7), so no string can look like such a line.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from outrider.body_views.text_rows import TextRows

INDENT = 2
"""Blanks of one level."""

_SLICE = 1 << 20
_OPENING = b"{["
_CLOSING = b"}]"
_BLANKS = re.compile(rb" *")
_COUNTED = 1 << 20
"""Bytes of a block whose members are counted while it is painted."""

_LARGE = 4096
"""Rows of a block whose members are counted when it is folded."""

_PEEK = 40
"""Characters of first members that are shown in a fold."""


class Block(NamedTuple):
    """An object or an array of more than one line.

    Attributes:
        first: the row in which it opens.
        last: the row in which it closes.
        start: where its opening bracket stands, in bytes.
        end: behind its closing bracket.
        depth: blanks before the line in which it opens.
    """

    first: int
    last: int
    start: int
    end: int
    depth: int


class FoldedText:
    """Rows of a laid out text, some folded away; a value: folding makes another."""

    def __init__(self, base: TextRows) -> None:
        self.base = base
        self.count, self.line_count = base.count, base.line_count
        self.data, self.encoding = base.data, base.encoding
        self.all_text, self.encode_needle = base.all_text, base.encode_needle
        # Outermost folds, in order: the row that stays, and how many behind it do not.
        self._starts: array[int] = array("q")
        self._hidden: array[int] = array("q")
        # Rows folded away by all folds before one.
        self._before: array[int] = array("q", (0,))
        self._inner: dict[int, tuple[array[int], array[int]]] = {}
        self._words: dict[int, str] = {}

    @property
    def folds(self) -> int:
        """How many folds can be seen."""
        return len(self._starts)

    def base_row(self, row: int) -> int:
        """The row of the text that a row shows."""
        at = bisect_left(
            range(len(self._starts)), row, key=lambda i: self._starts[i] - self._before[i]
        )
        return row + self._before[at]

    def row_of_base(self, base_row: int) -> int:
        """The row in which a row of the text can be seen, or its fold."""
        at = bisect_left(self._starts, base_row)
        if at and base_row <= self._starts[at - 1] + self._hidden[at - 1]:
            return self._starts[at - 1] - self._before[at - 1]
        return base_row - self._before[at]

    def is_folded(self, base_row: int) -> bool:
        """Whether a fold stands in this row of the text."""
        at = bisect_left(self._starts, base_row)
        return at < len(self._starts) and self._starts[at] == base_row

    def text(self, row: int) -> str:
        """The row, decoded; of a fold both ends, and what is between in words."""
        row = self.base_row(row)
        text = self.base.text(row)
        if not self.is_folded(row):
            return text
        last = row + self._hidden[bisect_left(self._starts, row)]
        known = self._words.get(row)
        if known is None:
            known = self._words[row] = _inside(self.base, row, last)
        return f"{text}{_peek(self.base, row, last)} … {known} {self.base.text(last).lstrip()}"

    def continues(self, row: int) -> bool:
        """Whether the row is a later piece of a line that was cut."""
        return self.base.continues(self.base_row(row))

    def line_of(self, row: int) -> int:
        """The line of the text in which a row lies."""
        return self.base.line_of(self.base_row(row))

    def row_of_line(self, line: int) -> int:
        """The first row of a line, or the fold in which it is."""
        return self.row_of_base(self.base.row_of_line(line))

    def row_at(self, offset: int) -> int:
        """The row in which a byte lies, or its fold."""
        return self.row_of_base(self.base.row_at(offset))

    def start(self, row: int) -> int:
        """Where the row starts."""
        return self.base.start(self.base_row(row))

    def hides(self, offset: int) -> bool:
        """Whether a byte lies in a fold."""
        row = self.base.row_at(offset)
        at = bisect_left(self._starts, row)
        return at > 0 and row <= self._starts[at - 1] + self._hidden[at - 1]

    def fold(self, block: Block, words: str = "") -> FoldedText:
        """With a block folded; folds inside it come back when it is unfolded.

        Without words for what is in it, it is counted when it is shown.
        """
        low, high = bisect_left(self._starts, block.first), bisect_left(self._starts, block.last)
        inner = dict(self._inner)
        if high > low:
            inner[block.first] = (self._starts[low:high], self._hidden[low:high])
        starts = self._starts[:low] + array("q", (block.first,)) + self._starts[high:]
        size = array("q", (block.last - block.first,))
        made = self._with(starts, self._hidden[:low] + size + self._hidden[high:], inner)
        if words:
            made._words[block.first] = words
        return made

    def unfold(self, base_row: int) -> FoldedText:
        """Without the fold in a row of the text."""
        if not self.is_folded(base_row):
            return self
        at = bisect_left(self._starts, base_row)
        inner = dict(self._inner)
        starts, hidden = inner.pop(base_row, (array("q"), array("q")))
        return self._with(
            self._starts[:at] + starts + self._starts[at + 1 :],
            self._hidden[:at] + hidden + self._hidden[at + 1 :],
            inner,
        )

    def reveal(self, offset: int) -> FoldedText:
        """With every fold open in which a byte lies."""
        shown = self
        while shown.hides(offset):
            row = shown.base.row_at(offset)
            shown = shown.unfold(shown._starts[bisect_left(shown._starts, row) - 1])
        return shown

    def fold_all(self, starts: array[int], hidden: array[int]) -> FoldedText:
        """With exactly these folds, which must be in order and not inside each other.

        What is in the largest is counted here, which may take a while.
        """
        made = self._with(starts, hidden, {})
        for first, size in zip(starts, hidden, strict=True):
            if size > _LARGE:
                start, end = self.base.start(first), self.base.start(first + size)
                made._words[first] = block_summary(self.base.data, start, end)
        return made

    def unfold_all(self) -> FoldedText:
        """Without a fold."""
        return self._with(array("q"), array("q"), {})

    def _with(
        self,
        starts: array[int],
        hidden: array[int],
        inner: dict[int, tuple[array[int], array[int]]],
    ) -> FoldedText:
        made = FoldedText(self.base)
        made._starts, made._hidden, made._inner = starts, hidden, inner
        made._before = array("q", accumulate(hidden, initial=0))
        made.count -= made._before[-1]
        made._words = self._words
        return made


def _inside(rows: TextRows, row: int, last: int) -> str:
    """How much is folded away, in words."""
    start, end = rows.start(row), rows.start(last)
    if end - start > _COUNTED:
        return f"{last - row - 1:,} lines"
    return block_summary(rows.data, start, end)


def _peek(rows: TextRows, row: int, last: int) -> str:
    """First members that are short: they say which one this is."""
    shown = ""
    for inner in range(row + 1, min(last, row + 1 + _PEEK)):
        member = rows.text(inner).strip()
        if member.endswith(("{", "[")) or len(shown) + len(member) >= _PEEK:
            break
        shown += f" {member}"
    return shown


def block_at(rows: TextRows, row: int) -> Block | None:
    """The block that opens or closes in a row, else the innermost around it.

    Takes time in proportion to the block: call it in a thread for large ones.
    """
    data = rows.data
    start = line_start(rows, row)
    depth = depth_of(data, start)
    if not opens_block(data, start):
        closes = data[start + depth : start + depth + 1] in (b"}", b"]")
        depth = depth if closes else depth - INDENT
        if depth < 0:
            return None
        start = find_open(data, start, depth)
    end = _find_close(data, start, depth)
    if end < 0 or not opens_block(data, start):
        return None
    bracket = line_end(data, start) - 1
    return Block(rows.row_at(bracket), rows.row_at(end - 1), bracket, end, depth)


def block_summary(data: bytes, start: int, end: int) -> str:
    """How many keys or items a block has, in words.

    Args:
        data: the text.
        start: in the line in which it opens.
        end: where the line starts in which it closes, or later in it.
    """
    start = data.rfind(b"\n", 0, start) + 1
    bracket = line_end(data, start) - 1
    is_object = data[bracket : bracket + 1] == b"{"
    count = count_values(data, depth_of(data, start) + INDENT, start, end)
    word = "key" if is_object else "item"
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def count_values(data: bytes, depth: int, start: int, end: int) -> int:
    """How many values start in lines of one indentation; brackets that close do not count.

    Args:
        data: the text.
        depth: the indentation.
        start: where to begin.
        end: the line feed before a line has to stand before this.
    """
    feed = b"\n" + b" " * depth
    count = 0
    for at in range(start, end, _SLICE):
        stop = min(at + _SLICE, end) + len(feed)
        count += data.count(feed, at, stop - 1)
        for other in (b" ", b"}", b"]"):
            count -= data.count(feed + other, at, stop)
    return count


def blocks_at_level(rows: TextRows, level: int) -> Iterator[tuple[array[int], array[int]]]:
    """The blocks of one level, 0 the outermost, by slices, for :meth:`FoldedText.fold_all`."""
    data, feed = rows.data, b"\n" + b" " * (INDENT * level)
    cut = rows.count != rows.line_count
    # A line that closes a block of this level, or one that opens one.
    pattern = re.compile(re.escape(feed) + rb'(?:[}\]]|(?:"[^\n]*)?[{\[](?=\n))')
    free = row = counted = 0
    # The first line has no line feed before it.
    first = rows.row_at(line_end(data, 0) - 1) if level == 0 and opens_block(data, 0) else -1
    for start in range(0, len(data), _SLICE):
        starts, hidden = array("q"), array("q")
        for found in pattern.finditer(data, max(start, free)):
            if found.start() >= start + _SLICE:
                break
            free = found.end()
            if cut:
                row = rows.row_at(found.end() - 1)
            else:
                row += data.count(b"\n", counted, found.start() + 1)
                counted = found.start() + 1
            if data[found.end() - 1] in _OPENING:
                first = row
            elif first >= 0:
                starts.append(first)
                hidden.append(row - first)
                first = -1
        yield starts, hidden


def line_start(rows: TextRows, row: int) -> int:
    """Where the line starts in which a row lies."""
    return rows.start(rows.row_of_line(rows.line_of(row)))


def opens_block(data: bytes, start: int) -> bool:
    """Whether a block of more than one line opens in the line that starts here."""
    return data[line_end(data, start) - 1 : line_end(data, start)] in (b"{", b"[")


def find_open(data: bytes, before: int, depth: int) -> int:
    """Where the last line of this indentation starts that begins a value."""
    feed = b"\n" + b" " * depth
    high = before
    while high > 0:
        low = max(high - _SLICE, 0)
        at = max(data.rfind(feed + one, low, high + len(feed)) for one in (b'"', b"{", b"["))
        if at >= 0 and at + 1 < before:
            return at + 1
        high = low
    return 0


def _find_close(data: bytes, start: int, depth: int) -> int:
    """Behind the bracket that closes what opens in a line; -1 where nothing does."""
    pattern = re.compile(re.escape(b"\n" + b" " * depth) + rb"[}\]]")
    for at in range(start, len(data), _SLICE):
        found = pattern.search(data, at, min(at + _SLICE + depth + 2, len(data)))
        if found is not None:
            return found.end()
    return -1


def depth_of(data: bytes, start: int) -> int:
    """Blanks at the start of the line that starts here."""
    found = _BLANKS.match(data, start)
    return found.end() - start if found else 0


def line_end(data: bytes, start: int) -> int:
    """Where the line that starts here ends."""
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end

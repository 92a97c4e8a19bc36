"""What a search has found, and where that stands in rows as they are shown."""

from __future__ import annotations

import re
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from threading import Event

from outrider.body_views.text_rows import Rows
from outrider.toolkit.viewer.row_painter import TAB, Finder
from outrider.visible_text import visible_text

MOST_MATCHES = 100_000
"""A search ends here: nobody steps through more."""

_MARKED = 500
"""Matches of one row that are marked where its text is not shown as it is."""


class SearchMatches:
    """Matches in order.

    Attributes:
        starts: where each starts, in bytes of the text.
        whole: whether these are all.
    """

    def __init__(self) -> None:
        self.starts: array[int] = array("Q")
        self.whole = True
        self._ends: array[int] = array("Q")

    def add(self, pairs: bytes) -> None:
        """Takes starts and ends, in this machine's order (``Q``)."""
        both = array("Q")
        both.frombytes(pairs)
        self.starts.extend(both[::2])
        self._ends.extend(both[1::2])

    def spans(self, rows: Rows, row: int, text: str) -> list[tuple[int, int]]:
        """Where matches stand in a row, which is given with its text as it is shown."""
        data, start = rows.data, rows.start(row)
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if row + 1 < rows.count:
            end = min(end, rows.start(row + 1))
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, end)
        plain = text[: end - start] == data[start:end].decode("ascii", "replace")
        places = (
            (self.starts[at], min(self._ends[at], end))
            for at in range(low, high if plain else min(high, low + _MARKED))
        )
        if plain:
            return [(first - start, last - start) for first, last in places]
        return [(_column(rows, start, first), _column(rows, start, last)) for first, last in places]


def _column(rows: Rows, start: int, offset: int) -> int:
    """How many characters are shown before a byte of a row."""
    before = rows.data[start:offset].decode(rows.encoding, "replace")
    return len(visible_text(before, keep_newlines=False).expandtabs(TAB))


def gather(slices: Iterator[list[int]], stopped: Event, seconds: float) -> list[int] | None:
    """The next matches of a search; for a thread, which need not come back for each slice.

    Args:
        slices: of :func:`outrider.body_views.text_rows.find_all`.
        stopped: set when nobody waits any longer.
        seconds: how long to go on once there are matches.

    Returns:
        ``None`` at the end.
    """
    found: list[int] = []
    end = 0.0
    for part in slices:
        found += part
        now = time.monotonic()
        end = end or (now + seconds if found else 0.0)
        if stopped.is_set() or (end and now >= end) or len(found) >= MOST_MATCHES:
            return found
    return found or None


def literal(needle: str) -> Finder:
    """Finds a text in rows; small letters find capital ones too (ASCII only)."""
    flags = re.IGNORECASE | re.ASCII if needle == needle.lower() else re.ASCII
    pattern = re.compile(re.escape(needle), flags)
    return lambda _, text: [match.span() for match in pattern.finditer(text)]

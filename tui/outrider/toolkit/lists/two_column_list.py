"""Lines to read in two columns, where there is room for both."""

from __future__ import annotations

from outrider.toolkit.lists.wrapped_list import FoldedLine, WrappedList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, width_of

_WIDE = 84
"""Columns from which on there are two."""

_GAP = 4


class TwoColumnList(WrappedList):
    """Pairs in groups, each below a pair without a name; no group is broken between columns."""

    name_role = "accent"

    def folded(self, width: int) -> list[FoldedLine]:
        """The lines for a width: those of the second column stand beside those of the first."""
        if width < _WIDE:
            return super().folded(width)
        column = (width - _GAP) // 2
        lines = super().folded(column)
        split = self._split(lines)
        left, right = lines[:split], lines[split:]
        found = []
        for at in range(max(len(left), len(right))):
            pieces = left[at].painted.left if at < len(left) else ()
            if at < len(right):
                gap = TextRun(" " * (column + _GAP - width_of(pieces)))
                pieces = (*pieces, gap, *right[at].painted.left)
            found.append(FoldedLine(PaintedLine(pieces), at, 0))
        return found

    def _split(self, lines: list[FoldedLine]) -> int:
        """Where the second column begins: at the group that makes the higher one lowest."""
        names = [name for name, _, _ in self._pairs]
        starts = [
            at
            for at, one in enumerate(lines)
            if not names[one.pair] and at and lines[at - 1].pair != one.pair
        ]
        return min(starts, key=lambda at: max(at, len(lines) - at), default=len(lines))

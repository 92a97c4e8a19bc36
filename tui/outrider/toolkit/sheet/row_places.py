"""In which line each row of a sheet stands."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class RowPlaces(Struct, frozen=True):
    """The lines of some rows.

    Attributes:
        lines: of each row, counted from the first one's.
        rows: of each line; ``None`` for a blank one.
    """

    lines: tuple[int, ...] = ()
    rows: tuple[int | None, ...] = ()

    def line_of(self, row: int) -> int:
        """The line of a row; the first one where there is none."""
        return self.lines[row] if self.lines else 0

    def row_at(self, line: int) -> int | None:
        """The row that stands in a line; ``None`` for a blank line, and below the last row."""
        return self.rows[line] if 0 <= line < len(self.rows) else None


def place_rows(headings: Iterable[bool], *, spread: bool) -> RowPlaces:
    """Places rows.

    Args:
        headings: whether each of them is one.
        spread: whether a blank line parts what stands above a heading from it.
    """
    lines: list[int] = []
    rows: list[int | None] = []
    parted = True
    for index, is_heading in enumerate(headings):
        # What has nothing below it, or is a part of the one above, stands close to it.
        if spread and is_heading and not parted:
            rows.append(None)
        parted = is_heading
        lines.append(len(rows))
        rows.append(index)
    return RowPlaces(tuple(lines), tuple(rows))

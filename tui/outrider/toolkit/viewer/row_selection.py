"""Selecting with the mouse in rows that are folded, scrolled and painted as they come into sight.

Places are rows and characters of their text, so that a selection stays where it is while the text
is scrolled or folded at another width.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from outrider.body_views.formatted_body import FormattedBody
from outrider.textual_internals.textual_selection import PlacedText
from outrider.toolkit.painting.line_selection import (
    cells_between,
    character_at,
    highlighted,
    whole_characters,
)
from outrider.toolkit.viewer.row_painter import RowPainter
from outrider.toolkit.viewer.viewport import ScreenLine, Viewport


class SelectableRows(PlacedText):
    """The part of a viewer that knows which text is under the mouse, and what is selected."""

    layout_shown: FormattedBody
    _painter: RowPainter
    _viewport: Viewport
    _left: int

    def _places(self) -> list[ScreenLine]:
        raise NotImplementedError

    def _changed(self) -> None:
        raise NotImplementedError

    @property
    def _text_width(self) -> int:
        raise NotImplementedError

    def text_place(self, cell: Offset, *, starts: bool) -> Offset | None:
        """The character and the row; none on the scroll bar and below the text."""
        places = self._places()
        if starts and (cell.x >= self._text_width or cell.y >= len(places)):
            return None
        if not places:
            return None
        row, fold = places[min(cell.y, len(places) - 1)]
        if cell.y >= len(places):
            return Offset(len(self._painter.text(row)), row)
        start, end = self._painter.bounds(row, fold)
        text = self._painter.text(row)
        at = start + character_at(text[start:end], cell.x + self._left)
        # Behind the end of a folded line is none of the next.
        return Offset(min(at, max(end - 1, start)) if end < len(text) else at, row)

    def scroll_towards(self, line: int) -> None:
        """Brings another line into sight."""
        if self._viewport.move(-1 if line < 0 else 1):
            self._changed()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected, with its tabs, and without breaks where rows are cut."""
        rows = self.layout_shown.rows
        first = 0 if selection.start is None else selection.start.y
        last = rows.count - 1 if selection.end is None else selection.end.y
        told: list[str] = []
        for row in range(first, min(last + 1, rows.count)):
            span = selection.get_span(row)
            if span is None:
                continue
            if told and not rows.continues(row):
                told.append("\n")
            told.append(self._painter.original(row, *self._characters(row, span)))
        return "".join(told), "\n"

    def _characters(self, row: int, span: tuple[int, int]) -> tuple[int, int]:
        text = self._painter.text(row)
        start, end = span
        end = len(text) if end < 0 else min(end, len(text))
        return whole_characters(text, min(start, end), end)

    def with_selection(self, strip: Strip, place: ScreenLine) -> Strip:
        """A screen line that was painted, with what is selected in it shown."""
        selection = self.text_selection
        span = None if selection is None else selection.get_span(place.row)
        if span is None:
            return strip
        start, end = self._characters(place.row, span)
        first, last = self._painter.bounds(*place)
        start, end = max(start, first), min(end, last)
        if start >= end:
            return strip
        text = self._painter.text(place.row)
        before, after = cells_between(text[first:last], start - first, end - first)
        width = cell_len(text[first:last])
        left, right = max(before - self._left, 0), min(after, width) - self._left
        return highlighted(strip, left, right, self.selected_style) if right > left else strip

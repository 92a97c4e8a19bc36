"""Selecting with the mouse what stands in the edges of panes and dialogs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.selection import Selection
from textual.strip import Strip

from outrider.toolkit.painting.line_selection import SelectableLines, highlighted
from outrider.toolkit.panes.frame_lines import HEAVY, LIGHT


class SelectableEdges(SelectableLines):
    """A widget that has texts in the lines around what stands in it.

    A selection begins on a text and stays in its line; on the line itself none begins, since an
    edge is taken hold of there. What is copied are the texts, and between two of them two blanks.
    """

    _selected_row = 0

    def edge_line(self, y: int, size: Size) -> Strip:
        """A line of the widget, from edge to edge, without what stands in it."""
        raise NotImplementedError

    def shown_edge_line(self, y: int, size: Size) -> Strip:
        """The same, with what is selected in it shown."""
        line, selection = self.edge_line(y, size), self.text_selection
        span = None if selection is None else selection.get_span(y)
        if span is None:
            return line
        start, end = span
        return Strip(_lit(line, start, line.cell_length if end < 0 else end, self.selected_style))

    def has_edge_text(self, cell: Offset) -> bool:
        """Whether a cell, counted from the upper left one, belongs to a text in an edge."""
        return any(left <= cell.x < right for left, right in self._texts(cell.y))

    @property
    def text_room(self) -> Region:
        """All of it: the edges are around its content."""
        return self.outer_size.region

    def text_place(self, cell: Offset, *, starts: bool) -> Offset | None:
        """The cell; a selection that has begun stays in its line."""
        if starts:
            if not self.has_edge_text(cell):
                return None
            self._selected_row = cell.y
        return Offset(cell.x, self._selected_row)

    def scroll_towards(self, line: int) -> None:
        """Edges do not scroll."""

    def line_count(self) -> int:
        """All lines, those of its content too, in which nothing can be selected here."""
        return self.outer_size.height

    def drawn_line(self, index: int) -> Strip:
        """The texts of a line, with blanks in place of the line itself."""
        line = self.edge_line(index, self.outer_size)
        return Strip(Segment(" " * one.cell_length) if _is_line(one) else one for one in line)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The texts that are selected, without the blanks around them."""
        text = "\n".join(text.strip(" ") for _, text in self.selected_lines(selection))
        return text, "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draws the line of the selection, and none of what stands in it."""
        del selection
        left, top = self.gutter.left, self.gutter.top
        self.refresh(Region(-left, self._selected_row - top, self.outer_size.width, 1))

    def _texts(self, y: int) -> Iterator[tuple[int, int]]:
        at = 0
        for one in self.edge_line(y, self.outer_size):
            if not _is_line(one):
                # The blanks around a text are a part of the line: a drag over them moves it.
                inner = one.text.strip(" ")
                left = at + one.text.index(inner)
                yield left, at + one.cell_length - (len(one.text) - len(one.text.rstrip(" ")))
            at += one.cell_length


def _is_line(piece: Segment) -> bool:
    text = piece.text.strip(" ")
    return LIGHT.draws(text) or HEAVY.draws(text)


def _lit(line: Strip, start: int, end: int, style: Style) -> Iterator[Segment]:
    at = 0
    for one in line:
        first, last = max(start - at, 0), min(end - at, one.cell_length)
        at += one.cell_length
        if _is_line(one) or first >= last:
            yield one
        else:
            yield from highlighted(Strip([one]), first, last, style)

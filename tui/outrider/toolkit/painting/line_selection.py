"""Selecting with the mouse in lines that a widget draws itself."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from outrider.textual_internals.textual_selection import PlacedText

_GAP = "  "


class SelectableLines(PlacedText):
    """A widget that draws lines, one below the other: what is copied is what they show.

    Blanks that only keep columns apart, or fill a line, are copied as two at most.
    """

    def drawn_line(self, index: int) -> Strip:
        """A line as it is drawn without a selection, also where it is scrolled out of sight."""
        raise NotImplementedError

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def text_place(self, cell: Offset, *, starts: bool) -> Offset | None:
        """The cell, counted from the first line."""
        index = cell.y + self.scroll_offset.y
        if starts and index >= self.line_count():
            return None
        return Offset(cell.x, max(min(index, self.line_count() - 1), 0))

    def scroll_towards(self, line: int) -> None:
        """Brings another line into sight."""
        step = -1 if line < 0 else 1
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, force=True)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text of the cells that are selected."""
        return "\n".join(text for _, text in self.selected_lines(selection)), "\n"

    def selected_lines(self, selection: Selection) -> Iterable[tuple[int, str]]:
        """The lines that are selected, with what of each."""
        count = self.line_count()
        first = 0 if selection.start is None else selection.start.y
        last = count - 1 if selection.end is None else selection.end.y
        for index in range(first, min(last + 1, count)):
            span = selection.get_span(index)
            if span is not None:
                yield index, drawn_text(self.drawn_line(index), *span)

    def with_selection(self, strip: Strip, index: int) -> Strip:
        """A line that was drawn, with what is selected in it shown."""
        selection = self.text_selection
        span = None if selection is None else selection.get_span(index)
        return strip if span is None else highlighted(strip, *span, self.selected_style)


def highlighted(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """A line of which the cells from start to end are selected; an end of -1 is the line's."""
    width = strip.cell_length
    start, end = whole_cells(strip.text, start, width if end < 0 else min(end, width))
    if start >= end:
        return strip
    middle = [Segment(one.text, (one.style or Style()) + style) for one in strip.crop(start, end)]
    return Strip([*strip.crop(0, start), *middle, *strip.crop(end, width)], width)


def drawn_text(strip: Strip, start: int, end: int) -> str:
    """The text of cells of a line, without the blanks that only fill it."""
    width = strip.cell_length
    start, end = whole_cells(strip.text, start, width if end < 0 else min(end, width))
    told: list[str] = []
    gap = 0
    for segment in strip.crop(start, end):
        text = segment.text
        body = text.rstrip(" ")
        if body:
            indent = len(body) - len(body.lstrip(" "))
            between = gap + (indent if gap else 0)
            body = body.lstrip(" ") if gap else body
            # The indentation of a line is its own.
            told.append(" " * between if not told else _GAP[:between])
            told.append(body)
            gap = 0
        gap += len(text) - len(text.rstrip(" "))
    return "".join(told)


def whole_cells(text: str, start: int, end: int) -> tuple[int, int]:
    """A range of cells, grown so that it cuts no character in two."""
    if text.isascii():
        return max(start, 0), end
    at = 0
    for _, _, width in split_graphemes(text)[0]:
        if at < start < at + width:
            start = at
        if at < end < at + width:
            end = at + width
        at += width
        if at >= end:
            break
    return max(start, 0), end


def character_at(text: str, cell: int) -> int:
    """The character that stands in a cell; the length of the text behind its end."""
    if text.isascii():
        return min(max(cell, 0), len(text))
    at = 0
    for start, _, width in split_graphemes(text)[0]:
        at += width
        if cell < at:
            return start
    return len(text)


def whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """A range of characters, grown so that none loses what is joined to it."""
    if text.isascii():
        return start, end
    for first, last, _ in split_graphemes(text)[0]:
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, end


def cells_between(text: str, start: int, end: int) -> tuple[int, int]:
    """The cells from one character of a text to another."""
    before = cell_len(text[:start])
    return before, before + cell_len(text[start:end])

"""Lines to read: folded to the width, scrolled by key, without a cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, fit_cells, paint_line
from outrider.visible_text import visible_line

LONGEST = 16_384
"""Characters of one text that are shown."""

NAME_CELLS = 18
"""The widest column of names."""


class WrappedList(LineList):
    """Pairs of a name and a text that is folded beside it; a pair without a name goes over all."""

    DEFAULT_CSS = """
    WrappedList { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "page(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._names = 0
        self._pairs: tuple[tuple[str, str, str], ...] = ()
        self._lines: list[PaintedLine] = []
        self._folded_to = 0

    def show(self, pairs: Iterable[tuple[str, str, str]]) -> None:
        """Shows these: name, text, and the role of the text's colour."""
        self._pairs = tuple((fit_cells(name, NAME_CELLS), text, role) for name, text, role in pairs)
        self._names = max((cell_len(name) for name, _, _ in self._pairs), default=0)
        self._folded_to = 0
        self._fold()

    def on_resize(self) -> None:
        """Folds to the new width."""
        self._fold()

    def _fold(self) -> None:
        # Folding may bring a scrollbar: its column is left free.
        width = self.container_size.width - 1
        if width == self._folded_to or width <= 0:
            return
        self._folded_to = width
        self._lines = []
        for name, text, role in self._pairs:
            label = f"{name:{self._names}} " if name else ""
            # What is indented stays so on every line.
            words = text.lstrip(" ")
            indent = " " * min(len(text) - len(words), width // 2)
            room = max(width - cell_len(label) - len(indent), 12)
            for number, part in enumerate(wrap_words(words, room)):
                head = (label if number == 0 else " " * len(label)) + indent
                self._lines.append(PaintedLine((TextRun(head, "muted"), TextRun(part, role))))
        self.count = len(self._lines)
        self.virtual_size = Size(0, self.count)
        self.refresh(layout=True)

    def line(self, index: int, width: int) -> PaintedLine:
        """One of the folded lines."""
        return self._lines[index]

    def render_line(self, y: int) -> Strip:
        """Draws a line; there is no cursor."""
        width, base = self.scrollable_content_region.width, self.rich_style
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(width, base)
        return paint_line(self._lines[index], width, self._look(base, None), base)

    def action_cursor(self, step: int) -> None:
        """Scrolls by lines."""
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, force=True)

    def action_page(self, step: int) -> None:
        """Scrolls by a screenful."""
        self.action_cursor(step * max(self.scrollable_content_region.height - 1, 1))


def wrap_words(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells, broken between words where there are any."""
    cut = visible_line(text[:LONGEST]) + ("…" if len(text) > LONGEST else "")
    lines, line, room = [], "", cells
    for word in cut.split(" "):
        width = cell_len(word)
        if line and width + 1 > room:
            lines.append(line)
            line, room = "", cells
        if width > cells:
            *whole, word = chop_cells(word, cells)  # noqa: PLW2901 - what is left of it
            lines.extend(whole)
            width = cell_len(word)
        line = f"{line} {word}" if line else word
        room = cells - cell_len(line)
    return [*lines, line]

"""Lines to read: folded to the width, scrolled by key, without a cursor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip

from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, fit_cells, paint_line
from outrider.visible_text import visible_line

LONGEST = 16_384
"""Characters of one text that are shown."""

NAME_CELLS = 18
"""The widest column of names."""


class FoldedLine(NamedTuple):
    """A line of a text that is folded.

    Attributes:
        painted: what it shows.
        pair: which text it is of.
        start: its first character in that text.
    """

    painted: PaintedLine
    pair: int
    start: int


class WrappedList(LineList):
    """Pairs of a name and a text that is folded beside it; a pair without a name goes over all.

    Attributes:
        name_role: of the names' colour.
    """

    name_role = "muted"

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
        self._lines: list[FoldedLine] = []
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
        top = self.scroll_offset.y
        read = self._lines[top] if 0 < top < self.count else None
        self._folded_to = width
        self._lines = self.folded(width)
        self.count = len(self._lines)
        self.virtual_size = Size(0, self.count)
        self.refresh(layout=True)
        if read is not None:
            self.call_after_refresh(self._return_to, read.pair, read.start)

    def folded(self, width: int) -> list[FoldedLine]:
        """The lines for a width."""
        lines: list[FoldedLine] = []
        for pair, (name, text, role) in enumerate(self._pairs):
            label = f"{name:{self._names}} " if name else ""
            # What is indented stays so on every line.
            words = text.lstrip(" ")
            indent = " " * min(len(text) - len(words), width // 2)
            room = max(width - cell_len(label) - len(indent), 12)
            at = 0
            for number, part in enumerate(wrap_words(words, room)):
                head = (label if number == 0 else " " * len(label)) + indent
                painted = PaintedLine((TextRun(head, self.name_role), TextRun(part, role)))
                at = max(visible_line(words).find(part, at), at)
                lines.append(FoldedLine(painted, pair, at))
                at += len(part)
        return lines

    def _return_to(self, pair: int, start: int) -> None:
        """Has on top what was read there at another width."""
        top = bisect_right(self._lines, (pair, start), key=lambda one: (one.pair, one.start)) - 1
        self.scroll_to(y=max(top, 0), animate=False, force=True)

    def keep_in_view(self) -> None:
        """Nothing has to stay in sight: there is no cursor."""

    def move_to(self, index: int) -> None:
        """A click is for nothing."""

    def line(self, index: int, width: int) -> PaintedLine:
        """One of the folded lines."""
        return self._lines[index].painted

    def _painted(self, index: int, width: int, base: Style) -> Strip:
        return paint_line(self.line(index, width), width, self._look(base, None), base)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected, as it was before it was folded."""
        told: list[str] = []
        before: FoldedLine | None = None
        for index, text in self.selected_lines(selection):
            one = self._lines[index]
            if before is None or before.pair != one.pair:
                told.append("\n" * bool(told) + text)
            else:
                shown = before.painted.left[-1].text
                told.append(" " * (one.start - before.start - len(shown)) + text.lstrip(" "))
            before = one
        return "".join(told), "\n"

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

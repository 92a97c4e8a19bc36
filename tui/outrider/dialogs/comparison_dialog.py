"""What differs between two sends, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len, chop_cells
from rich.style import Style
from textual.app import ComposeResult
from textual.strip import Strip

from outrider.comparison.difference import RowSign
from outrider.comparison.page_lines import PageLine, difference_count, plain_lines
from outrider.dialogs.dialog import Dialog
from outrider.keymap.key_display import KeyHint, key_hints
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, paint_line

_ROLES = {
    RowSign.SAME: "",
    RowSign.GONE: "error",
    RowSign.NEW: "success",
    RowSign.LEFT_OUT: "muted",
    RowSign.HEADING: "bold",
}
_SIGN_CELLS = 2

_SHOWN_BELOW = 6
"""Rows of a difference that are in sight, below its first one, when a key goes to it."""

LONGEST = 16_384
"""Characters of a line that are folded; all are copied."""


class ComparedLabel(Struct, frozen=True):
    """What one side is called.

    Attributes:
        text: environment and time.
        color: that the environment asks for; empty for none.
    """

    text: str
    color: str = ""


class DiffList(LineList):
    """The lines, each after its sign; cut at the right, or folded."""

    DEFAULT_CSS = """
    DiffList { height: 1fr; }
    DiffList > .line--cursor { background: $panel; }
    """
    BINDINGS = with_ids(
        "comparison",
        key("n", "change(1)", "Next", "Go to the next difference"),
        key("N", "change(-1)", "Previous", "Go to the previous difference"),
        key("y", "screen.copy", "Copy", "Copy the comparison"),
        key("w", "wrap", "Wrap", "Wrap long lines, or cut them"),
    )

    def __init__(self, lines: Sequence[PageLine]) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._wraps = False
        self._rows: list[tuple[int, str]] = []
        self._folded_to = -1

    def fold(self, width: int) -> None:
        """Lays the lines out for a width; the cursor stays on its line."""
        width = width if self._wraps else 0
        if width == self._folded_to:
            return
        at = self._rows[self.cursor][0] if self._rows else 0
        self._folded_to = width
        self._rows = [
            (index, part)
            for index, line in enumerate(self._lines)
            for part in _parts(line, width - _SIGN_CELLS)
        ]
        cursor = next((row for row, (index, _) in enumerate(self._rows) if index >= at), 0)
        self.set_count(len(self._rows), cursor=cursor)

    def on_resize(self) -> None:
        """Folds to the new width."""
        self.fold(self.scrollable_content_region.width)
        self.keep_in_view()

    def line(self, index: int, width: int) -> PaintedLine:
        """``- "status": "open"``."""
        at, text = self._rows[index]
        line = self._lines[at]
        role = "muted" if line.is_volatile else _ROLES[line.sign]
        if line.sign is RowSign.HEADING:
            rule = "─" * max(width - cell_len(text) - 1, 0)
            return PaintedLine((TextRun(text, role), TextRun(f" {rule}", "muted")))
        is_first = index == 0 or self._rows[index - 1][0] != at
        sign = line.sign if is_first else " "
        return PaintedLine((TextRun(f"{sign} ", role), TextRun(text, role)))

    def _painted(self, index: int, width: int, base: Style) -> Strip:
        cursor = None
        if index == self.cursor and self.has_keys:
            # Its colours say what became of the line.
            base += Style(bgcolor=self.get_component_rich_style("line--cursor").bgcolor)
            cursor = Style(bold=True)
        return paint_line(self.line(index, width), width, self._look(base, cursor), base)

    def action_change(self, step: int) -> None:
        """To the first line of the next difference, or of the one before."""
        starts = [
            row
            for row, (index, _) in enumerate(self._rows)
            if self._number(index) is not None
            and not (row and self._number(self._rows[row - 1][0]) == self._number(index))
        ]
        if step > 0:
            found = next((at for at in starts if at > self.cursor), None)
        else:
            found = next((at for at in reversed(starts) if at < self.cursor), None)
        if found is None:
            return
        if self.scrollable_content_region.height:
            self.reveal_block(found, min(self._length(found), _SHOWN_BELOW))
        else:
            self.move_to(found)

    def action_wrap(self) -> None:
        """Folds long lines, or cuts them again."""
        self._wraps = not self._wraps
        self.fold(self.scrollable_content_region.width)

    def _number(self, index: int) -> int | None:
        return self._lines[index].number

    def _length(self, row: int) -> int:
        """How many more rows the difference of a row has."""
        number, end = self._number(self._rows[row][0]), row
        while end + 1 < len(self._rows) and self._number(self._rows[end + 1][0]) == number:
            end += 1
        return end - row


def _parts(line: PageLine, cells: int) -> list[str]:
    if cells <= 0 or line.sign is RowSign.HEADING:
        return [line.text]
    return chop_cells(line.text[:LONGEST], max(cells, 8)) or [""]


class ComparisonDialog(Dialog[str]):
    """Shows a comparison; the result is the text to copy, ``None`` where it was only read.

    Args:
        labels: of the two sides.
        lines: they.
    """

    DEFAULT_CSS = """
    ComparisonDialog > .dialog--box { width: 100%; height: 100%; }
    """

    def __init__(
        self, labels: tuple[ComparedLabel, ComparedLabel], lines: Sequence[PageLine]
    ) -> None:
        super().__init__("Compare")
        self._labels = labels
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines."""
        count = difference_count(self._lines)
        lines = DiffList(self._lines)
        what = [KeyHint((), "No differences")] if not count else []
        next_one = ("comparison.next comparison.previous", f"next of {count}")
        keys = key_hints(
            lines,
            *((next_one,) if count else ()),
            ("comparison.copy", "copy"),
            ("comparison.wrap", "wrap"),
            ("escape", ""),
        )
        first, second = self._labels
        with self.box() as box:
            between = (" → ", "")
            box.show_beside((first.text, first.color), between, (second.text, second.color))
            box.show_keys([*what, *keys])
            yield lines

    def on_mount(self) -> None:
        """Keys go to the lines, the cursor to the first difference."""
        lines = self.query_one(DiffList)
        lines.fold(0)
        lines.focus()
        lines.action_change(1)

    def action_copy(self) -> None:
        """Gives all of it."""
        first, second = (label.text for label in self._labels)
        self.dismiss(f"- {first}\n+ {second}\n{plain_lines(self._lines)}")

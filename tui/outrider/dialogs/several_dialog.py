"""A request in several environments at once: status, time, size and what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from rich.style import Style
from textual import events
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.keymap.key_display import key_hints
from outrider.model.exchange import Exchange
from outrider.model.units import duration_text, size_text
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import (
    PaintedLine,
    TextRun,
    environment_color,
    fit_cells,
)

_NARROW = 60
"""Columns below which sizes are left out."""


class EnvironmentOutcome(Struct, frozen=True):
    """What a row shows.

    Attributes:
        name: of the environment.
        color: that it asks for; empty for none.
        is_running: it has not ended.
        exchange: with the API; ``None`` where none was made.
        problem: why there is no whole response; empty where there is one.
        differences: from the row that the others are compared with; empty for that row.
    """

    name: str
    color: str = ""
    is_running: bool = False
    exchange: Exchange | None = None
    problem: str = ""
    differences: str = ""


class OutcomeList(LineList):
    """One line for each environment."""

    DEFAULT_CSS = """
    OutcomeList { height: auto; }
    """
    BINDINGS = with_ids(
        "several",
        key("enter", "choose", "Compare", "Compare with the marked response", name="compare"),
        key("space", "mark", "Mark", "Compare the others with this response"),
    )

    def __init__(self, choose: Callable[[int], None], mark: Callable[[int], None]) -> None:
        super().__init__()
        self._rows: tuple[EnvironmentOutcome, ...] = ()
        self._base: int | None = None
        self._choose = choose
        self._mark = mark

    def show(self, rows: Sequence[EnvironmentOutcome], base: int | None) -> None:
        """Shows these; ``base`` is the row that the others are compared with."""
        self._rows, self._base = tuple(rows), base
        self.set_count(len(self._rows))

    def line(self, index: int, width: int) -> PaintedLine:
        """``◆ Dev      200 OK      132 ms  4.1 kB  2: .total, header "ETag"``."""
        row = self._rows[index]
        color = environment_color(row.color, self.app.theme_variables) if row.color else None
        style = Style(color=color.rich_color) if color is not None else None
        cells = min(max(len(one.name) for one in self._rows), max(width // 4, 8))
        name = f"{fit_cells(row.name, cells):{cells}}  "
        pieces = [
            TextRun("◆ " if index == self._base else "  ", "accent"),
            TextRun(name, style=style),
        ]
        return PaintedLine((*pieces, *_told(row, width)))

    def action_choose(self) -> None:
        """Compares the row with the marked one."""
        if self._rows:
            self._choose(self.cursor)

    def action_mark(self) -> None:
        """Has the others compared with this row."""
        if self._rows:
            self._mark(self.cursor)


def _told(row: EnvironmentOutcome, width: int) -> Sequence[TextRun]:
    """What there is to tell of a row, behind its name."""
    response = row.exchange.response if row.exchange else None
    if row.is_running:
        return (TextRun("◐ Sending", "accent"),)
    if row.exchange is None or response is None:
        word = "✗ not sent" if row.exchange is None else "✗ failed"
        return (TextRun(f"{word}  ", "error"), TextRun(row.problem, "muted"))
    role = f"{min(max(response.status // 100, 1), 5)}xx"
    size = f"{size_text(response.size):>8}" if width >= _NARROW else ""
    return (
        TextRun(f"{response.status} ", role),
        TextRun(f"{duration_text(row.exchange.timing.total):>8}{size}  "),
        TextRun(row.problem or row.differences, "error" if row.problem else "muted"),
    )


class SeveralDialog(Dialog[int]):
    """Shows what came of a send in each environment; the result is the row to compare.

    Args:
        title: names the request.
        table: the rows as they are now, and the one that the others are compared with.
        row: where the cursor stands at first.
        mark: is told which row the others are to be compared with.
    """

    DEFAULT_CSS = """
    SeveralDialog > .dialog--box { width: 98; }
    """

    def __init__(
        self,
        title: str,
        table: tuple[Sequence[EnvironmentOutcome], int | None],
        row: int,
        mark: Callable[[int], None],
    ) -> None:
        super().__init__(title)
        self._list = OutcomeList(self._compare, mark)
        self._table = table
        self._row = row

    def show(self, rows: Sequence[EnvironmentOutcome], base: int | None) -> None:
        """Shows these rows, whenever another one has ended."""
        self._table = (rows, base)
        if self._list.is_mounted:
            self._list.show(rows, base)

    def compose(self) -> ComposeResult:
        """The list."""
        hints = (("several.compare", "compare"), ("several.mark", "mark"))
        with self.box() as box:
            box.show_keys([*key_hints(self._list, *hints), *key_hints(self, ("escape", ""))])
            yield self._list

    def on_mount(self) -> None:
        """Keys go to the list."""
        self._list.show(*self._table)
        self._list.move_to(self._row)
        self._list.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The list takes what room there is."""
        self._list.styles.max_height = self.list_rows(event.size)

    def _compare(self, row: int) -> None:
        if self.is_active:
            self.dismiss(row)

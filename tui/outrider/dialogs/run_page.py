"""The page of a run: a row for each request as it comes, and how many passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct
from rich.cells import cell_len
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.keymap.key_display import display_key, key_hints
from outrider.model.units import duration_text
from outrider.toolkit.key_bindings import key, key_in_use, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, fit_cells
from outrider.widgets.chrome.footer_bar import FooterBar, FooterKey
from outrider.widgets.sidebar.request_tree import method_role

_SHORT = {"DELETE": "DEL", "OPTIONS": "OPT", "PATCH": "PTCH", "CONNECT": "CONN", "TRACE": "TRC"}

_SECOND = 1.0


class RowState(StrEnum):
    """How far a request of a run has come."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    STOPPED = "stopped"


_MARKS = {
    RowState.RUNNING: ("◐", "accent"),
    RowState.PASSED: ("✓", "success"),
    RowState.FAILED: ("✗", "error"),
    RowState.SKIPPED: ("–", "muted"),
    RowState.STOPPED: ("–", "warning"),
}


class RunRow(Struct, frozen=True):
    """What a row shows.

    Attributes:
        status: ``None`` without a response.
        told: what was not met, or why there is no response; empty where all is well.
        edited: it was sent with unsaved edits.
        within: environment, row and repeat, where that tells rows apart.
    """

    state: RowState
    method: str
    name: str
    status: int | None = None
    milliseconds: float | None = None
    told: str = ""
    edited: bool = False
    within: str = ""


class RunWish(StrEnum):
    """What is to be done next."""

    SHOW = "show"
    AGAIN = "again"
    AGAIN_FAILED = "again_failed"
    SETUP = "setup"


class RunChoice(Struct, frozen=True):
    """What the user chose, and the row on which the cursor stood."""

    wish: RunWish
    row: int


class RunList(LineList):
    """One line for each request; it follows what comes, until the cursor is moved up."""

    DEFAULT_CSS = """
    RunList { height: 1fr; }
    """
    BINDINGS = with_ids(
        "run",
        key("enter", "choose", "Show", "Show the request and its response"),
        key("f", "only_failed", "Failed only", "Show failed requests only, or all", name="failed"),
        key("r", "wish('again')", "Run again", "Run all of it again", name="again"),
        key(
            "F",
            "wish('again_failed')",
            "Failed again",
            "Run again what has not passed",
            name="again_failed",
        ),
        key("o", "wish('setup')", "Options", "Run again with other options", name="options"),
    )

    def __init__(self, choose: Callable[[RunWish], None]) -> None:
        super().__init__()
        self._choose = choose
        self._rows: Sequence[RunRow] = ()
        self._order: Sequence[int] = ()
        self._shown: list[int] = []
        self._name_cells = self._within_cells = 0
        self.fails_only = False

    def catch_up(self, view: RunView) -> None:
        """Shows its rows: the same ones further on, and more of them."""
        here = self.selected
        self._rows, self._order = view.rows, view.order
        self._name_cells, self._within_cells = view.name_cells, view.within_cells
        follows = self.cursor >= self.count - 1
        self._shown = self._visible()
        if follows or here is None:
            self.set_count(len(self._shown), cursor=len(self._shown) - 1 if follows else None)
        else:
            # A row of a pass beside its own may have come above it.
            self.begin_at(here)

    def _visible(self) -> list[int]:
        if not self.fails_only:
            return list(self._order)
        return [at for at in self._order if self._rows[at].state is RowState.FAILED]

    def begin_at(self, row: int) -> None:
        """Puts the cursor on a row, by its position among all."""
        self.set_count(
            len(self._shown), cursor=self._shown.index(row) if row in self._shown else None
        )

    @property
    def selected(self) -> int | None:
        """Position of the row under the cursor among all; ``None`` in an empty list."""
        return self._shown[self.cursor] if self._shown else None

    def line(self, index: int, width: int) -> PaintedLine:
        """``✓ POST 201 Create an order   84 ms  status is 200: got 201``."""
        row = self._rows[self._shown[index]]
        mark, role = _MARKS[row.state]
        method = row.method.upper()
        cells = min(self._name_cells, max(width // 3, 8))
        name = fit_cells(row.name, cells)
        status = f"{row.status:<4}" if row.status is not None else " " * 4
        status_role = f"{min(max(row.status // 100, 1), 5)}xx" if row.status is not None else ""
        took = duration_text(row.milliseconds) if row.milliseconds is not None else ""
        told_role = "error" if row.state is RowState.FAILED else "muted"
        within = f"{fit_cells(row.within, self._within_cells):{self._within_cells}}  "
        return PaintedLine(
            (
                TextRun(f"{mark} ", role),
                TextRun(within if self._within_cells else "", "muted"),
                TextRun(f"{_SHORT.get(method, method)[:4]:4} ", method_role(method)),
                TextRun(status, status_role),
                TextRun(name + " " * (cells - cell_len(name))),
                TextRun("•" if row.edited else " ", "warning"),
                TextRun(f"{took:>8}  ", "muted"),
                TextRun(row.told, told_role),
            )
        )

    def action_choose(self) -> None:
        """Shows the response of the row."""
        self._choose(RunWish.SHOW)

    def action_wish(self, wish: str) -> None:
        """Passes on what is to be done."""
        self._choose(RunWish(wish))

    def action_only_failed(self) -> None:
        """Shows what failed, or all again; the cursor stays on its row."""
        here = self.selected
        self.fails_only = not self.fails_only
        self._shown = self._visible()
        self.teach("No request failed." if self.fails_only else "")
        self.set_count(len(self._shown))
        if here is not None:
            self.begin_at(here)


class RunView(Struct, frozen=True):
    """What the page shows at one time.

    Attributes:
        title: what is run, and where.
        facts: how many there are of each outcome, the most important last.
        rows: of the requests that were begun; they grow and change while it runs.
        order: positions among these, in which they are shown.
        is_running: it has not ended.
        name_cells: of the widest name that a row may have.
        within_cells: the same of what tells passes apart; 0 where nothing does.
    """

    title: str
    facts: tuple[str, ...]
    rows: Sequence[RunRow]
    order: Sequence[int]
    is_running: bool
    name_cells: int
    within_cells: int = 0


class RunPage(Dialog[RunChoice]):
    """Shows a run; the result is what to do next, ``None`` where the user went away.

    Args:
        view: gives what there is to show now.
        stop: ends the run.
        row: where the cursor begins; ``None`` for the last one, which it follows.
        fails_only: only failed requests are shown.
    """

    DEFAULT_CSS = """
    RunPage > .dialog--box { width: 100%; height: 100%; }
    """
    BINDINGS = with_ids(
        "run",
        key("b", "leave_running", "Leave", "Leave the page; the run continues", name="leave"),
    )

    def __init__(
        self,
        view: Callable[[], RunView],
        stop: Callable[[], None],
        *,
        row: int | None = None,
        fails_only: bool = False,
    ) -> None:
        super().__init__(view().title)
        self._view = view
        self._stop = stop
        self._row = row
        self.rows = RunList(self._choose)
        self.rows.fails_only = fails_only

    def compose(self) -> ComposeResult:
        """The rows."""
        with self.box():
            yield self.rows

    def on_mount(self) -> None:
        """Keys go to the rows."""
        self.rows.focus()
        self._fill()
        if self._row is not None:
            self.rows.begin_at(self._row)
        self.set_interval(_SECOND, self._tick)
        # The last line is there by then.
        self.call_next(self._fill)

    def _tick(self) -> None:
        view = self._view()
        if view.is_running:
            self._show_facts(view)

    def catch_up(self) -> None:
        """Shows how far the run has come."""
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        view = self._view()
        self.rows.catch_up(view)
        self._show_facts(view)

    def _show_facts(self, view: RunView) -> None:
        box = self.query_one(DialogBox)
        box.show_title(view.title, *view.facts)
        of_rows = [("run.show", "show"), ("run.failed", "failed only")]
        of_page = [("run.leave", "leave"), ("escape", "stop")]
        if not view.is_running:
            of_rows[1:1] = [
                ("run.again", "run again"),
                ("run.again_failed", "failed again"),
                ("run.options", "options"),
            ]
            of_page = [("escape", "")]
        box.show_keys([*key_hints(self.rows, *of_rows), *key_hints(self, *of_page)])
        word, explain = "Stop" if view.is_running else "Back", key_in_use(self, "help")
        for footer in self.query(FooterBar):
            footer.show(
                (FooterKey("escape", display_key("escape"), word),),
                (FooterKey(explain, display_key(explain), "Help"),),
            )

    def action_cancel(self) -> None:
        """Ends the run; once it has ended, goes away."""
        if self._view().is_running:
            self._stop()
        else:
            self.dismiss(None)

    def action_leave_running(self) -> None:
        """Goes away, whatever the run does."""
        self.dismiss(None)

    def _choose(self, wish: RunWish) -> None:
        row = self.rows.selected
        if not self.is_active or (row is None and wish is RunWish.SHOW):
            return
        if wish is not RunWish.SHOW and self._view().is_running:
            self.notify("The run has not ended.", markup=False)
            return
        self.dismiss(RunChoice(wish, row or 0))

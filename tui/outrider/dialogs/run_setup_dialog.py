"""What a run is to be done with: rows of data, repeats, environments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from msgspec import Struct, structs
from textual import events
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.keymap.key_display import key_hints
from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.request.path_suggestions import PathLister, complete_paths

_NO, _YES = "no", "yes"
_DIGITS = 9
"""Digits that a count has at most."""


class RunSetup(Struct, frozen=True):
    """How a run is done.

    Attributes:
        data: path of a file with rows; empty for none.
        repeat: how often each row is taken.
        parallel: how many rows, repeats and environments are under way at once.
        bail: no further request is sent once one has failed.
        update_snapshots: snapshots of expectations are written anew.
        environments: ids; none for the active one.
    """

    data: str = ""
    repeat: int = 1
    parallel: int = 1
    bail: bool = False
    update_snapshots: bool = False
    environments: tuple[str, ...] = ()


class OfferedEnvironment(Struct, frozen=True):
    """An environment in which a run may be done."""

    id: str
    name: str
    protected: bool = False


class RunSetupSheet(Sheet):
    """A row for each option, and one for each environment.

    Args:
        setup: what the rows say at first.
        environments: all that there are.
        paths: lists the files that somebody may mean.
        file_problem: says why a file cannot be read; empty where it can.
    """

    blank = None
    movable = False
    keeps_lines = False

    def __init__(
        self,
        setup: RunSetup,
        environments: Sequence[OfferedEnvironment],
        paths: PathLister,
        file_problem: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._paths = paths
        self._file_problem = file_problem
        self._environments = tuple(environments)
        self.show_rows(
            [
                SheetRow(("data file", setup.data), None, fixed_cells=1),
                SheetRow(("repeat", str(setup.repeat)), None, fixed_cells=1),
                SheetRow(("parallel", str(setup.parallel)), None, fixed_cells=1),
                _choice("stop at a failure", setup.bail),
                _choice("update snapshots", setup.update_snapshots),
                *(_choice(f"in {one.name}", one.id in setup.environments) for one in environments),
            ]
        )

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """Paths of files."""
        is_path = row.cells[0] == self.rows[0].cells[0]
        return partial(complete_paths, self._paths, sign="") if is_path else None

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says what is wrong with a value, else what it means."""
        data, repeat, parallel, bail, update, *places = rows
        path = data.cells[1].strip()
        problem = self._file_problem(path) if path else ""
        chosen = any(row.cells[1] == _YES for row in places)
        return [
            structs.replace(
                data,
                problem=problem,
                note="once for each row" if path else "CSV, JSON or JSON Lines",
            ),
            structs.replace(repeat, problem=count_problem(repeat.cells[1]), note="times"),
            structs.replace(parallel, problem=count_problem(parallel.cells[1]), note="at once"),
            bail,
            update,
            *(
                structs.replace(
                    row,
                    problem="" if chosen else "choose at least one environment",
                    note="protected" if one.protected else "",
                )
                for row, one in zip(places, self._environments, strict=True)
            ),
        ]

    @property
    def setup(self) -> RunSetup:
        """What the rows say; without :attr:`problem_row` only."""
        data, repeat, parallel, bail, update, *places = (row.cells[1].strip() for row in self.rows)
        return RunSetup(
            data,
            int(repeat or 1),
            int(parallel or 1),
            bail == _YES,
            update == _YES,
            tuple(
                one.id for one, said in zip(self._environments, places, strict=True) if said == _YES
            ),
        )

    @property
    def problem_row(self) -> int | None:
        """The first row with which something is wrong; ``None`` for none."""
        checked = enumerate(self.checked(self.rows))
        return next((at for at, row in checked if row.problem), None)


class RunSetupDialog(Dialog[RunSetup]):
    """Asks how a run is to be done.

    Args:
        title: names what is run.
        sheet: the options.
    """

    DEFAULT_CSS = """
    RunSetupDialog > .dialog--box { width: 78; }
    """
    BINDINGS = with_ids(
        "run_setup",
        key("ctrl+r", "run", "Run", "Run with these options", priority=True),
    )

    def __init__(self, title: str, sheet: RunSetupSheet) -> None:
        super().__init__(title)
        self.sheet = sheet

    def compose(self) -> ComposeResult:
        """The rows."""
        with self.box() as box:
            box.show_keys(
                [
                    *key_hints(self, ("run_setup.run", "run")),
                    *key_hints(self.sheet.lines, ("rows.edit", "edit")),
                    *key_hints(self, ("escape", "")),
                ]
            )
            yield self.sheet

    def on_mount(self) -> None:
        """Keys go to the rows."""
        super().on_mount()
        self.sheet.lines.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The rows take what room there is."""
        self.sheet.styles.height = min(len(self.sheet.rows), self.list_rows(event.size))

    def action_run(self) -> None:
        """Gives the options; goes to the first one with which something is wrong."""
        if not self.is_active:
            return
        self.sheet.close_form(kept=True, focus=True)
        wrong = self.sheet.problem_row
        if wrong is None:
            self.dismiss(self.sheet.setup)
        else:
            self.sheet.lines.select(wrong)


def _choice(label: str, is_on: bool) -> SheetRow:
    choices = (_NO, _YES)
    return SheetRow((label, choices[is_on]), None, fixed_cells=1, choices=choices)


def count_problem(text: str) -> str:
    """Why this is no count; empty where it is one, or is left out."""
    text = text.strip()
    if not text or (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text)):
        return ""
    return "must be a number from 1 on"


def offered_setup(
    setup: RunSetup, environments: Iterable[OfferedEnvironment], active: str
) -> RunSetup:
    """A setup as it is offered: with the active environment where none was chosen that exists."""
    known = {one.id for one in environments}
    chosen = tuple(one for one in setup.environments if one in known) or (active,)
    return structs.replace(setup, environments=chosen)

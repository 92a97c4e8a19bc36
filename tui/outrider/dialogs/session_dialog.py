"""The values of this session in one environment: captured, given, typed; to edit and forget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct, structs
from textual import on
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.keymap.key_display import key_hints
from outrider.toolkit.key_bindings import name_keys
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.request.variables_editor import name_problem


class SessionOrigin(StrEnum):
    """Where a value of the session comes from."""

    CAPTURED = "captured"
    GIVEN = "given"
    TYPED_SECRET = "typed secret"


class SessionRow(Struct, frozen=True):
    """A value of the session.

    Attributes:
        text: what a reference gives; of a typed secret a mask.
        origin: where it comes from.
        secret: it is masked until it is revealed.
        request: name of the request whose response it was captured from; empty for others.
    """

    name: str
    text: str
    origin: SessionOrigin
    secret: bool = False
    request: str = ""

    @property
    def note(self) -> str:
        """Where it comes from, for people."""
        if self.request:
            return f"captured by {self.request}"
        return self.origin.value


class SessionSheet(Sheet):
    """A row for each value."""

    DEFAULT_CSS = """
    SessionSheet { height: 12; }
    """
    hint = "No values yet: captures and values given for this session."
    blank = SheetRow(("", ""), None, note=SessionOrigin.GIVEN.value)
    movable = False

    def __init__(self, rows: Sequence[SessionRow]) -> None:
        super().__init__()
        self.lines.notes_aside = True
        self.show_rows(
            [
                SheetRow(
                    (one.name, one.text),
                    None,
                    note=one.note,
                    locked=one.origin is SessionOrigin.TYPED_SECRET,
                    secret=one.secret,
                    model_value=one,
                )
                for one in rows
            ]
        )

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says which rows cannot be variables."""
        counts = Counter(row.cells[0] for row in rows if not row.locked)
        return [
            row if row.locked else structs.replace(row, problem=name_problem(row.cells[0], counts))
            for row in rows
        ]

    def locked_row_pressed(self, index: int, action: str) -> None:
        """A typed secret can be removed, and nothing else."""
        if action == "remove":
            self._take([*self._rows[:index], *self._rows[index + 1 :]])

    @property
    def value(self) -> list[tuple[str, str, SessionRow | None]]:
        """Name, text and what it was before of each row.

        A new row with a problem is left out, another one is what it was.
        """
        found: list[tuple[str, str, SessionRow | None]] = []
        for row in self.checked(self.rows):
            before = row.model_value if isinstance(row.model_value, SessionRow) else None
            if row.problem and before is not None:
                found.append((before.name, before.text, before))
            elif not row.problem:
                found.append((row.cells[0], row.cells[1], before))
        return found


class SessionDialog(Dialog[list[tuple[str, str, SessionRow | None]]]):
    """Shows the values; the result is what they are when the user goes back.

    Args:
        title: names the environment.
        rows: what there is.
        copy: copies a text.
    """

    DEFAULT_CSS = """
    SessionDialog > .dialog--box { width: 78; }
    """

    def __init__(self, title: str, rows: Sequence[SessionRow], copy: Callable[[str], None]) -> None:
        super().__init__(title)
        self._copy_text = copy
        self.sheet = SessionSheet(rows)

    def compose(self) -> ComposeResult:
        """The rows."""
        lines = self.sheet.lines
        with self.box() as box:
            keys = key_hints(
                lines,
                ("rows.add", "add"),
                ("rows.edit", "edit"),
                ("rows.remove", "remove"),
                ("rows.show_secret", "reveal"),
            )
            box.show_keys([*keys, *key_hints(self, ("escape", ""))])
            yield self.sheet

    def on_mount(self) -> None:
        """Keys go to the rows."""
        super().on_mount()
        self.sheet.lines.focus()

    def action_cancel(self) -> None:
        """Goes back; the values are from now on what they are here."""
        self.sheet.close_form(kept=True)
        self.dismiss(self.sheet.value)

    @on(Sheet.CopyRequested)
    def _copy(self, message: Sheet.CopyRequested) -> None:
        message.stop()
        lines = self.sheet.lines
        if lines.row is not None and lines.row.masked and not lines.revealed:
            self.notify(
                name_keys(lines, "Press <rows.show_secret> to show it first."), markup=False
            )
        else:
            self._copy_text(message.text)

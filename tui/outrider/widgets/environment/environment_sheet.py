"""An environment as one form: every row is edited in place, and checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import structs
from textual import on
from textual.message import Message
from textual.timer import Timer

from outrider.auth.token_tables import TOKEN_TABLES
from outrider.toml_text.schema import Finding
from outrider.toolkit.fields.undo import UndoStack
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.sheet.editable_rows import MAX_UNDONE
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow, SheetView
from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.environment.environment_rows import (
    EnvironmentFormContext,
    KeyPath,
    rows_from_table,
)
from outrider.widgets.environment.environment_table import table_from_rows

REVEALED_FOR = 5.0
"""Seconds for which a secret is shown in clear."""


class EnvironmentSheet(Sheet):
    """The rows of an environment, and what is wrong with them."""

    blank = SheetRow(("", ""), None, "variables")
    movable = False
    placeholders = ("name", "a value or {{reference}}")
    BINDINGS = with_ids(
        "environment",
        key("tab", "section(1)", "Next part", "Go to the next part of the form"),
        key(
            "shift+tab",
            "section(-1)",
            "Previous part",
            "Go to the previous part of the form",
            show=False,
        ),
        key("f1", "help", "Help", "Show the keys of the form", show=False),
    )

    class NameRequested(ValueMessage):
        """Something new needs a name: ``kind`` is ``secrets`` or ``auth``."""

        kind: str

    class HelpRequested(Message):
        """The user wants the keys explained."""

    def __init__(
        self,
        table: Mapping[str, Any],
        view: Callable[[Mapping[str, Any]], EnvironmentFormContext],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
    ) -> None:
        super().__init__(id="environment")
        self._written = self._table = table
        self._view = view
        self._check = check
        self._last_view: tuple[Mapping[str, Any], EnvironmentFormContext] | None = None
        self._tables: UndoStack[Mapping[str, Any]] = UndoStack(MAX_UNDONE)
        self._hiding: Timer | None = None
        self.remarks: tuple[Finding, ...] = ()
        self.lines.notes_aside = True

    def on_mount(self) -> None:
        """Shows what it was given."""
        self._draw(None)

    @property
    def table(self) -> Mapping[str, Any]:
        """The table as it is now, what is being typed included."""
        return self._typed_table(self.rows) if self.editing else self._table

    @property
    def auth(self) -> str:
        """The auth in which the cursor stands; empty elsewhere."""
        row = self.lines.row
        kind, _, name = row.group.partition(" ") if row is not None else ("", "", "")
        return name if kind == "auth" or kind in TOKEN_TABLES else ""

    @property
    def remark(self) -> Finding | None:
        """What is wrong in the current row, else the first thing that is wrong at all."""
        here = self.lines.current
        found = (one for one in self.remarks if row_of_path(one.path, self._rows) == here)
        return next(chain(found, self.remarks), None)

    def reset(self, table: Mapping[str, Any]) -> None:
        """Shows what the files say now; what was edited is gone."""
        self._discard_form()
        self._written = self._table = table
        self._tables.clear()
        self._draw(None)

    def put(self, path: KeyPath, value: Any) -> None:
        """Adds something, and goes to it."""
        kind, name = str(path[0]), str(path[1])
        self._change_table({**self._table, kind: {**self._table.get(kind, {}), name: value}}, path)

    # --- rows and table -----------------------------------------------------------------------

    @property
    def typed(self) -> dict[str, Any]:
        """The table with what is being typed at this moment."""
        return self._typed_table(self.rows)

    def _typed_table(self, rows: Sequence[SheetRow]) -> dict[str, Any]:
        return table_from_rows(rows, self._table, self._written, self._known())

    def _known(self) -> EnvironmentFormContext:
        """What the form needs to know of the table as it is."""
        if self._last_view is None or self._last_view[0] is not self._table:
            self._last_view = (self._table, self._view(self._table))
        return self._last_view[1]

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says what is wrong with each row."""
        self.remarks = tuple(self._check(self._typed_table(rows)))
        told = list(rows)
        for remark in reversed(self.remarks):
            index = row_of_path(remark.path, rows)
            told[index] = structs.replace(told[index], problem=remark.what)
        return told

    def _draw(self, goal: KeyPath | None) -> None:
        rows = rows_from_table(self._table, self._known())
        at = next((i for i, row in enumerate(rows) if goal and row.model_value == goal), None)
        self._rows = tuple(self.checked(rows))
        self.lines.show(self._rows, at)

    def _take(self, rows: Sequence[SheetRow], current: int | None = None) -> None:
        index = self.lines.current if current is None else current
        goal: KeyPath | None = None
        if index < len(rows):
            here = rows[index].model_value
            goal = here if isinstance(here, tuple) else None
            if rows[index].group == "variables" and not rows[index].heading:
                goal = ("variables", rows[index].cells[0])
        self._change_table(self._typed_table(rows), goal, index)

    def _change_table(
        self, table: Mapping[str, Any], goal: KeyPath | None, index: int | None = None
    ) -> None:
        self._tables.push(self._table)
        self._show_table(table, goal, index)

    def _show_table(
        self, table: Mapping[str, Any], goal: KeyPath | None, index: int | None = None
    ) -> None:
        self._table = table
        self._draw(goal)
        if goal is None and index is not None:
            self.lines.select(index)
        self.post_message(self.Changed())

    def _step(self, *, back: bool) -> None:
        table = self._tables.undo(self._table) if back else self._tables.redo(self._table)
        if table is not None:
            self._show_table(table, None)

    # --- keys ---------------------------------------------------------------------------------

    async def add(self) -> None:
        """Adds what the part under the cursor is made of."""
        row = self.lines.row
        group = row.group if row is not None else ""
        kind = group.partition(" ")[0]
        if self.editing:
            return
        if kind in {"secrets", "auth"}:
            self.post_message(self.NameRequested(kind))
            return
        if kind not in TOKEN_TABLES:
            group = "variables"
        last = max(at for at, one in enumerate(self._rows) if one.group == group)
        inside = row is not None and row.group == group
        at = self.lines.current if inside else last
        await self.insert(at + 1, SheetRow(("", ""), None, group))

    def begins_with_add(self, row: SheetRow | None) -> bool:
        """Enter on the heading of a part adds to it."""
        return row is None or (row.heading and row.group in {"variables", "secrets", "auth"})

    def locked_row_pressed(self, index: int, action: str) -> None:
        """Removes a whole auth; opens nothing."""
        path = self._rows[index].model_value
        if action == "remove" and isinstance(path, tuple) and len(path) == 2:
            self._drop(str(path[0]), str(path[1]), index)

    def _remove(self, index: int, row: SheetRow) -> None:
        path = row.model_value
        if isinstance(path, tuple) and path[0] == "secrets" and len(path) == 2:
            self._drop("secrets", str(path[1]), index)
        elif not row.fixed_cells:
            self._take((*self._rows[:index], *self._rows[index + 1 :]), index - 1)
        elif not row.choices:
            super()._remove(index, row)

    def _change(self, index: int, action: str) -> None:
        # Every row of an environment is its own key: a copy would be none.
        if action != "duplicate":
            super()._change(index, action)

    def _drop(self, kind: str, name: str, index: int) -> None:
        kept = {key: value for key, value in self._table[kind].items() if key != name}
        self._change_table({**self._table, kind: kept}, None, max(index - 1, 0))

    @on(SheetView.Pressed)
    def _hide_later(self, message: SheetView.Pressed) -> None:
        if message.action == "reveal":
            if self._hiding is not None:
                self._hiding.stop()
            self._hiding = self.set_timer(REVEALED_FOR, self._hide)

    def _hide(self) -> None:
        self._hiding = None
        self.lines.revealed = False
        self.lines.refresh()

    def action_help(self) -> None:
        """Asks for the keys to be explained."""
        self.post_message(self.HelpRequested())

    def action_section(self, step: int) -> None:
        """Goes to another part of the form, round the ends."""
        starts = [0, *(at for at, row in enumerate(self._rows) if row.heading)]
        here = max((at for at in starts if at <= self.lines.current), default=0)
        if step < 0 and self.lines.current > here:
            self.lines.select(here)
            return
        self.lines.select(starts[(starts.index(here) + step) % len(starts)])


def row_of_path(path: KeyPath, rows: Sequence[SheetRow]) -> int:
    """The row that a remark is about: the one of the key, else of what the key lies in."""
    for size in range(len(path), 0, -1):
        for index, row in enumerate(rows):
            if row.model_value == path[:size]:
                return index
    for index, row in enumerate(rows):
        if path[:1] == ("variables",) and row.group == "variables" and row.cells[0] == path[-1]:
            return index
    group = path[0] if path else ""
    return next((at for at, row in enumerate(rows) if row.heading and row.group == group), 0)

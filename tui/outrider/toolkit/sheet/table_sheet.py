"""A table of a file as one form: every row is edited in place, and checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import structs
from textual import on
from textual.message import Message
from textual.timer import Timer

from outrider.toml_text.schema import Finding, KeyPath
from outrider.toolkit.fields.undo import UndoStack
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.sheet.editable_rows import MAX_UNDONE
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow, SheetView
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.name_lookup import NameLookup

REVEALED_FOR = 5.0
"""Seconds for which a secret is shown in clear."""


class TableSheet(Sheet):
    """The rows of a table, and what is wrong with them.

    The path of the key that a row stands for is the row's ``model_value``.

    Args:
        table: what the files say together.
        check: finds what is wrong with a table.

    Attributes:
        remarks: what is wrong with it as it is now.
        names_of: what the values of a table can refer to; ``None`` where nothing is completed.
    """

    movable = False
    pastes_rows = False
    goes_on = True
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
        """Something new needs a name: ``kind`` is the table that it is put in."""

        kind: str

    class HelpRequested(Message):
        """The user wants the keys explained."""

    def __init__(
        self,
        table: Mapping[str, Any],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
        *,
        id: str | None = None,  # noqa: A002 - the word of Textual
    ) -> None:
        super().__init__(id=id)
        self._written = self._table = table
        self._check = check
        self._tables: UndoStack[Mapping[str, Any]] = UndoStack(MAX_UNDONE)
        self._hiding: Timer | None = None
        self.remarks: tuple[Finding, ...] = ()
        self.names_of: Callable[[Mapping[str, Any]], NameLookup | None] | None = None
        self.lines.notes_aside = True
        self.lines.names_for = self.names_for
        self._last_names: tuple[Mapping[str, Any], NameLookup | None] | None = None

    # --- for subclasses -----------------------------------------------------------------------

    def rows_of(self, table: Mapping[str, Any]) -> list[SheetRow]:
        """Every row of the form."""
        raise NotImplementedError

    def table_of(
        self, rows: Sequence[SheetRow], before: Mapping[str, Any], written: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The table that the rows stand for.

        Args:
            rows: as :meth:`rows_of` made them of ``before``, edited since.
            before: the table that they were made from.
            written: the table of the files; values that are as there keep their kinds.
        """
        raise NotImplementedError

    def has_references(self, row: SheetRow) -> bool:
        """Whether a row's value may refer to names; a secret's source does not."""
        return True

    def names_for(self, row: SheetRow) -> NameLookup | None:
        """What references in a row can name, with the table as it is."""
        if self.names_of is None or not self.has_references(row):
            return None
        if self._last_names is None or self._last_names[0] is not self._table:
            self._last_names = (self._table, self.names_of(self._table))
        return self._last_names[1]

    @property
    def auth(self) -> str:
        """The auth in which the cursor stands; empty elsewhere."""
        return ""

    def on_mount(self) -> None:
        """Shows what it was given."""
        self._draw(None)

    @property
    def table(self) -> Mapping[str, Any]:
        """The table as it is now, what is being typed included."""
        return self._typed_table(self.rows) if self.editing else self._table

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

    def change(self, table: Mapping[str, Any], written: Mapping[str, Any] | None = None) -> None:
        """Shows another table; the cursor stays in its row.

        Args:
            table: what the rows stand for from now on.
            written: what the files say by now, where they were written: that is not undone.
        """
        here = self.lines.row.model_value if self.lines.row is not None else None
        goal = here if isinstance(here, tuple) else None
        if written is None:
            self._change_table(table, goal, self.lines.current)
            return
        self._written = written
        self._tables.clear()
        self._show_table(table, goal, self.lines.current)

    def put(self, path: KeyPath, value: Any) -> None:
        """Adds something, and goes to it."""
        kind, name = str(path[0]), str(path[1])
        self._change_table({**self._table, kind: {**self._table.get(kind, {}), name: value}}, path)

    # --- rows and table -----------------------------------------------------------------------

    def _typed_table(self, rows: Sequence[SheetRow]) -> dict[str, Any]:
        return self.table_of(rows, self._table, self._written)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says what is wrong with each row."""
        self.remarks = tuple(self._check(self._typed_table(rows)))
        told = list(rows)
        for remark in reversed(self.remarks):
            index = row_of_path(remark.path, rows)
            told[index] = structs.replace(told[index], problem=remark.what)
        return told

    def _draw(self, goal: KeyPath | None) -> None:
        rows = self.rows_of(self._table)
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

    async def insert_into(self, blank: SheetRow) -> None:
        """Adds a row to its group, below the cursor where that is in the group, and edits it."""
        row = self.lines.row
        same = [at for at, one in enumerate(self._rows) if one.group == blank.group]
        # The first of a group without a heading comes behind the part that it belongs to.
        part = blank.group.partition(" ")[0]
        near = [at for at, one in enumerate(self._rows) if one.group.partition(" ")[0] == part]
        inside = row is not None and row.group == blank.group
        await self.insert((self.lines.current if inside else max(same or near)) + 1, blank)

    def _remove(self, index: int, row: SheetRow) -> None:
        if not row.fixed_cells:
            self._take((*self._rows[:index], *self._rows[index + 1 :]), index - 1)
        elif not row.choices:
            super()._remove(index, row)

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

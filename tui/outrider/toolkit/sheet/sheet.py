"""Rows of texts that are edited in place, all by keys."""

from __future__ import annotations

from typing import ClassVar

from msgspec import structs
from textual import events, on

from outrider.toolkit.fields.field_messages import (
    DescriptionRequested,
    ExternalEditRequested,
    TextPasted,
)
from outrider.toolkit.fields.line_input import pasted_line, pasted_lines
from outrider.toolkit.sheet.editable_rows import EditableRows
from outrider.toolkit.sheet.row_operations import apply_row_action, pasted_rows, with_description
from outrider.toolkit.sheet.sheet_view import SheetRow, SheetView
from outrider.toolkit.value_message import ValueMessage


class Sheet(EditableRows):
    """Rows that can be added, edited in place, switched off, moved and removed.

    Subclasses translate rows into what they stand for, and may check them in :meth:`checked`.
    """

    class CopyRequested(ValueMessage):
        """The user wants a text in the clipboard."""

        text: str

    pastes_rows: ClassVar[bool] = True
    """Whether each of the rows stands for itself, so that others can be pasted between them."""

    def may_edit(self, row: SheetRow) -> bool:
        """Whether this row can be edited by the user."""
        return not row.locked

    def begins_with_add(self, row: SheetRow | None) -> bool:
        """Whether enter on this row adds one: there is nothing else to edit."""
        return row is None

    def locked_row_pressed(self, index: int, action: str) -> None:
        """A key was pressed on a row that is locked; for subclasses."""

    @on(SheetView.Pressed)
    async def _pressed(self, message: SheetView.Pressed) -> None:
        message.stop()
        index, row = self.lines.current, self.lines.row
        if message.action == "add" or (message.action == "edit" and self.begins_with_add(row)):
            await self.add()
        elif message.action in {"undo", "redo"}:
            self._step(back=message.action == "undo")
        elif row is None:
            return
        elif message.action == "copy":
            self.post_message(self.CopyRequested(row.cells[-1]))
        elif not self.may_edit(row):
            self.locked_row_pressed(index, message.action)
        elif message.action == "reveal":
            self.lines.revealed = not self.lines.revealed
            self.lines.refresh()
        elif message.action == "edit" and not row.choices:
            await self.edit(index)
        elif message.action == "outside" and not row.choices:
            self._ask_outside(index, row)
        elif message.action == "describe":
            self._ask_description(index, row)
        elif message.action == "remove":
            self._remove(index, row)
        else:
            self._change(index, message.action)

    def on_paste(self, event: events.Paste) -> None:
        """Takes lines that are pasted while no row is edited for rows of their own."""
        rows = pasted_rows(pasted_lines(event.text), self.blank_row()) if self.pastes_rows else ()
        if rows and not self.editing:
            event.stop()
            row = self.lines.row
            at = self._insertion() if row is None or row.locked else self.lines.current + 1
            self._take((*self._rows[:at], *rows, *self._rows[at:]), at)
            self.post_message(TextPasted())

    def _step(self, *, back: bool) -> None:
        """Undoes the last change, or does again what was undone."""
        self._put(self._steps.undo(self._rows) if back else self._steps.redo(self._rows))

    def _remove(self, index: int, row: SheetRow) -> None:
        """Removes a row; empties one that has to be there."""
        self._change(index, "remove")

    def _change(self, index: int, action: str) -> None:
        changed = apply_row_action(self._rows, index, action)
        if changed is not None:
            self._take(*changed)

    def _ask_description(self, index: int, row: SheetRow) -> None:
        def put(text: str) -> None:
            if self._rows[index : index + 1] == (row,) and text != row.note:
                changed = with_description(row, text)
                self._take((*self._rows[:index], changed, *self._rows[index + 1 :]), index)

        self.post_message(DescriptionRequested(row.cells[0], row.note, put))

    def _ask_outside(self, index: int, row: SheetRow) -> None:
        column = min(self.value_column, len(row.cells) - 1)

        def put(text: str) -> None:
            text = text if self.allows_line_break(row, column) else pasted_line(text)
            cells = (*row.cells[:column], text, *row.cells[column + 1 :])
            if self._rows[index : index + 1] == (row,) and cells != row.cells:
                changed = structs.replace(row, cells=cells)
                self._take((*self._rows[:index], changed, *self._rows[index + 1 :]))

        self.post_message(ExternalEditRequested(row.cells[column], put, secret=row.masked))

    async def add(self) -> None:
        """Adds a row below the current one, or behind its group, and edits it."""
        blank = self.blank_row()
        if blank is None or self.editing:
            return
        same = [at for at, row in enumerate(self._rows) if row.group == blank.group]
        index = self.lines.current if self.lines.current in same else same[-1] if same else None
        await self.insert(self._insertion() if index is None else index + 1, blank)

    def blank_row(self) -> SheetRow | None:
        """The row that is added, for the place of the cursor; ``None`` where none can be."""
        return self.blank

    def _insertion(self) -> int:
        """Where the first row of the group that can be added to goes."""
        return next((at for at, row in enumerate(self._rows) if row.locked), len(self._rows))

"""Rows of texts of which one is edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import structs
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.fields.undo import UndoStack
from outrider.toolkit.sheet.row_form import RowForm
from outrider.toolkit.sheet.row_operations import pasted_rows
from outrider.toolkit.sheet.sheet_view import SheetRow, SheetView
from outrider.variables.name_lookup import NameLookup

MAX_UNDONE = 50
"""Changes that can be undone, one after the other."""


class EditableRows(Vertical):
    """Rows of which one is edited in place; every change can be undone."""

    DEFAULT_CSS = """
    EditableRows { height: 1fr; layers: default form; }
    """

    class Changed(Message):
        """The rows are different from before; posted at every key typed."""

    hint: ClassVar[str] = "No rows. Press <rows.add> to add one."
    placeholders: ClassVar[tuple[str, ...]] = ("name", "value")
    blank: ClassVar[SheetRow | None] = SheetRow(("", ""))
    movable: ClassVar[bool] = True
    value_column: ClassVar[int] = 1
    """The cell that somebody wants to change who opens a row."""
    goes_on: ClassVar[bool] = False
    """Whether tab goes from the last cell of a row to the next row."""
    keeps_lines: ClassVar[bool] = True
    """Whether a value may hold line breaks."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._rows: tuple[SheetRow, ...] = ()
        self._form: RowForm | None = None
        self._index = 0
        self._before: tuple[SheetRow, ...] = ()
        self._steps: UndoStack[tuple[SheetRow, ...]] = UndoStack(MAX_UNDONE)
        self._names: NameLookup | None = None
        self.lines = SheetView(self.hint, addable=self.blank is not None, movable=self.movable)

    def compose(self) -> ComposeResult:
        """The rows."""
        yield self.lines

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """The rows, what is being typed in one of them included."""
        if self._form is None:
            return self._rows
        typed = structs.replace(self._form.row, cells=self._form.cells)
        return (*self._rows[: self._index], typed, *self._rows[self._index + 1 :])

    @property
    def editing(self) -> bool:
        """Whether a row is being edited in place."""
        return self._form is not None

    @property
    def edited(self) -> SheetRow:
        """The row that is being edited in place."""
        return self.rows[self._index]

    def show_rows(self, rows: Sequence[SheetRow]) -> None:
        """Shows other rows; what was being typed is left."""
        self._discard_form()
        self._steps.clear()
        self._rows = tuple(self.checked(rows))
        self.lines.show(self._rows)

    def check_again(self) -> None:
        """Says anew what is wrong with each row; what is being typed stays."""
        rows = tuple(self.checked(self._rows))
        if rows != self._rows:
            self._rows = rows
            self.lines.show(rows, self.lines.current)

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        self._names = self.lines.names = names
        self.lines.refresh()
        if self._form is not None:
            self._form.set_names(names)

    def names_for(self, row: SheetRow) -> NameLookup | None:
        """What references in a row can name; ``None`` where it has none."""
        return self._names

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """What is suggested in a cell besides names; for subclasses."""
        return None

    def allows_line_break(self, row: SheetRow, column: int) -> bool:
        """Whether a cell may hold line breaks."""
        return self.keeps_lines and column == self.value_column

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """The rows with what is wrong with each of them; for subclasses."""
        return rows

    def _take(self, rows: Sequence[SheetRow], current: int | None = None) -> None:
        self._steps.push(self._rows)
        self._put(rows, current)

    def _put(self, rows: Sequence[SheetRow] | None, current: int | None = None) -> None:
        if rows is None:
            return
        self._rows = tuple(self.checked(rows))
        self.lines.show(self._rows, current)
        self.post_message(self.Changed())

    # --- editing in place ---------------------------------------------------------------------

    async def insert(self, index: int, row: SheetRow) -> None:
        """Inserts a row and edits it; taking back removes it again."""
        before = self._rows
        self._rows = (*before[:index], row, *before[index:])
        self.lines.show(self._rows, index)
        await self.edit(index)
        self._before = before

    async def edit(self, index: int) -> None:
        """Edits a row in place."""
        if self.editing:
            return
        row = self._rows[index]
        self._before, self._index = self._rows, index
        form = RowForm(
            row,
            self.placeholders,
            reveal=self.lines.revealed,
            takes_paste=self._take_paste,
            goes_on=self.goes_on,
            value_column=self.value_column,
        )
        for column, one in enumerate(form.inputs, row.fixed_cells):
            one.keeps_lines = self.allows_line_break(row, column)
            one.words = self.completer_for(row, column)
        form.set_names(self.names_for(row))
        self._form = form
        self._lay_over()
        await self.mount(form)
        form.start()

    def _take_paste(self, text: str) -> bool:
        """Takes lines that are pasted into a name for rows of their own."""
        pasted, index = pasted_rows(text, self.blank), self._index
        is_new = len(self._before) < len(self._rows)
        if len(pasted) == 1 and not is_new:
            # In a row that has a name already, a line is text.
            return False
        if pasted:
            self.close_form(kept=not is_new, focus=True)
            at = index if is_new else index + 1
            self._take((*self._rows[:at], *pasted, *self._rows[at:]), at)
        return bool(pasted)

    def _lay_over(self) -> None:
        if self._form is not None:
            y = self._index - self.lines.scroll_offset.y
            self._form.position_over(self.lines.columns(self._form.row), y)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._form is not None:
            self._form.typed()
            problem = self.checked(self.rows)[self._index].problem
            self._form.set_class(bool(problem), "-wrong")
            self.post_message(self.Changed())

    @on(RowForm.Closed)
    async def _form_closed(self, message: RowForm.Closed) -> None:
        message.stop()
        self.close_form(kept=message.kept, focus=True)
        if message.step:
            await self._go_on(message.step)

    async def _go_on(self, step: int) -> None:
        """Edits the next row that a text is typed into, below or above."""
        at = self.lines.current + step
        while 0 <= at < len(self._rows):
            row = self._rows[at]
            if not (row.locked or row.heading or row.choices):
                self.lines.select(at)
                await self.edit(at)
                return
            at += step

    def close_form(self, *, kept: bool, focus: bool = False) -> None:
        """Ends editing in place; a new row in which nothing was typed goes."""
        if self._form is None:
            return
        rows, index = self.rows, self._index
        empty = not any(rows[index].cells)
        if not kept or (empty and not rows[index].fixed_cells):
            rows = self._before if not kept else (*rows[:index], *rows[index + 1 :])
        self._discard_form()
        if focus:
            self.lines.focus()
        self._rows = self._before
        self._take(rows, index)

    def _discard_form(self) -> None:
        if self._form is not None:
            form, self._form = self._form, None
            form.remove()

    def on_descendant_blur(self) -> None:
        """What was typed stays when the focus goes elsewhere."""
        if self.editing:
            self.call_after_refresh(self._close_if_left)

    def _close_if_left(self) -> None:
        form, focused = self._form, self.screen.focused
        if form is not None and focused is not None and focused not in form.inputs:
            self.close_form(kept=True)

    def on_resize(self, _: events.Resize) -> None:
        """Keeps the inputs over their row."""
        self.call_after_refresh(self._lay_over)

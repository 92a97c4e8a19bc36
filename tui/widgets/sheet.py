"""Rows of texts that are edited in place, all by keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from msgspec import structs
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from tui.widgets.line_input import LineInput
from tui.widgets.sheet_lines import SheetLines, SheetRow
from tui.widgets.sheet_painting import GAP

_REFERENCE = re.compile(r"\s*\{\{[^{}]*(\}\}?)?\s*")
"""A reference, whole or on its way to be one."""

MAX_UNDONE = 50
"""Changes that can be undone, one after the other."""


class SheetForm(Horizontal):
    """The inputs that lie over a row while it is edited."""

    DEFAULT_CSS = """
    SheetForm {
        position: absolute;
        layer: form;
        height: 1;
        background: $surface;
        & > LineInput { background: $boost; }
        &.-wrong > LineInput { color: $error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close(False)", "Take back", show=False, priority=True),
        Binding("tab,down", "go(1)", "Next cell", show=False),
        Binding("shift+tab,up", "go(-1)", "Previous cell", show=False),
    ]

    class Closed(Message):
        """Editing ended; ``kept`` tells whether what was typed stays."""

        def __init__(self, *, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self, row: SheetRow, placeholders: Sequence[str], *, reveal: bool) -> None:
        super().__init__()
        self.row = row
        self._reveal = reveal
        last = len(row.cells) - 1
        self.inputs = tuple(
            LineInput(
                text,
                placeholder=placeholders[number] if number < len(placeholders) else "",
                password=number == last and row.secret and self._hides(text),
            )
            for number, text in enumerate(row.cells)
            if number >= row.fixed
        )

    def compose(self) -> ComposeResult:
        """The inputs."""
        yield from self.inputs

    def hide(self) -> None:
        """Hides a secret that is being typed; a reference to one may be seen."""
        if self.row.secret:
            self.inputs[-1].password = self._hides(self.inputs[-1].text)

    def _hides(self, text: str) -> bool:
        return not self._reveal and not _REFERENCE.fullmatch(text)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row's cells as typed so far."""
        return (*self.row.cells[: self.row.fixed], *(one.text for one in self.inputs))

    def lay_over(self, columns: Sequence[tuple[int, int]], y: int) -> None:
        """Puts the inputs where the cells are."""
        mine = columns[self.row.fixed :]
        start = mine[0][0]
        self.styles.offset = (start, y)
        self.styles.width = mine[-1][0] + mine[-1][1] - start
        for number, (one, (_, width)) in enumerate(zip(self.inputs, mine, strict=True)):
            one.styles.width = width
            one.styles.margin = (0, 0, 0, GAP if number else 0)

    def start(self) -> None:
        """Puts the cursor where something is to be typed."""
        empty = next((one for one in self.inputs if not one.text), None)
        first = self.inputs[0]
        target = first if not first.text else empty or self.inputs[-1]
        target.focus()
        target.cursor_position = len(target.value)

    def action_go(self, step: int) -> None:
        """To the next cell, round the ends."""
        at = next((i for i, one in enumerate(self.inputs) if one.has_focus), 0)
        self.inputs[(at + step) % len(self.inputs)].focus()

    def action_close(self, kept: bool) -> None:
        """Ends editing."""
        self.post_message(self.Closed(kept=kept))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        following = self.inputs[-1]
        if event.input is self.inputs[0] and not following.text and event.input is not following:
            following.focus()
        else:
            self.action_close(True)


class Sheet(Vertical):
    """Rows that can be added, edited in place, switched off, moved and removed.

    Subclasses translate rows into what they stand for, and may check them in :meth:`checked`.
    """

    DEFAULT_CSS = """
    Sheet { height: 1fr; layers: default form; }
    """

    class Changed(Message):
        """The rows are different from before; posted at every key typed."""

        def __init__(self, sheet: Sheet) -> None:
            super().__init__()
            self.sheet = sheet

        @property
        def control(self) -> Sheet:
            """The sheet, for ``@on(Sheet.Changed, "#id")``."""
            return self.sheet

    class CopyAsked(Message):
        """The user wants a text in the clipboard."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    hint: ClassVar[str] = "Nothing here.  a adds a row"
    placeholders: ClassVar[tuple[str, ...]] = ("name", "value")
    blank: ClassVar[SheetRow | None] = SheetRow(("", ""))
    movable: ClassVar[bool] = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._rows: tuple[SheetRow, ...] = ()
        self._form: SheetForm | None = None
        self._index = 0
        self._before: tuple[SheetRow, ...] = ()
        self._past: list[tuple[SheetRow, ...]] = []
        self.lines = SheetLines(self.hint, addable=self.blank is not None, movable=self.movable)

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

    def show_rows(self, rows: Sequence[SheetRow]) -> None:
        """Shows other rows; what was being typed is left."""
        self._discard_form()
        self._past = []
        self._rows = tuple(self.checked(rows))
        self.lines.show(self._rows)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """The rows with what is wrong with each of them; for subclasses."""
        return rows

    def may_edit(self, row: SheetRow) -> bool:
        """Whether this row can be edited by the user."""
        return not row.locked

    def locked_pressed(self, index: int, action: str) -> None:
        """A key was pressed on a row that is locked; for subclasses."""

    # --- keys ---------------------------------------------------------------------------------

    @on(SheetLines.Pressed)
    async def _pressed(self, message: SheetLines.Pressed) -> None:
        message.stop()
        index, row = self.lines.current, self.lines.row
        if message.action == "add":
            await self.add()
        elif message.action == "undo":
            self._undo()
        elif row is None:
            if message.action == "edit":
                await self.add()
        elif message.action == "copy":
            self.post_message(self.CopyAsked(row.cells[-1]))
        elif not self.may_edit(row):
            self.locked_pressed(index, message.action)
        elif message.action == "reveal":
            self.lines.revealed = not self.lines.revealed
            self.lines.refresh()
        elif message.action == "edit" and not row.choices:
            await self.edit(index)
        else:
            self._change(index, row, message.action)

    def _change(self, index: int, row: SheetRow, action: str) -> None:
        """What a key does to a row at once."""
        if action == "remove":
            self._remove(index, row)
        elif action in {"up", "down"}:
            self._move(index, -1 if action == "up" else 1)
        elif row.choices and action in {"edit", "switch", "next", "previous"}:
            self._cycle(index, row, -1 if action == "previous" else 1)
        elif action == "switch" and row.enabled is not None:
            self._replace(index, structs.replace(row, enabled=not row.enabled))

    def _remove(self, index: int, row: SheetRow) -> None:
        if row.fixed:
            cells = (*row.cells[: row.fixed], *([""] * (len(row.cells) - row.fixed)))
            self._replace(index, structs.replace(row, cells=cells))
        else:
            self._take((*self._rows[:index], *self._rows[index + 1 :]))

    def _move(self, index: int, step: int) -> None:
        other = index + step
        rows = list(self._rows)
        if self.movable and 0 <= other < len(rows) and rows[index].group == rows[other].group:
            rows[index], rows[other] = rows[other], rows[index]
            self._take(rows, other)

    def _cycle(self, index: int, row: SheetRow, step: int) -> None:
        value = row.cells[-1]
        at = row.choices.index(value) if value in row.choices else -1
        chosen = row.choices[(at + step) % len(row.choices)]
        self._replace(index, structs.replace(row, cells=(*row.cells[:-1], chosen)))

    def _undo(self) -> None:
        if self._past:
            rows = self._past.pop()
            self._take(rows)
            self._past.pop()

    def _replace(self, index: int, row: SheetRow) -> None:
        self._take((*self._rows[:index], row, *self._rows[index + 1 :]))

    def _take(self, rows: Sequence[SheetRow], current: int | None = None) -> None:
        self._past = [*self._past[1 - MAX_UNDONE :], self._rows]
        self._rows = tuple(self.checked(rows))
        self.lines.show(self._rows, current)
        self.post_message(self.Changed(self))

    # --- editing in place ---------------------------------------------------------------------

    async def add(self) -> None:
        """Adds a row below the current one, or behind its group, and edits it."""
        if self.blank is None or self.editing:
            return
        same = [at for at, row in enumerate(self._rows) if row.group == self.blank.group]
        index = self.lines.current if self.lines.current in same else same[-1] if same else None
        await self.insert(self._insertion() if index is None else index + 1, self.blank)

    def _insertion(self) -> int:
        """Where the first row of the group that can be added to goes."""
        return next((at for at, row in enumerate(self._rows) if row.locked), len(self._rows))

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
        form = SheetForm(row, self.placeholders, reveal=self.lines.revealed)
        self._form = form
        self._lay_over()
        await self.mount(form)
        form.start()

    def _lay_over(self) -> None:
        if self._form is not None:
            y = self._index - self.lines.scroll_offset.y
            self._form.lay_over(self.lines.columns(self._form.row), y)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._form is not None:
            self._form.hide()
            problem = self.checked(self.rows)[self._index].problem
            self._form.set_class(bool(problem), "-wrong")
            self.post_message(self.Changed(self))

    @on(SheetForm.Closed)
    def _form_closed(self, message: SheetForm.Closed) -> None:
        message.stop()
        self.close_form(kept=message.kept, focus=True)

    def close_form(self, *, kept: bool, focus: bool = False) -> None:
        """Ends editing in place; a new row in which nothing was typed goes."""
        if self._form is None:
            return
        rows, index = self.rows, self._index
        empty = not any(rows[index].cells)
        if not kept or (empty and not rows[index].fixed):
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

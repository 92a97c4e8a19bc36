"""The fields in which a row of a sheet is edited in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.sheet.sheet_painting import GAP
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.name_lookup import NameLookup

_REFERENCE = re.compile(r"\s*\{\{[^{}]*(\}\}?)?\s*")
"""A reference, whole or on its way to be one."""


class RowForm(Horizontal):
    """The inputs that lie over a row while it is edited.

    Args:
        row: what is edited.
        placeholders: of the cells.
        reveal: whether a secret is shown.
        takes_paste: is given what is pasted into the first cell, and tells whether that was all.
        goes_on: whether tab leaves the last cell for the next row.
        value_column: the input in which editing a row begins that is filled in.
    """

    DEFAULT_CSS = """
    RowForm {
        position: absolute;
        layer: form;
        height: 1;
        background: $surface;
        & > LineInput { background: $boost; }
        &.-wrong > LineInput { color: $error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close(False)", "Cancel edit", show=False, priority=True),
        Binding("tab", "leave(1)", "Next cell", show=False),
        Binding("shift+tab", "leave(-1)", "Previous cell", show=False),
        Binding("down", "go(1)", "Next cell", show=False),
        Binding("up", "go(-1)", "Previous cell", show=False),
    ]

    class Closed(ValueMessage):
        """Editing ended.

        Attributes:
            kept: whether what was typed stays.
            step: 1 to go on in the row below, -1 in the row above.
        """

        kept: bool
        step: int = 0

    def __init__(
        self,
        row: SheetRow,
        placeholders: Sequence[str],
        *,
        reveal: bool,
        takes_paste: Callable[[str], bool],
        goes_on: bool = False,
        value_column: int = 1,
    ) -> None:
        super().__init__()
        self._value_column = value_column
        self._goes_on = goes_on
        self.row = row
        self._reveal = reveal
        last = len(row.cells) - 1
        self.inputs = tuple(
            LineInput(
                text,
                placeholder=placeholders[number] if number < len(placeholders) else "",
                password=number == last and not reveal and row.secret and _hides(text),
                takes_paste=None if number else takes_paste,
            )
            for number, text in enumerate(row.cells)
            if number >= row.fixed_cells
        )

    def compose(self) -> ComposeResult:
        """The inputs."""
        yield from self.inputs

    @property
    def cells(self) -> tuple[str, ...]:
        """The row's cells as typed so far."""
        return (*self.row.cells[: self.row.fixed_cells], *(one.text for one in self.inputs))

    def position_over(self, columns: Sequence[tuple[int, int]], y: int) -> None:
        """Puts the inputs where the cells are."""
        mine = columns[self.row.fixed_cells :]
        start = mine[0][0]
        self.styles.offset = (start, y)
        self.styles.width = mine[-1][0] + mine[-1][1] - start
        for number, (one, (_, width)) in enumerate(zip(self.inputs, mine, strict=True)):
            one.styles.width = width
            one.styles.margin = (0, 0, 0, GAP if number else 0)

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        for one in self.inputs:
            one.names = names
            one.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape closes a list of suggestions first."""
        return not (action == "close" and any(one.completing for one in self.inputs))

    def start(self) -> None:
        """Puts the cursor where something is to be typed."""
        first = self.inputs[0]
        # Who opens a row that has a name wants its value.
        target = (
            first if not first.text else self.inputs[min(self._value_column, len(self.inputs) - 1)]
        )
        target.focus()
        target.cursor_position = len(target.value)

    def typed(self) -> None:
        """Hides a secret from its first letters on; a reference to one is no secret."""
        if self.row.secret and not self._reveal:
            last = self.inputs[-1]
            was_hidden, last.password = last.password, _hides(last.text)
            if was_hidden and not last.password:
                # Letters that came all at once were taken for a secret's until now.
                last.action_suggest()

    def action_go(self, step: int) -> None:
        """To the next cell, round the ends."""
        at = next((i for i, one in enumerate(self.inputs) if one.has_focus), 0)
        self.inputs[(at + step) % len(self.inputs)].focus()

    def action_leave(self, step: int) -> None:
        """To the next cell, or the next row where rows go on."""
        ends = self.inputs[-1] if step > 0 else self.inputs[0]
        if self._goes_on and ends.has_focus:
            self.post_message(self.Closed(kept=True, step=step))
        else:
            self.action_go(step)

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


def _hides(text: str) -> bool:
    """Whether a secret is being written out, and not a reference to one."""
    return not _REFERENCE.fullmatch(text)

"""One of the themes: the screen behind shows the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.timer import Timer
from textual.widgets import Input

from outrider.dialogs.picker import Picker, PickerList
from outrider.dialogs.picker_item import PickerItem

REST = 0.08
"""Seconds that the cursor rests on a theme before it is shown: the whole screen is drawn anew."""


class ThemePicker(Picker):
    """Picks a theme; the result is its name, ``None`` where the user went away."""

    DEFAULT_CSS = """
    ThemePicker { align: right top; background: transparent; }
    ThemePicker > .dialog--box { width: 46; }
    """

    def __init__(
        self, choices: Sequence[PickerItem], current: str, show: Callable[[str], None]
    ) -> None:
        super().__init__("Theme", choices, current=current)
        self._show = show
        self._resting: Timer | None = None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows what the cursor comes to in the list that was narrowed."""
        if event.value:
            self._rest()

    def action_move(self, step: int) -> None:
        """Moves in the list, and shows what the cursor comes to."""
        super().action_move(step)
        self._rest()

    def action_page(self, step: int) -> None:
        """Moves in the list by a screenful, and shows what the cursor comes to."""
        super().action_page(step)
        self._rest()

    def on_unmount(self, _: events.Unmount) -> None:
        """Shows nothing any more."""
        if self._resting is not None:
            self._resting.stop()

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._preview)

    def _preview(self) -> None:
        selected = self.query_one(PickerList).selected
        if selected is not None and self.is_active:
            self._show(selected.id)

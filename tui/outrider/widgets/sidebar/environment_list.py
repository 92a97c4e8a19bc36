"""The environments with the state of their tokens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region

from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, environment_color
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.chrome.token_countdown import (
    CountdownTimer,
    CountingWidget,
    countdown_ends,
    indicator_text,
)
from outrider.widgets.view_models import EnvironmentRow

_CLOCK_CELLS = 10
_SWITCHES = "Switch to this environment"
_EDITS_FILE = "Open this environment's file in $EDITOR"


class EnvironmentList(LineList, CountingWidget, EdgedPane):
    """One line for each environment: digit, name, protection, token."""

    DEFAULT_CSS = """
    EnvironmentList {
        height: auto;
        min-height: 1;
        max-height: 9;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(digit), f"digit({digit})", f"Environment {digit}", show=False)
            for digit in range(1, 10)
        ),
        *with_ids(
            "environments",
            key("enter", "choose", "Switch", _SWITCHES, name="choose"),
            key("e", "ask('edit')", "Edit", "Edit this environment"),
            key("n", "ask('new')", "New", "Create an environment"),
            key("D", "ask('duplicate')", "Duplicate", "Duplicate this environment"),
            key("r", "ask('rename')", "Rename", "Rename this environment's file"),
            key("x,delete", "ask('delete')", "Delete", "Delete this environment (asks first)"),
            key("v", "ask('edit_file')", "Edit file", _EDITS_FILE, show=False),
        ),
    ]

    class Selected(ValueMessage):
        """The user wants this environment."""

        id: str

    class ActionRequested(ValueMessage):
        """The user wants something done to an environment.

        Attributes:
            action: ``new``, ``duplicate``, ``rename``, ``delete``, ``edit`` or ``edit_file``.
            id: of the environment under the cursor; empty where there is none.
        """

        action: str
        id: str

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._rows: tuple[EnvironmentRow, ...] = ()
        self._clocks: list[str] = []
        self._ticker = CountdownTimer(self, clock, self._ends, self.tick)
        self.edge = Edge("Environments")

    def show(self, rows: tuple[EnvironmentRow, ...]) -> None:
        """Shows these environments; the cursor stays on the one where it stands.

        Where that one is gone, or another became the active one, it goes to the active one.
        """
        old = self.selected
        before = next((row.id for row in self._rows if row.active), None)
        if before != next((row.id for row in rows if row.active), None) or not self.has_focus:
            old = None
        cursor = next((i for i, row in enumerate(rows) if old and row.id == old.id), None)
        if cursor is None:
            cursor = next((i for i, row in enumerate(rows) if row.active), None)
        self._rows = rows
        now = self._clock()
        self._clocks = [indicator_text(row, now)[0] for row in rows]
        self.edge = Edge("Environments", facts=(str(len(rows)),) if rows else ())
        self.set_count(len(rows), cursor=cursor)
        self._ticker.set()

    def select(self, environment_id: str) -> None:
        """Puts the cursor on an environment; does nothing where it is not here."""
        cursor = next((i for i, row in enumerate(self._rows) if row.id == environment_id), None)
        if cursor is not None:
            self.set_count(len(self._rows), cursor=cursor)

    @property
    def selected(self) -> EnvironmentRow | None:
        """The environment under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def tick(self, now: float) -> None:
        """Draws the countdowns that have changed, and nothing else."""
        width = self.scrollable_content_region.width
        for index, row in enumerate(self._rows):
            text = indicator_text(row, now)[0]
            if text == self._clocks[index]:
                continue
            same = len(text) == len(self._clocks[index])
            left = max(width - _CLOCK_CELLS, 0) if same else 0
            self._clocks[index] = text
            top = index - self.scroll_offset.y
            self.refresh(Region(left, top, width - left, 1))

    def line(self, index: int, width: int) -> PaintedLine:
        """``▌2 Staging ▲  ● 42:10``."""
        row = self._rows[index]
        digit = str(index + 1) if index < 9 else " "
        color = environment_color(row.color, self.app.theme_variables)
        style = Style(color=color.rich_color, bold=row.active) if color is not None else None
        left = [
            TextRun("▌" if row.active else " ", "accent", style if row.active else None),
            TextRun(digit + " ", "muted"),
            TextRun(row.name, "bold" if row.active else "", style),
        ]
        text, role = indicator_text(row, self._clock())
        if row.problem:
            text, role = "✗ file", "error"
        right = [TextRun(text, role)] if text else []
        if row.protected:
            right.insert(0, TextRun("▲ " if text else "▲", "warning"))
        return PaintedLine(tuple(left), tuple(right))

    def _ends(self, now: float) -> Iterator[float]:
        if self.display and self.size:
            top = self.scroll_offset.y
            rows = self._rows[top : top + self.size.height]
            yield from countdown_ends((row for row in rows if not row.problem), now)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """What came into sight may count."""
        super().watch_scroll_y(old_value, new_value)
        self._ticker.set()

    def on_blur(self) -> None:
        """Who comes back finds the cursor on what is active."""
        active = next((index for index, row in enumerate(self._rows) if row.active), None)
        self.set_count(len(self._rows), cursor=active)

    def on_resize(self) -> None:
        """What came into sight may count."""
        self._ticker.set()

    def line_clicked(self, event: events.Click) -> None:
        """One click goes to an environment, two switch to it."""
        if event.chain > 1:
            self.action_choose()

    def action_choose(self) -> None:
        """Switches to the environment under the cursor."""
        if self.selected is not None:
            self.post_message(self.Selected(self.selected.id))

    def action_digit(self, digit: int) -> None:
        """Switches to an environment by its number."""
        if digit <= len(self._rows):
            self.move_to(digit - 1)
            self.action_choose()

    def action_ask(self, action: str) -> None:
        """Passes on what the user wants done."""
        selected = self.selected
        if selected is not None or action == "new":
            self.post_message(self.ActionRequested(action, selected.id if selected else ""))

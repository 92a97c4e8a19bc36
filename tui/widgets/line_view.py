"""The keys and the mouse of a text of any size."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.line_canvas import LineCanvas
from tui.widgets.viewport import Place

SIDESTEP = 8
"""Cells that one key goes to the side."""

WHEEL = 3
"""Lines that one step of the wheel goes."""


class LineView(LineCanvas, can_focus=True):
    """A :class:`LineCanvas` that is read with keys and mouse; scrolls without animation."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("home,g", "top", "Start", show=False, tooltip="Goes to the start."),
        Binding("end,G", "bottom", "End", show=False, tooltip="Goes to the end."),
        Binding("left", "aside(-1)", "Left", show=False, tooltip="Shows what lies to the left."),
        Binding("right", "aside(1)", "Right", show=False, tooltip="Shows what lies to the right."),
        Binding(
            "w",
            "wrap",
            "Fold long lines",
            show=False,
            tooltip="Folds long lines, or cuts them off at the edge.",
        ),
        Binding(
            "y",
            "copy",
            "Copy",
            tooltip="Copies what the tab shows; of headers, the one under the cursor.",
        ),
    ]

    class CopyAsked(Message):
        """The user wants what is shown in the clipboard.

        Attributes:
            view: where.
        """

        def __init__(self, view: LineView) -> None:
            super().__init__()
            self.view = view

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves the sideward keys to others where there is nothing at the sides."""
        return not (action == "aside" and self._wrap)

    def action_move(self, lines: int) -> None:
        """Up or down."""
        if self._cursor is not None:
            self._cursor = max(min(self._cursor + lines, self._viewport.count - 1), 0)
            self._viewport.follow(Place(self._cursor))
            self._changed()
        elif self._viewport.move(lines):
            self._changed()

    def action_page(self, pages: int) -> None:
        """A screen up or down, one line of it kept."""
        self.action_move(pages * max(self.size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._cursor = None if self._cursor is None else 0
        if self._viewport.go(Place(0)) or self._cursor is not None:
            self._changed()

    def action_bottom(self) -> None:
        """To the end."""
        self._cursor = None if self._cursor is None else self._viewport.count - 1
        if self._viewport.go(self._viewport.last_top) or self._cursor is not None:
            self._changed()

    def action_aside(self, steps: int) -> None:
        """To the side, where rows are not folded."""
        if self._wrap:
            return
        widest = max((self._painter.width(place.row) for place in self._places()), default=0)
        left = min(self._left + steps * SIDESTEP, max(widest - self._text_width + 1, 0))
        if (left := max(left, 0)) != self._left:
            self._left = left
            self._changed()

    def action_wrap(self) -> None:
        """Folds long rows, or cuts them off at the edge."""
        self._wrap = not self._wrap
        self._left = 0
        self._fit()
        self._changed()

    def action_copy(self) -> None:
        """Asks for a copy."""
        self.post_message(self.CopyAsked(self))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the text."""
        event.stop()
        if self._viewport.move(WHEEL):
            self._changed()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the text."""
        event.stop()
        if self._viewport.move(-WHEEL):
            self._changed()

    def on_click(self, event: events.Click) -> None:
        """Goes to where the scroll bar was clicked, or to a row that can be chosen."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.x >= self._text_width:
            last = self._viewport.last_top.row
            self._viewport.go(Place(last * offset.y // max(self.size.height - 1, 1)))
            self._changed()
        elif self._cursor is not None and offset.y < len(self._places()):
            self._cursor = self._places()[offset.y].row
            self._changed()

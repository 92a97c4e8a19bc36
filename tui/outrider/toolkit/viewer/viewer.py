"""The keys and the mouse of a text of any size."""

from __future__ import annotations

from textual import events

from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.viewer_canvas import ViewerCanvas
from outrider.toolkit.viewer.viewport import ScreenLine

SIDESTEP = 8
"""Cells that one key goes to the side."""

WHEEL = 3
"""Lines that one step of the wheel goes."""

_BY_LINES = "Move by a line"
_BY_HALVES = "Move by half a page"
_BY_PAGES = "Move by a page"


class Viewer(ViewerCanvas, can_focus=True):
    """A :class:`ViewerCanvas` that is read with keys and mouse; scrolls without animation."""

    BINDINGS = with_ids(
        "text",
        hidden_key("down,j", "move(1)", "Down", _BY_LINES),
        hidden_key("up,k", "move(-1)", "Up", _BY_LINES),
        hidden_key("pagedown", "page(1)", "Page down", _BY_PAGES),
        hidden_key("pageup", "page(-1)", "Page up", _BY_PAGES),
        hidden_key("ctrl+d", "page(0.5)", "Half down", _BY_HALVES),
        hidden_key("ctrl+u", "page(-0.5)", "Half up", _BY_HALVES),
        hidden_key("home,g", "top", "Start", "Go to the start or the end"),
        hidden_key("end,G", "bottom", "End", "Go to the start or the end"),
        hidden_key("left,h", "scroll_sideways(-1)", "Left", "Scroll sideways"),
        hidden_key("right,l", "scroll_sideways(1)", "Right", "Scroll sideways"),
        hidden_key("w", "wrap", "Wrap", "Wrap or cut long lines"),
        key("y", "copy", "Copy", "Copy all, or the header at the cursor"),
    )

    class CopyRequested(ValueMessage):
        """The user wants what a viewer shows in the clipboard."""

        view: Viewer

    @property
    def is_at_end(self) -> bool:
        """Whether the last line is on the screen, of a text that is longer than the screen."""
        last = self._viewport.last_top
        return last > ScreenLine(0) and self._viewport.top == last

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves the sideward keys to others where there is nothing at the sides."""
        return not (action == "scroll_sideways" and self._wrap)

    def action_move(self, lines: int) -> None:
        """Up or down: the cursor, or the text where there is none."""
        if self._cursor is None:
            if self._viewport.move(lines):
                self._changed()
            return
        self._cursor = self._viewport.step(self._cursor, lines)
        self._viewport.scroll_into_view(self._cursor)
        self._changed()

    def action_page(self, pages: float) -> None:
        """So many screens up or down, one line kept; the cursor stays where it is on the screen."""
        lines = round(pages * max(self.size.height - 1, 1))
        moved = self._viewport.move(lines)
        if self._cursor is not None:
            self._cursor = self._viewport.step(self._cursor, lines)
            self._viewport.scroll_into_view(self._cursor)
        if moved or self._cursor is not None:
            self._changed()

    def action_top(self) -> None:
        """To the start."""
        self._go(ScreenLine(0), ScreenLine(0))

    def action_bottom(self) -> None:
        """To the end."""
        last = self._viewport.last_top
        self._go(last, self._viewport.step(last, self.size.height))

    def _go(self, top: ScreenLine, cursor: ScreenLine) -> None:
        self._viewport.go(top)
        if self._cursor is not None:
            self._cursor = cursor
        self._changed()

    def action_scroll_sideways(self, steps: int) -> None:
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
        self.post_message(self.CopyRequested(self))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the text."""
        event.stop()
        self._roll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the text."""
        event.stop()
        self._roll(-WHEEL)

    def _roll(self, lines: int) -> None:
        """Moves the text; the cursor goes with it once it would leave the screen."""
        if not self._viewport.move(lines):
            return
        frame = self._viewport.frame()
        if self._cursor is not None and frame:
            self._cursor = min(max(self._cursor, frame[0]), frame[-1])
        self._changed()

    def on_click(self, event: events.Click) -> None:
        """Goes to where the scroll bar was clicked, or puts the cursor on a line."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.x >= self._text_width:
            last = self._viewport.last_top.row
            self._viewport.go(ScreenLine(last * offset.y // max(self.size.height - 1, 1)))
            self._changed()
        elif self._cursor is not None and offset.y < len(self._places()):
            self._cursor = self._places()[offset.y]
            self._changed()

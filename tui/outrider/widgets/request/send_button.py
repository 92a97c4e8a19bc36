"""The button at the end of the URL's line: sends, or cancels what is being sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from outrider.visible_text import visible_line

DOUBLE_CLICK = 0.3
"""Seconds in which a second click belongs to the first: it cancels nothing."""


class SendButton(Widget):
    """``Send ^R``; ``Send… ^R`` where that asks first, ``Cancel esc`` while something is sent.

    Args:
        clock: monotonic seconds.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"send-button--face"}
    DEFAULT_CSS = """
    SendButton {
        width: auto;
        height: 1;
        background: $background;
        & > .send-button--face { color: $block-cursor-background; text-style: bold; }
        &.-sending > .send-button--face { color: $warning; }
        &.-pressed > .send-button--face { background: $selection; color: $on-selection; }
        &.-asks > .send-button--face { background: $error; color: $on-focus; }
    }
    """

    class SendPressed(Message):
        """The button was clicked to send."""

    class CancelPressed(Message):
        """The button was clicked to cancel."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._keys = ("", "")
        self._since = 0.0
        self._wait: Timer | None = None
        self.asks = False
        self.sending = False

    @property
    def label(self) -> str:
        """What it does now, and the key for it."""
        send, cancel = self._keys
        if self.sending:
            return f" {' '.join(filter(None, ('Cancel', cancel)))} "
        return f" {' '.join(filter(None, ('Send…' if self.asks else 'Send', send)))} "

    def show_keys(self, send: str, cancel: str) -> None:
        """Names the keys that do the same."""
        self._keys = (visible_line(send), visible_line(cancel))
        self._draw()

    def show_asks(self, asks: bool) -> None:
        """Whether sending asks first."""
        if asks is not self.asks:
            self.asks = asks
            self._draw()

    def show_sending(self, sending: bool, *, patience: float = 0.0) -> None:
        """Whether something is being sent; that is drawn when it takes longer than ``patience``."""
        if self._wait is not None:
            self._wait.stop()
            self._wait = None
        if sending and patience and not self.sending:
            self._wait = self.set_timer(patience, self._waited)
        else:
            self._become(sending)

    def _waited(self) -> None:
        # A timer that was stopped may have rung already.
        if self._wait is not None:
            self._wait = None
            self._become(True)

    def _become(self, sending: bool) -> None:
        if sending is not self.sending:
            self.sending = sending
            self._since = self._clock()
            self._draw()

    def _draw(self) -> None:
        self.set_class(self.asks, "-asks")
        self.set_class(self.sending, "-sending")
        width = cell_len(self.label) + 1
        if self.styles.width is None or self.styles.width.value != width:
            self.styles.width = width
        self.refresh()

    def on_mount(self) -> None:
        """Takes the width of its label."""
        self._draw()

    def render_line(self, y: int) -> Strip:
        """The label, a blank before it."""
        face = self.get_component_rich_style("send-button--face")
        return Strip([Segment(" ", self.rich_style), Segment(self.label, face)])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Is filled while it is held."""
        self.set_class(event.x > 0, "-pressed")
        self.refresh()

    def on_mouse_up(self) -> None:
        """Is text again."""
        self.remove_class("-pressed")
        self.refresh()

    def on_leave(self) -> None:
        """Is text again, where the pointer is taken away before it is let go."""
        self.on_mouse_up()

    def on_click(self, event: events.Click) -> None:
        """Does what the label says, unless that has only just changed."""
        event.stop()
        if event.x == 0:
            return
        if not self.sending:
            self.post_message(self.SendPressed())
        elif self._clock() - self._since >= DOUBLE_CLICK:
            self.post_message(self.CancelPressed())

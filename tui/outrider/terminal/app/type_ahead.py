"""Keeps keys in order when they arrive faster than the focus moves."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input

from outrider.terminal.rendering.focus_in_sight import FocusInSightScreen

CALM = 0.02
"""Seconds after a key that does something until it is asked whether it is done: what it does comes
first. Another key that arrives sooner asks at once, and one that only moves is asked about at once:
while a thread is busy, each question takes long."""

_DOING = ("ctrl+", "alt+", "f")
"""How the names of keys begin that do something."""

PATIENCE = 0.25
"""Seconds after which keys go on although nobody said that the last one is done."""


class TypedInto:
    """A widget of ours that takes text: Textual's own input does anyway."""

    @property
    def is_typed_into(self) -> bool:
        """Whether what is typed becomes text there now."""
        return True


class TypeAheadApp(App[int]):
    """An App in which a key that may move the focus is done before the next one is given out.

    Textual hands each key to the widget that has the focus when the key arrives, and moves the
    focus later. Over a slow line keys arrive together, so that what is typed behind a Tab would
    land in the field before it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._behind: deque[events.Event] = deque()
        self._turn = 0
        self._way: list[DOMNode] = []
        self._busy = False
        self._typing = False

    async def on_event(self, event: events.Event) -> None:
        """Gives out a key, or keeps it until the one before is done."""
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if typed and self._busy:
            self._behind.append(event)
            self._inquire()
            return
        if not (typed and isinstance(event, events.Key)):
            await super().on_event(event)
            # A paste is typed text as well.
            self._typing = self._typing or typed
            return
        if isinstance(self.screen, FocusInSightScreen):
            self.screen.bring_focus_into_sight()
        moves = self.may_move_focus(event)
        if moves and self._typing:
            # What was typed before has to be in its field when this key acts on it.
            self._behind.appendleft(event)
            self._wait_for_it()
            self._inquire()
            return
        self._typing = not moves
        await super().on_event(event)
        if moves:
            self._wait_for_it()
            if not (len(event.key) > 1 and event.key.startswith(_DOING)):
                self._inquire()

    def may_move_focus(self, event: events.Key) -> bool:
        """Whether the next key may be meant for another widget: not while a text is typed."""
        focused = self.focused
        return not (event.is_printable and focused is not None and _takes_text(focused))

    def _wait_for_it(self) -> None:
        self._busy, self._typing = True, False
        self._turn += 1
        receiver = self.focused or self.screen
        self._way = [*receiver.ancestors_with_self, self]
        asyncio.get_running_loop().call_later(CALM, self._inquire, self._turn)

    def _inquire(self, turn: int | None = None) -> None:
        """Asks, once for each key, whether it is done: that of a turn, or the last one."""
        if not self._way or turn not in {None, self._turn}:
            return
        way, self._way = self._way, []
        turn = self._turn
        # A binding is found at the end of the way, and what it asks for goes the way again.
        self._follow([*way, *way], turn)
        self.set_timer(PATIENCE, lambda: self._done(turn))

    def _follow(self, way: list[DOMNode], turn: int) -> None:
        """Goes behind the key through every queue on its way up, and behind what it asked for."""
        while way:
            node, *way = way
            # One that is gone meanwhile has nothing left to do.
            if node.call_later(self._follow, way, turn):
                return
        # What was mounted, and took the focus as it was, is there after the refresh.
        self.call_after_refresh(self._done, turn)

    async def _done(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        self._busy = False
        # On the way out no screen is left that could take a key.
        while self._behind and not self._busy and self.screen_stack:
            await self.on_event(self._behind.popleft())


def _takes_text(widget: Widget) -> bool:
    """Whether what is typed goes into a text there."""
    if isinstance(widget, TypedInto):
        return widget.is_typed_into
    return isinstance(widget, Input)

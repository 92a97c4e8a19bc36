"""Keeps keys in order when they arrive faster than the focus moves."""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode

PATIENCE = 0.25
"""Seconds after which keys go on although nobody said that the last one is done."""


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
        self._busy = False

    async def on_event(self, event: events.Event) -> None:
        """Gives out a key, or keeps it until the one before is done."""
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if typed and self._busy:
            self._behind.append(event)
            return
        await super().on_event(event)
        if isinstance(event, events.Key) and typed and not event.is_printable:
            self._wait_for_it()

    def _wait_for_it(self) -> None:
        self._busy = True
        self._turn += 1
        turn = self._turn
        receiver = self.focused or self.screen
        self._follow([*receiver.ancestors_with_self, self], turn)
        self.set_timer(PATIENCE, lambda: self._done(turn))

    def _follow(self, path: list[DOMNode], turn: int) -> None:
        """Goes behind the key through every queue on its way up, and behind what it asked for."""
        if path:
            path[0].call_later(self._follow, path[1:], turn)
        else:
            self.call_later(self._done, turn)

    async def _done(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        self._busy = False
        while self._behind and not self._busy:
            await self.on_event(self._behind.popleft())

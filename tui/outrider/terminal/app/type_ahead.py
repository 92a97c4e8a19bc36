"""Keeps keys in order when they arrive faster than the focus moves."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from outrider.terminal.rendering.focus_in_sight import FocusInSightScreen

CALM = 0.02
"""Seconds after a key that does something until it is asked whether it is done: what it does comes
first. Another key that arrives sooner asks at once, and one that only moves is asked about at once:
while a thread is busy, each question takes long."""

_DOING = ("ctrl+", "alt+", "f")
"""How the names of keys begin that do something."""

PATIENCE = 2.0
"""Seconds of standing still after which keys go on although nobody said that the last is done."""

LOOK = 0.05
"""Seconds between two looks at how far a key has come. Looks are counted, not time: on a machine
that is busy with others each of them comes late, and so does what the key does."""

FOR_WORK = 0.25
"""Seconds for which work that a key has begun may keep the next ones, until it asks something."""


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
        self._steps = 0
        self._at: tuple[DOMNode, list[DOMNode]] | None = None
        self._asked: Screen[Any] | None = None
        self._working: set[Worker[Any]] = set()

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
        if moves:
            self._asked = self.screen
            self._working = self._work()
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
        self._look_later(turn, PATIENCE)

    def _follow(self, way: list[DOMNode], turn: int) -> None:
        """Goes behind the key through every queue on its way up, and behind what it asked for."""
        self._steps += 1
        while way:
            node, *way = way
            # One that is gone meanwhile has nothing left to do.
            if node.call_later(self._follow, way, turn):
                # A dialog that is only beginning is no node that has gone.
                self._at = (node, way) if node.is_running else None
                return
        self._at = None
        # What was mounted, and took the focus as it was, is there after the refresh.
        self.call_after_refresh(self._arrived, turn)

    def _look_later(self, turn: int, left: float) -> None:
        self.set_timer(LOOK, partial(self._look, turn, self._steps, left - LOOK))

    async def _look(self, turn: int, steps: int, left: float) -> None:
        """Sees to it that a key whose way was cut off does not keep the others for ever."""
        if turn != self._turn or not self._busy:
            return
        if steps != self._steps:
            left = PATIENCE
        elif self._at is not None and not self._at[0].is_running:
            # It went with the question still in its queue.
            self._follow(self._at[1], turn)
        elif left <= 0:
            await self._done(turn)
            return
        self._look_later(turn, left)

    async def _arrived(self, turn: int, left: float = FOR_WORK) -> None:
        """The key is done, unless it has begun work that is about to open a dialog."""
        if turn != self._turn or not self._busy or not self.screen_stack:
            return
        if self.screen is not self._asked:
            # What is typed is meant for the dialog, which has the focus once it is whole.
            self._asked = self.screen
            self._follow([self.screen, self], turn)
        elif left > 0 and any(one not in self._working for one in self._work()):
            self._steps += 1
            self.set_timer(LOOK, partial(self._arrived, turn, left - LOOK))
        else:
            await self._done(turn)

    def _work(self) -> set[Worker[Any]]:
        """What the screen that got the key does beside it."""
        mine = (one for one in self.workers if one.node is self._asked)
        return {one for one in mine if not one.is_finished}

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

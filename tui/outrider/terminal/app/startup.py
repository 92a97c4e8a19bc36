"""App mixin: paints first, loads the rest, then gives out the keys typed meanwhile."""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.screen import Screen

from outrider.crash_report import disable_core_dumps
from outrider.textual_internals.textual_app import TextualApp, has_parsed_styles

GARBAGE_THRESHOLDS = (4_000, 5, 500)
"""How often garbage is searched for, as :func:`gc.set_threshold` counts, once there are keys.

A search holds up a key for as long as there are new objects to look at: 75 ms for 100,000 of them.
So it looks at few, and at those of the five searches before it. All are looked at as seldom as
Python would with ten million new ones.
"""

WARM_UP_AFTER = 0.3
"""Seconds after the first keys: what is done with them has the processor for itself."""

REST = 0.005
"""Seconds between two imports: a key that came meanwhile is answered in them."""


class StartupApp(TextualApp):
    """An App that paints first, then brings in the rest, and gives out keys after that.

    A subclass overrides :meth:`finish_startup`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._held: deque[events.Event] | None = deque()
        self._painted = False
        self._furnishing = False
        self._waiting: list[Callable[[], object]] = []

    @property
    def starting(self) -> bool:
        """Whether what is typed is still kept back."""
        return self._held is not None

    async def finish_startup(self) -> None:
        """Brings in what the first frame does not need; keys are given out after it."""

    def modules_to_preload(self) -> Iterable[str]:
        """The modules that first deeds will need, in pieces that are imported in no time."""
        return ()

    async def on_event(self, event: events.Event) -> None:
        """Keeps what is typed before there is something that it could be meant for."""
        if self._held is not None and isinstance(event, events.Key | events.Paste):
            self._held.append(event)
            return
        await super().on_event(event)

    def refresh_css(self, animate: bool = True) -> None:
        """Applies a theme; where no style was ever read, its colours are all there is to take."""
        if has_parsed_styles(self):
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _on_mount(self) -> None:
        # Where nothing is painted, as in a test, this comes first.
        self.call_after_refresh(self._first_frame)

    def show_frame(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Sends a frame; the rest can come after the first."""
        super().show_frame(screen, renderable)
        if renderable is not None:
            self.start_loading()
            if self._waiting and not self.starting:
                self.call_next(self._do_what_waits)

    def do_behind_frame(self, work: Callable[[], object]) -> None:
        """Does something when the frame is there that shows what :meth:`finish_startup` brought.

        Where nothing is drawn, it is done all the same after a while.
        """
        self._waiting.append(work)

    def _do_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()

    def start_loading(self) -> None:
        """Begins to bring in the rest, once: the first frame is there, or waits for the rest."""
        if not self._painted:
            self._painted = True
            # At once: what the furniture changes is painted together with what is left to paint.
            self.call_next(self._first_frame)

    async def _first_frame(self) -> None:
        if self._furnishing:
            return
        self._furnishing = True
        # What is there now stays: nobody need look whether it is garbage.
        gc.freeze()
        gc.enable()
        await self.finish_startup()
        gc.set_threshold(*GARBAGE_THRESHOLDS)
        held, self._held = self._held, None
        for event in held or ():
            await self.on_event(event)
        # It loads a library, which takes longer than to answer a key.
        self.do_behind_frame(disable_core_dumps)
        self.set_timer(WARM_UP_AFTER, self._begin_to_warm_up)

    def _begin_to_warm_up(self) -> None:
        self._do_what_waits()
        self.run_worker(self._warm_up(), group="warm-up", exit_on_error=False)

    async def _warm_up(self) -> None:
        """Imports them in the loop's own thread, with time for keys in between.

        Another thread could meet this one half-way in a package whose parts import each other, and
        one of them would find it half made.
        """
        for name in self.modules_to_preload():
            with suppress(ImportError):
                import_module(name)
            await asyncio.sleep(REST)

"""A screen that does no more work for a key than what the key changed, and does it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, TypeVar

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Result = TypeVar("Result")
_Places: TypeAlias = dict[Widget, tuple[Region, Region]]

FRAMES = 60
"""Most in a second."""

TURNS = 8
"""Of the event loop before a frame: other widgets of the same change may still say that they have
changed, each by a message to itself and one to the screen."""


class PartialRepaintScreen(Screen[Result]):
    """A screen on which a move of the focus draws two widgets, and a change its own widget.

    Textual draws the whole screen for the one, and asks all widgets around for the other.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compositor = _Compositor()
        self._pace = _FrameScheduler(self._draw_frame)

    @property
    def _update_timer(self) -> _FrameScheduler:  # type: ignore[override]
        return self._pace

    def _draw_frame(self) -> None:
        if not self.is_running or self.app._exit:
            return
        try:
            self._on_timer_update()
        except Exception as error:  # as in Textual's timer: a fault in any widget's drawing
            self.app._handle_exception(error)


class _FrameScheduler:
    """Draws a frame as soon as one may be drawn.

    Textual's timer, in whose place this stands, goes on in fixed steps: of two frames in a row the
    second, mostly the answer to what the first announced, waits up to two of them. Here two may
    follow each other at once, as long as there are not more than :data:`FRAMES` in a second.

    Args:
        draw: draws it.
    """

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw = draw
        self._free_at = 0.0
        self._turns = 0
        self._due: asyncio.Handle | None = None

    def resume(self) -> None:
        """Wants a frame."""
        if self._due is None:
            self._turns = TURNS
            self._wait()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._free_at - loop.time()
        self._due = loop.call_later(wait, self._now) if wait > 0 else loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._turns -= 1
        if self._turns:
            self._due = asyncio.get_running_loop().call_soon(self._turn)
        else:
            self._now()

    def pause(self) -> None:
        """Wants none any more."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _now(self) -> None:
        self._due = None
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - 1 / FRAMES) + 1 / FRAMES
        self._draw()


class _Compositor(Compositor):
    def __init__(self) -> None:
        super().__init__()
        self._wanted: list[Region] = []

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draws what has changed."""
        self._wanted = list(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._wanted = []

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Leaves out the widgets of which nothing is wanted, or nothing is to be seen."""
        visible = self.visible_widgets
        screen = self.size.region
        wanted = [one.intersection(screen) for one in self._wanted or [crop or screen]]
        self._visible_widgets = narrowed = _visible_parts(visible, wanted)
        try:
            yield from super()._get_renders(crop)
        finally:
            if self._visible_widgets is narrowed:
                self._visible_widgets = visible


def _visible_parts(visible: _Places, wanted: Iterable[Region]) -> _Places:
    """The widgets of which something is seen in the parts of the screen that are wanted.

    Most of the others are frames around what fills them.

    Args:
        visible: the widgets from front to back; each hides what is behind it.
        wanted: inside the screen.
    """
    # By line, the columns as bits.
    left: dict[int, int] = {}
    for one in wanted:
        for line in one.line_range:
            left[line] = left.get(line, 0) | _columns(one)
    seen: _Places = {}
    for widget, (region, clip) in visible.items():
        part = region.intersection(clip)
        columns = _columns(part)
        for line in part.line_range:
            if left.get(line, 0) & columns:
                left[line] &= ~columns
                seen[widget] = (region, clip)
    return seen


def _columns(region: Region) -> int:
    return ((1 << max(region.width, 0)) - 1) << max(region.x, 0)

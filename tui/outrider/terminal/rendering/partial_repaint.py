"""Screen mixin: repaints only changed widgets, at most 60 times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from textual.geometry import Region
from textual.reactive import Reactive
from textual.widget import Widget

from outrider.terminal.rendering.focus_in_sight import FocusInSightScreen
from outrider.terminal.rendering.key_owner import KeyOwnerScreen
from outrider.textual_internals.textual_screen import Places, TextualScreen

Result = TypeVar("Result")

FRAMES = 60
"""Most in a second."""

TURNS = 8
"""Of the event loop before a frame: other widgets of the same change may still say that they have
changed, each by a message to itself and one to the screen."""


class PartialRepaintScreen(
    FocusInSightScreen[Result], KeyOwnerScreen[Result], TextualScreen[Result]
):
    """A screen on which a move of the focus draws two widgets, and a change its own widget.

    Textual draws the whole screen for the one, and asks all widgets around for the other.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(_FrameScheduler(self.draw_frame), _visible_parts, **options)

    def text_select_all(self) -> None:
        """Nobody wants to copy all that is on the screen by clicking twice."""

    def paint(self) -> None:
        """Draws what has changed; then the focus may be on something that is gone."""
        super().paint()
        self.look_after_focus()


class _FrameScheduler:
    """Calls ``draw`` as soon as a frame may be drawn."""

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


def _visible_parts(visible: Places, wanted: Iterable[Region]) -> Places:
    """The widgets of which something is seen in the parts of the screen that are wanted.

    They come from front to back. Most of the others are frames around what fills them.
    """
    # By line, the columns as bits.
    left: dict[int, int] = {}
    for one in wanted:
        for line in one.line_range:
            left[line] = left.get(line, 0) | _columns(one)
    seen: Places = {}
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

"""What Textual's Screen and its compositor keep to themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias, TypeVar

# What a frame is made of: cells can only be compared before it is a text.
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

__all__ = ["ChopsUpdate", "FrameTimer", "LayoutUpdate", "Places", "TextualScreen"]

Result = TypeVar("Result")

Places: TypeAlias = dict[Widget, tuple[Region, Region]]
"""Widgets from front to back, where they are, and what is not cut off."""


class FrameTimer(Protocol):
    """Says when a frame is drawn."""

    def resume(self) -> None:
        """Wants a frame."""

    def pause(self) -> None:
        """Wants none any more."""


class TextualScreen(Screen[Result]):
    """A Screen that is told when to draw, and which widgets have to.

    A subclass overrides :meth:`paint`.

    Args:
        frame_timer: has :meth:`draw_frame` called.
        visible_parts: takes of some widgets those that are seen in parts of the screen.
        options: of Textual's screen.
    """

    def __init__(
        self,
        frame_timer: FrameTimer,
        visible_parts: Callable[[Places, Iterable[Region]], Places],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        # Textual's is asked for every drawing, and makes every widget draw around a change.
        self._compositor = _NarrowCompositor(visible_parts)
        self._frame_timer = frame_timer

    @property
    def _update_timer(self) -> FrameTimer:  # type: ignore[override]
        # Textual's goes on in fixed steps, and the second of two frames waits for one.
        return self._frame_timer

    def draw_frame(self) -> None:
        """Draws what has changed, as Textual's timer does."""
        if not self.is_running or self.app._exit:
            return
        try:
            self._on_timer_update()
        except Exception as error:  # a fault in any widget's drawing
            self.app._handle_exception(error)

    def paint(self) -> None:
        """Draws what has changed and shows it: timers, layouts and moves all end here."""
        super()._compositor_refresh()

    def _compositor_refresh(self) -> None:
        # What Textual calls for that.
        self.paint()


class _NarrowCompositor(Compositor):
    """Draws the widgets only of which something is wanted and seen."""

    def __init__(self, visible_parts: Callable[[Places, Iterable[Region]], Places]) -> None:
        super().__init__()
        self._visible_parts = visible_parts
        self._wanted: list[Region] = []

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draws what has changed."""
        # Textual makes one box around all of them.
        self._wanted = list(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._wanted = []

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        # Where each widget is made to draw; it takes them from ``visible_widgets``.
        visible = self.visible_widgets
        screen = self.size.region
        wanted = [one.intersection(screen) for one in self._wanted or [crop or screen]]
        self._visible_widgets = narrowed = self._visible_parts(visible, wanted)
        try:
            yield from super()._get_renders(crop)
        finally:
            if self._visible_widgets is narrowed:
                self._visible_widgets = visible

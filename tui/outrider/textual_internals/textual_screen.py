"""What Textual's Screen and its compositor keep to themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias, TypeVar

# What a frame is made of: cells can only be compared before it is a text.
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.errors import NoWidget
from textual.events import Click, Event
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from outrider.textual_internals.textual_selection import (
    PlacedText,
    clamped_into,
    place_under,
    selection_start,
)

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

    def _forward_event(self, event: Event) -> None:
        # Where the mouse has selected something, it has clicked on nothing.
        if not (isinstance(event, Click) and self.selections):
            super()._forward_event(event)

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

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What a selection by the mouse would begin or end at: asked for nothing else."""
        screen = self.root
        assert isinstance(screen, Screen)
        began = selection_start(screen)
        try:
            if began is None:
                under, region = self.get_widget_at(x, y)
            else:
                # It stays in the widget in which it began.
                under, region = began, self.find_widget(began).region
        except NoWidget:
            return None, None
        if isinstance(under, PlacedText):
            return place_under(under, region, x, y, starts=began is None)
        if began is not None:
            x, y = clamped_into(began.content_region, x, y)
        widget, offset = super().get_widget_and_offset_at(x, y)
        if offset is not None and began in {None, widget}:
            return widget, offset
        # From there, Textual would select whole widgets; on a scroll bar it knows not to.
        is_system = began is None and widget is not None and widget.has_class("-textual-system")
        return widget if is_system else None, None

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
            for region, clip, strips in super()._get_renders(crop):
                yield region, clip, strips
                forget_cuts(strips)
        finally:
            if self._visible_widgets is narrowed:
                self._visible_widgets = visible


def forget_cuts(strips: Iterable[Strip]) -> None:
    """Has strips forget that they were cut where they end.

    Such a strip remembers itself: with a dozen objects, for each line that is drawn, it would stay
    until a search for garbage, which a key has to wait for.
    """
    for strip in strips:
        strip._divide_cache.clear()

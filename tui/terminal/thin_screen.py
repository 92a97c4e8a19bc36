"""A screen that does no more work for a key than what the key changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Result = TypeVar("Result")


class ThinScreen(Screen[Result]):
    """A screen on which a move of the focus draws two widgets, and a change its own widget.

    Textual draws the whole screen for the one, and asks all widgets around for the other.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compositor = _Compositor()


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
        """Leaves out the widgets in which nothing has changed."""
        visible = self.visible_widgets
        if not self._wanted:
            yield from super()._get_renders(crop)
            return
        self._visible_widgets = narrowed = {
            widget: (region, clip)
            for widget, (region, clip) in visible.items()
            if any(one.overlaps(region) and one.overlaps(clip) for one in self._wanted)
        }
        try:
            yield from super()._get_renders(crop)
        finally:
            if self._visible_widgets is narrowed:
                self._visible_widgets = visible

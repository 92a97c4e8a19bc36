"""Screen mixin: the focus is on something that can be seen, whatever was hidden or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from textual import events
from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

Result = TypeVar("Result")


class FocusInSightScreen(Screen[Result]):
    """A screen that takes the focus away from what is not seen any more, or never was.

    Where the focus goes instead: back to where it was last seen, else to what lies next to it.
    """

    _seen: Widget | None = None
    _looks = False

    def look_after_focus(self) -> None:
        """Has the focus moved where it cannot be seen; for after each drawing, and cheap there."""
        focused = self.focused
        if focused is not None and _can_be_seen(focused):
            self._seen = focused
        elif not self._looks and (focused is not None or self._seen is not None):
            self._looks = True
            # What was only just shown has its place after the next drawing.
            self.call_after_refresh(self._look)

    def bring_focus_into_sight(self) -> None:
        """Scrolls to what has the focus, if it was scrolled away: a key is meant for it."""
        focused = self.focused
        if focused is not None and _is_shown(focused) and not visible_part(focused):
            focused.scroll_visible(animate=False, force=True, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """What has the focus may be out of sight at this size."""
        del event
        self.call_after_refresh(self.bring_focus_into_sight)

    def _look(self) -> None:
        self._looks = False
        lost = self.focused or self._seen
        if lost is None or not self.is_current or _can_be_seen(lost):
            # Seen, or nothing was hidden, and nobody wants the focus.
            return
        seen, self._seen = self._seen, None
        found = self._substitute(lost, seen)
        if found is not self.focused:
            self.set_focus(found)

    def _substitute(self, lost: Widget, seen: Widget | None) -> Widget | None:
        """What can have the focus in place of what is not seen."""
        chain = [one for one in self.focus_chain if one is not lost and _can_be_seen(one)]
        if seen in chain:
            return seen
        for above in lost.ancestors if lost.is_attached else ():
            for one in chain:
                if above in one.ancestors:
                    return one
        return next(iter(chain), None)


def visible_part(widget: Widget) -> Region:
    """The part of a widget on the screen that is not scrolled away or cut off."""
    try:
        return widget.screen.find_widget(widget).visible_region
    except NoWidget:
        return Region()


def _can_be_seen(widget: Widget) -> bool:
    """Whether a widget is displayed and something of it on the screen, or a scroll away."""
    if not _is_shown(widget):
        return False
    if visible_part(widget):
        return True
    if not widget.region:
        return False
    return any(
        one.is_scrollable and one.max_scroll_y > 0 and visible_part(one)
        for one in _with_ancestors(widget)
        if one is not widget and not isinstance(one, Screen)
    )


def _is_shown(widget: Widget) -> bool:
    return widget.is_attached and all(
        one.display and one.visible for one in _with_ancestors(widget)
    )


def _with_ancestors(widget: Widget) -> Iterator[Widget]:
    return (one for one in widget.ancestors_with_self if isinstance(one, Widget))

"""Screen mixin: whether keys come to what has its focus, so that one bar on the screen says so."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.screen import Screen
from textual.widget import Widget

Result = TypeVar("Result")


class KeyOwnerScreen(Screen[Result]):
    """A screen that draws its focus anew when keys go elsewhere, or come back.

    They go to a screen above it, or to a menu of its own that takes the next key by itself.
    """

    _lent = False

    @property
    def owns_keys(self) -> bool:
        """Whether what has the focus here gets the next key."""
        return self.is_active and not self._lent

    def lend_keys(self, *, lent: bool) -> None:
        """Says that something else gets the next key, or does no longer."""
        if lent is not self._lent:
            self._lent = lent
            self.keys_moved()

    def keys_moved(self) -> None:
        """Draws what has the focus anew."""
        if self.focused is not None:
            self.focused.refresh()

    def on_screen_suspend(self) -> None:
        """Keys go to the screen above."""
        self.keys_moved()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keys come back."""
        del event
        self.keys_moved()


def gets_keys(widget: Widget) -> bool:
    """Whether the next key goes to a widget: only then is it drawn as what has the focus."""
    return widget.has_focus and owns_keys(widget.screen)


def owns_keys(screen: Screen[object]) -> bool:
    """Whether what has the focus on a screen gets the next key."""
    return screen.owns_keys if isinstance(screen, KeyOwnerScreen) else screen.is_active

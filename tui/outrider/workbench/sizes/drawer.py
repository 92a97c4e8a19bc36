"""The sidebar where there is no room for it: over the work, for as long as it has the focus."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget

from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.sizes.work_column import WorkColumn

_DRAWN = "-drawn"


class Drawer:
    """Slides the sidebar in and out; at other sizes of the terminal it does nothing.

    Args:
        screen: has the class ``drawer`` where the sidebar is one.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._before: Widget | None = None

    def follow_focus(self, focused: Widget | None) -> None:
        """Is there as long as the focus is in it; keeps in mind where it came from."""
        around = focused.ancestors_with_self if focused is not None else ()
        drawn = any(one.id == "side" for one in around)
        for side in self._screen.query("#side"):
            # Where it is no drawer, no rule asks for this, and a size that makes it one asks anew.
            side.set_class(drawn, _DRAWN, update=self._is_drawer)
        if any(isinstance(one, WorkColumn) for one in around):
            self._before = focused

    def leave(self) -> bool:
        """Takes the focus back to the work.

        Returns:
            Whether the sidebar was over the work.
        """
        screen = self._screen
        if not (self._is_drawer and screen.query_one("#side").has_class(_DRAWN)):
            return False
        before = self._before
        if before is None or before not in screen.focus_chain:
            before = screen.query_one(RequestEditor).tabs
        before.focus()
        return True

    @property
    def _is_drawer(self) -> bool:
        return self._screen.has_class("drawer")

"""The columns of panes, whose edges can be dragged with the mouse."""

from __future__ import annotations

from textual import events

from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.chrome.work_frame import WorkFrame
from outrider.workbench.sizes.edge_moves import PaneEdge
from outrider.workbench.sizes.work_column import WorkColumn


class SizableFrame(WorkFrame):
    """Tells by how much an edge is dragged, while the button is down."""

    class EdgeDragged(ValueMessage):
        """An edge shall follow the pointer.

        Attributes:
            edge: which one.
            to: the column or line of the screen where it shall be.
        """

        edge: PaneEdge
        to: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._dragged: PaneEdge | None = None
        self._grip = 0
        """From the edge to where it was taken hold of."""

    @property
    def _work(self) -> WorkColumn:
        return self.query_one(WorkColumn)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes hold of the edge under the pointer, if there is one."""
        self._dragged = self._work.edge_at(event.screen_offset) if event.button == 1 else None
        if self._dragged is not None:
            self._grip = self._pointed(event) - self._work.position_of(self._dragged)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Asks for the edge to follow; it stays where a pane has no room."""
        if self._dragged is None:
            return
        if event.button != 1:
            self._let_go()
            return
        event.stop()
        self.capture_mouse()
        self.post_message(self.EdgeDragged(self._dragged, self._pointed(event) - self._grip))

    def on_mouse_up(self) -> None:
        """Lets go of it."""
        if self._dragged is not None:
            self._let_go()

    def _let_go(self) -> None:
        self._dragged = None
        self.release_mouse()

    def _pointed(self, event: events.MouseEvent) -> int:
        upright = self._dragged in {PaneEdge.SIDEBAR, PaneEdge.REQUEST_WIDTH}
        return event.screen_offset.x if upright else event.screen_offset.y

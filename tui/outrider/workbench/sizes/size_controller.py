"""Moves the edges between panes by keys and mouse, and remembers where they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct, structs
from textual.timer import Timer

from outrider.errors import SaveError
from outrider.model.pane_sizes import USUAL_SIZES, Arrangement, PaneSizes
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sizes.edge_moves import PaneEdge, moved_edge
from outrider.workbench.sizes.work_column import WorkColumn

SETTLED = 1.0
"""Seconds after the last change until it is remembered."""

_COLUMNS = 2
"""That a key moves an edge to the left or right."""

_LAYOUTS = {
    Arrangement.AUTO: "Layout: auto.",
    Arrangement.STACKED: "Layout: stacked.",
    Arrangement.BESIDE: "Layout: beside, from 100×20 on.",
}


class SizeController(Struct):
    """The sizes of the panes.

    Args:
        show: gives the panes their sizes.
    """

    _context: WorkbenchContext
    _show: Callable[[PaneSizes], None]
    _sizes: PaneSizes = USUAL_SIZES
    _settling: Timer | None = None

    def __post_init__(self) -> None:
        self._sizes = self._context.app.pane_sizes

    def edge_left(self) -> None:
        """Moves the edge at the right of what has the focus to the left."""
        self._move(self._upright_edge(), -_COLUMNS)

    def edge_right(self) -> None:
        """The same to the right."""
        self._move(self._upright_edge(), _COLUMNS)

    def edge_up(self) -> None:
        """Moves the edge between the pane that has the focus and its neighbour up."""
        self._move(self._level_edge(), -1)

    def edge_down(self) -> None:
        """The same down."""
        self._move(self._level_edge(), 1)

    def move_to(self, edge: PaneEdge, place: int) -> None:
        """Moves an edge to a column or line of the screen, or as near as there is room."""
        self._move(edge, place - self._work.position_of(edge))

    def reset(self) -> None:
        """Gives every pane its usual size; the layout stays."""
        self._take(PaneSizes(layout=self._sizes.layout))

    def turn_layout(self) -> None:
        """To the next layout."""
        layouts = list(Arrangement)
        layout = layouts[(layouts.index(self._sizes.layout) + 1) % len(layouts)]
        self._take(structs.replace(self._sizes, layout=layout))
        self._context.notify(_LAYOUTS[layout])

    def close(self) -> None:
        """Remembers what is not remembered yet."""
        if self._settling is not None:
            self._settling.stop()
            # Nobody is there any more to be told.
            with suppress(SaveError):
                self._context.app.remember_sizes(self._sizes)

    @property
    def _work(self) -> WorkColumn:
        return self._context.screen.query_one(WorkColumn)

    def _has_focus(self, *kinds: type[RequestEditor | ResponsePanel | ConsolePanel]) -> bool:
        focused = self._context.screen.focused
        around = focused.ancestors_with_self if focused is not None else ()
        return any(isinstance(one, kinds) for one in around)

    def _upright_edge(self) -> PaneEdge:
        if self._work.is_beside and self._has_focus(RequestEditor, ResponsePanel):
            return PaneEdge.REQUEST_WIDTH
        return PaneEdge.SIDEBAR

    def _level_edge(self) -> PaneEdge:
        if self._work.is_beside or self._has_focus(ResponsePanel, ConsolePanel):
            return PaneEdge.CONSOLE
        return PaneEdge.REQUEST

    def _move(self, edge: PaneEdge, cells: int) -> None:
        if not self._context.screen.has_class("-zoom"):
            self._take(moved_edge(self._sizes, self._work.geometry, edge, cells))

    def _take(self, sizes: PaneSizes) -> None:
        if sizes == self._sizes:
            return
        self._sizes = sizes
        self._show(sizes)
        if self._settling is not None:
            self._settling.stop()
        self._settling = self._context.screen.set_timer(SETTLED, self._settled)

    def _settled(self) -> None:
        self._settling = None
        self._context.run_task(self._remember(self._sizes))

    async def _remember(self, sizes: PaneSizes) -> None:
        try:
            await asyncio.to_thread(self._context.app.remember_sizes, sizes)
        except SaveError as error:
            # The panes have their sizes all the same: no question is worth it.
            self._context.notify(error.what, warning=True)

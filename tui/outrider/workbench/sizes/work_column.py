"""The panes of request, response and console, each as large as what it has to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import DockArrangeResult, WidgetPlacement
from textual.scroll_view import ScrollView
from textual.widget import Widget

from outrider.model.pane_sizes import USUAL_SIZES, PaneSizes
from outrider.terminal.app.type_ahead import TypedInto
from outrider.terminal.device.frame_size import DRAWER, HIGH, SHORT, box_gap, sidebar_width
from outrider.toolkit.panes.pane_column import PaneColumn
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.sizes.edge_moves import PaneEdge, WorkGeometry
from outrider.workbench.sizes.pane_heights import (
    GrowingRows,
    PaneHeights,
    WorkLines,
    heights_beside,
    pane_heights,
)
from outrider.workbench.sizes.pane_widths import request_width, stands_beside


class WorkColumn(PaneColumn):
    """Shares its room out anew whenever something is laid out."""

    def __init__(self, *, beside: PaneColumn) -> None:
        super().__init__(id="work", beside=beside)
        self._growing = GrowingRows()
        self._was_opened = False
        self._sizes = USUAL_SIZES

    def show_sizes(self, sizes: PaneSizes) -> None:
        """Gives the panes the sizes that the user wants, as far as there is room."""
        if sizes != self._sizes:
            self._sizes = sizes
            self.refresh(layout=True)

    def show_focus(self, focused: Widget | None) -> None:
        """An open entry of the console has more room while it has the focus."""
        super().show_focus(focused)
        if self._is_opened != self._was_opened:
            self.refresh(layout=True)

    @property
    def is_beside(self) -> bool:
        """Whether the response stands beside the request."""
        return stands_beside(self.app.size, self._sizes.layout)

    @property
    def geometry(self) -> WorkGeometry:
        """Where the edges between the panes are, or will be with the next frame.

        Keys and moves of the mouse may come faster than what they do is laid out.
        """
        editor, terminal, sizes = self.query_one(RequestEditor), self.app.size, self._sizes
        sidebar = sidebar_width(terminal.width, sizes.sidebar)
        work = terminal.width if terminal.width < DRAWER else terminal.width - sidebar
        space = self._space(self.outer_size.height, editor)
        return WorkGeometry(
            terminal=terminal,
            work=work,
            request_columns=request_width(work, sizes.request_width),
            space=space,
            heights=self._heights(space, editor),
            beside=self.is_beside,
            opened=self._is_opened,
        )

    def edge_at(self, place: Offset) -> PaneEdge | None:
        """The edge at a place of the screen that can be moved; ``None`` where there is none."""
        region = self.region
        if place.y not in region.line_range or not all(one.display for one in self.children):
            return None
        if self.has_edge_text(place - region.offset):
            # A drag over a text selects it.
            return None
        # Two boxes have two lines between them, and may have a blank between these.
        apart = self.is_box + box_gap(self.app.size.width) if self.is_box else 0
        if region.x - apart <= place.x <= region.x:
            return PaneEdge.SIDEBAR if region.x > 0 else None
        if place.y == self.position_of(PaneEdge.CONSOLE):
            return PaneEdge.CONSOLE
        if self.is_beside:
            between = self.position_of(PaneEdge.REQUEST_WIDTH)
            above = place.y < self.position_of(PaneEdge.CONSOLE)
            here = above and between - apart <= place.x <= between
            return PaneEdge.REQUEST_WIDTH if here else None
        return PaneEdge.REQUEST if place.y == self.position_of(PaneEdge.REQUEST) else None

    def position_of(self, edge: PaneEdge) -> int:
        """The column or line of the screen in which an edge is; of two columns the right one."""
        at = self.geometry
        end_of_request = self.region.y + at.space.titled + at.heights.request
        match edge:
            case PaneEdge.SIDEBAR:
                return at.sidebar
            case PaneEdge.REQUEST_WIDTH:
                return at.sidebar + at.request_columns
            case PaneEdge.REQUEST:
                return end_of_request
            case PaneEdge.CONSOLE:
                return end_of_request + (0 if at.beside else 1 + at.heights.response)

    @property
    def _is_opened(self) -> bool:
        console = self.query_one_optional(ConsolePanel)
        return console is not None and console.has_open_entry and self.screen.focused is console

    def place(self, size: Size, *, optimal: bool) -> DockArrangeResult:
        """Its own way: sizes follow from what the panes show now, which no style says."""
        del optimal
        panes = [one for one in self.children if one.display]
        placements = [
            WidgetPlacement(region, Offset(), Spacing(), pane)
            for pane, region in zip(panes, self._regions(panes, size), strict=True)
        ]
        return DockArrangeResult(placements, set(panes), Spacing())

    def _regions(self, panes: Sequence[Widget], size: Size) -> Iterator[Region]:
        """Where each pane stands in a space of this size; its title is the line above."""
        editor = self.query_one_optional(RequestEditor)
        if editor is None or len(panes) != len(self.children):
            # One of the panes has it all.
            top = int(bool(panes[0].styles.margin.top)) if panes else 0
            yield from (Region(0, top, size.width, max(size.height - top, 0)) for _ in panes)
            return
        self._was_opened = self._is_opened
        space = self._space(size.height + self.gutter.height, editor)
        heights = self._heights(space, editor)
        if self.is_beside:
            yield from self._side_by_side(heights, size.width)
            return
        top = int(space.titled)
        for height in (heights.request, heights.response, heights.console):
            yield Region(0, top, size.width, height)
            top += height + 1

    def _heights(self, space: WorkLines, editor: RequestEditor) -> PaneHeights:
        if self.is_beside:
            return heights_beside(space, opened=self._is_opened, wanted=self._sizes.console)
        rows = self._rows_of_request(editor)
        return pane_heights(space, rows, opened=self._is_opened, sizes=self._sizes)

    def _side_by_side(self, heights: PaneHeights, width: int) -> Iterator[Region]:
        sides = self.gutter.width
        request = request_width(width + sides, self._sizes.request_width)
        gap = box_gap(self.app.size.width)
        yield Region(0, 1, request - sides - gap, heights.request)
        yield Region(request, 1, width - request, heights.response)
        yield Region(0, heights.request + 2, width, heights.console)

    def _space(self, lines: int, editor: RequestEditor) -> WorkLines:
        return WorkLines(
            lines,
            head=editor.head_rows,
            blank=int(self.app.size.height >= HIGH),
            boxes=self.is_box,
            short=self.app.size.height < SHORT,
            titled=bool(editor.styles.margin.top),
        )

    def _rows_of_request(self, editor: RequestEditor) -> int:
        focused = self.screen.focused
        typed = (
            isinstance(focused, ScrollView)
            and isinstance(focused, TypedInto)
            and editor in focused.ancestors
        )
        return self._growing.rows_for(editor.part_shown, editor.part_rows, typed=typed)

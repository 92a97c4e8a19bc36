"""What becomes of the sizes of panes when an edge between two of them is moved."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, structs
from textual.geometry import Size

from outrider.model.pane_sizes import PaneSizes
from outrider.terminal.device.frame_size import DRAWER, sidebar_width
from outrider.workbench.sizes.pane_heights import (
    CONSOLE_WANTED,
    RESPONSE_LEAST,
    PaneHeights,
    WorkLines,
)
from outrider.workbench.sizes.pane_widths import within_limits


class PaneEdge(StrEnum):
    """An edge that can be moved; named as the share in :class:`PaneSizes` that it changes."""

    SIDEBAR = "sidebar"
    """The right edge of the sidebar."""

    REQUEST = "request"
    """The lower edge of the request, above the response."""

    CONSOLE = "console"
    """The upper edge of the console."""

    REQUEST_WIDTH = "request_width"
    """The edge between the request and the response beside it."""


class WorkGeometry(Struct, frozen=True):
    """Where the edges are.

    Attributes:
        terminal: its columns and lines.
        work: columns of request, response and console, their sides included.
        request_columns: of the request, where the response stands beside it.
        space: the lines that are shared out.
        heights: how they are shared out.
        beside: whether the response stands beside the request.
        opened: whether the console is high because of an open entry.
    """

    terminal: Size
    work: int
    request_columns: int
    space: WorkLines
    heights: PaneHeights
    beside: bool = False
    opened: bool = False

    @property
    def sidebar(self) -> int:
        """Columns of the sidebar, its sides included."""
        return self.terminal.width - self.work


def moved_edge(sizes: PaneSizes, at: WorkGeometry, edge: PaneEdge, cells: int) -> PaneSizes:
    """The sizes with an edge moved, as far as the panes on both sides of it have room.

    Args:
        sizes: what the user wants so far.
        at: where the edges are.
        edge: which one is moved.
        cells: to the right or down; negative for the other way.

    Returns:
        The very same sizes where the edge cannot be moved.
    """
    match edge:
        case PaneEdge.SIDEBAR:
            share = _sidebar_share(at, cells)
        case PaneEdge.REQUEST_WIDTH:
            share = _request_width_share(at, cells)
        case PaneEdge.REQUEST:
            share = _request_share(at, cells)
        case PaneEdge.CONSOLE:
            share = _console_share(at, cells)
    return sizes if share is None else structs.replace(sizes, **{edge.value: share})


def _sidebar_share(at: WorkGeometry, cells: int) -> float | None:
    columns = at.terminal.width
    if columns < DRAWER:
        return None
    now = at.sidebar
    # What is asked for there is cut to the limits.
    width = sidebar_width(columns, (now + cells) / columns)
    return width / columns if width != now else None


def _request_width_share(at: WorkGeometry, cells: int) -> float | None:
    width = within_limits(at.work, at.request_columns + cells)
    return width / at.work if at.beside and width != at.request_columns else None


def _request_share(at: WorkGeometry, cells: int) -> float | None:
    space, now = at.space, at.heights.request
    if space.short or at.beside:
        return None
    height = _between(now + cells, space.head + 1, now + at.heights.response - RESPONSE_LEAST)
    return (height + space.titled) / space.lines if height != now else None


def _console_share(at: WorkGeometry, cells: int) -> float | None:
    space, edges = at.space, 1 + at.space.boxes
    if space.short:
        return None
    now, above = at.heights.console, at.heights.response
    needed = max(RESPONSE_LEAST, space.head + 1) if at.beside else RESPONSE_LEAST
    # An open entry has its lines in any case.
    least = now if at.opened else CONSOLE_WANTED - edges
    height = _between(now - cells, least, now + above - needed)
    return (height + edges) / space.lines if height != now else None


def _between(wanted: int, least: int, most: int) -> int:
    return max(min(wanted, most), least)

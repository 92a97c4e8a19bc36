"""Edges between panes are moved as far as both sides have room, and stay where they are put."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from outrider.model.pane_sizes import USUAL_SIZES, Arrangement, PaneSizes
from outrider.terminal.device.frame_size import BOXES, DRAWER, SHORT, sidebar_width
from outrider.workbench.sizes.edge_moves import PaneEdge, WorkGeometry, moved_edge
from outrider.workbench.sizes.pane_heights import WorkLines, heights_beside, pane_heights
from outrider.workbench.sizes.pane_widths import request_width, stands_beside

TERMINALS = st.builds(Size, st.integers(60, 220), st.integers(16, 70))
MOVES = st.lists(st.tuples(st.sampled_from(PaneEdge), st.integers(-40, 40)), max_size=6)


def geometry(
    terminal: Size, sizes: PaneSizes = USUAL_SIZES, rows: int = 3, *, opened: bool = False
) -> WorkGeometry:
    """Where the edges are in a terminal of this size."""
    columns, lines = terminal
    boxes, short = columns >= BOXES, lines < SHORT
    space = WorkLines(lines - 2, boxes=boxes, short=short, titled=not short or boxes)
    work = columns if columns < DRAWER else columns - sidebar_width(columns, sizes.sidebar)
    beside = stands_beside(terminal, sizes.layout)
    heights = (
        heights_beside(space, opened=opened, wanted=sizes.console)
        if beside
        else pane_heights(space, rows, opened=opened, sizes=sizes)
    )
    request = request_width(work, sizes.request_width)
    return WorkGeometry(terminal, work, request, space, heights, beside=beside, opened=opened)


def test_a_row_and_two_columns_at_a_time() -> None:
    terminal, sizes = Size(120, 40), USUAL_SIZES
    for _ in range(3):
        sizes = moved_edge(sizes, geometry(terminal, sizes), PaneEdge.SIDEBAR, 2)
    assert sidebar_width(120, sizes.sidebar) == 38
    before = geometry(terminal, sizes).heights
    sizes = moved_edge(sizes, geometry(terminal, sizes), PaneEdge.REQUEST, 1)
    sizes = moved_edge(sizes, geometry(terminal, sizes), PaneEdge.CONSOLE, -1)
    after = geometry(terminal, sizes).heights
    assert (after.request, after.console) == (before.request + 1, before.console + 1)
    # What was moved no longer follows from what the request has.
    assert geometry(terminal, sizes, rows=30).heights == after


@given(TERMINALS, MOVES, st.sampled_from(Arrangement), st.integers(1, 40), st.booleans())
def test_whatever_is_moved_every_pane_keeps_its_least(
    terminal: Size, moves: list[tuple[PaneEdge, int]], layout: Arrangement, rows: int, opened: bool
) -> None:
    sizes = PaneSizes(layout=layout)
    for edge, cells in moves:
        sizes = moved_edge(sizes, geometry(terminal, sizes, rows, opened=opened), edge, cells)
    at = geometry(terminal, sizes, rows, opened=opened)
    heights, space = at.heights, at.space
    assert heights.request >= 3
    assert heights.response >= 4
    assert heights.console + 1 + space.boxes >= (2 if space.short else 3)
    if at.beside:
        assert heights.request == heights.response
        assert heights.request + heights.console + space.edges - 1 == space.lines
    else:
        assert sum((heights.request, heights.response, heights.console)) + space.edges == (
            space.lines
        )
    if terminal.width >= DRAWER:
        assert 24 <= at.sidebar <= round(0.6 * terminal.width)


@given(TERMINALS, st.sampled_from(PaneEdge), st.integers(-6, 6), st.sampled_from(Arrangement))
def test_an_edge_is_where_it_was_put_in_the_next_run_too(
    terminal: Size, edge: PaneEdge, cells: int, layout: Arrangement
) -> None:
    sizes = moved_edge(PaneSizes(layout=layout), geometry(terminal), edge, cells)
    shares = {one.value: getattr(sizes, one.value) for one in PaneEdge}
    known = {name: float(f"{share:.4f}") for name, share in shares.items() if share is not None}
    written = PaneSizes(layout=layout, **known)
    assert geometry(terminal, written) == geometry(terminal, sizes)


@pytest.mark.parametrize("edge", PaneEdge)
@pytest.mark.parametrize("cells", [-1, 1])
def test_where_there_is_no_room_nothing_changes(edge: PaneEdge, cells: int) -> None:
    low = geometry(Size(60, 16))
    assert moved_edge(USUAL_SIZES, low, edge, cells) is USUAL_SIZES


def test_an_open_entry_is_no_reason_to_make_the_console_lower() -> None:
    at = geometry(Size(120, 40), opened=True)
    assert moved_edge(USUAL_SIZES, at, PaneEdge.CONSOLE, 3) is USUAL_SIZES
    higher = moved_edge(USUAL_SIZES, at, PaneEdge.CONSOLE, -2)
    assert geometry(Size(120, 40), higher).heights.console == at.heights.console + 2

"""How the lines of the work are shared out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.pane_sizes import PaneSizes
from outrider.workbench.sizes.pane_heights import (
    GrowingRows,
    PaneHeights,
    WorkLines,
    heights_beside,
    pane_heights,
)

HIGH = WorkLines(38)


@pytest.mark.parametrize(
    ("rows", "lines"), [(0, 3), (1, 3), (2, 4), (3, 5), (9, 11), (12, 14), (40, 14)]
)
def test_a_request_is_as_high_as_what_it_has_up_to_a_share(rows: int, lines: int) -> None:
    assert pane_heights(HIGH, rows).request == lines


@pytest.mark.parametrize(("rows", "lines"), [(0, 4), (1, 5), (8, 12), (10, 14), (11, 14), (40, 14)])
def test_a_blank_line_ends_what_is_shown_whole(rows: int, lines: int) -> None:
    assert pane_heights(WorkLines(38, head=3, blank=1), rows).request == lines


def test_the_open_requests_above_the_url_take_no_row_of_the_open_part() -> None:
    assert pane_heights(WorkLines(38, head=3), 5).request == 3 + 5


def test_the_console_has_its_share_and_half_while_an_entry_is_open() -> None:
    # With the lines around it: 7, 10, 12 and 4 of them.
    assert pane_heights(HIGH, 3).console == 7 - 2
    assert pane_heights(WorkLines(58), 3).console == 10 - 2
    assert pane_heights(WorkLines(200), 3).console == 12 - 2
    assert pane_heights(WorkLines(22, boxes=False), 3).console == 4 - 1
    assert pane_heights(HIGH, 3, opened=True).console == 19 - 2


def test_a_low_terminal_has_two_rows_of_a_part_and_one_of_the_console() -> None:
    low = WorkLines(14, boxes=False, short=True, titled=False)
    assert pane_heights(low, 9) == PaneHeights(4, 7, 1)


@given(
    st.integers(14, 68), st.integers(0, 100), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_the_response_has_five_lines_and_none_is_lost(
    lines: int, rows: int, boxes: bool, short: bool, titled: bool, opened: bool
) -> None:
    space = WorkLines(lines, boxes=boxes, short=short, titled=titled)
    shown = pane_heights(space, rows, opened=opened)
    assert shown.request >= 3
    assert shown.console >= 1
    # With its title.
    assert shown.response + 1 >= 5
    assert shown.request + shown.response + shown.console + space.edges == lines


@given(st.integers(0, 14), st.integers(0, 9), st.booleans())
def test_where_there_is_no_room_no_pane_has_less_than_none(
    lines: int, rows: int, boxes: bool
) -> None:
    shown = pane_heights(WorkLines(lines, head=3, boxes=boxes, short=True), rows)
    assert min(shown.request, shown.response, shown.console) >= 0


def test_a_text_grows_in_steps_while_it_is_written_and_shrinks_for_another_one() -> None:
    growing = GrowingRows()
    assert growing.rows_for("a", 2, typed=False) == 2
    assert growing.rows_for("a", 3, typed=True) == 6
    assert growing.rows_for("a", 6, typed=True) == 6
    assert growing.rows_for("a", 1, typed=True) == 6
    assert growing.rows_for("a", 7, typed=False) == 7
    assert growing.rows_for("a", 30, typed=True) == 30
    assert growing.rows_for("b", 1, typed=False) == 1


def test_what_the_user_wants_counts_whatever_is_shown() -> None:
    wanted = PaneSizes(request=10 / 38, console=12 / 38)
    for rows in (1, 30):
        assert pane_heights(HIGH, rows, sizes=wanted) == PaneHeights(9, 15, 10)
    assert pane_heights(HIGH, 3, opened=True, sizes=wanted).console == 19 - 2
    low = WorkLines(14, boxes=False, short=True, titled=False)
    assert pane_heights(low, 9, sizes=wanted) == pane_heights(low, 9)


def test_beside_each_other_request_and_response_share_their_lines() -> None:
    assert heights_beside(HIGH) == PaneHeights(30, 30, 5)
    assert heights_beside(HIGH, opened=True) == PaneHeights(18, 18, 17)
    assert heights_beside(WorkLines(18), wanted=0.99) == PaneHeights(4, 4, 11)

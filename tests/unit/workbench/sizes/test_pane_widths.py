"""Where the response stands beside the request, and how wide both are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from outrider.model.pane_sizes import Arrangement
from outrider.workbench.sizes.pane_widths import request_width, stands_beside


@pytest.mark.parametrize(
    ("columns", "lines", "beside"),
    [(160, 30, True), (159, 45, False), (160, 29, False), (220, 70, True), (80, 24, False)],
)
def test_by_itself_it_stands_beside_in_wide_terminals(
    columns: int, lines: int, beside: bool
) -> None:
    assert stands_beside(Size(columns, lines), Arrangement.AUTO) is beside
    assert not stands_beside(Size(columns, lines), Arrangement.STACKED)


@pytest.mark.parametrize(
    ("columns", "lines", "beside"), [(100, 20, True), (99, 40, False), (120, 19, False)]
)
def test_whoever_wants_it_has_it_where_panes_are_boxes(
    columns: int, lines: int, beside: bool
) -> None:
    assert stands_beside(Size(columns, lines), Arrangement.BESIDE) is beside


@given(st.integers(60, 400), st.none() | st.floats(0.0001, 0.9999))
def test_both_have_room(columns: int, wanted: float | None) -> None:
    request = request_width(columns, wanted)
    assert min(request, columns - request) >= columns // 4


def test_the_usual_share() -> None:
    assert request_width(156) == 66

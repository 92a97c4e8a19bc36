"""How wide the sidebar is."""

import pytest

from outrider.terminal.device.frame_size import box_gap, sidebar_width


@pytest.mark.parametrize(
    ("columns", "cells"),
    [(80, 24), (99, 24), (100, 27), (120, 32), (160, 43), (200, 44), (400, 44)],
)
def test_it_has_its_share_between_two_limits(columns: int, cells: int) -> None:
    assert sidebar_width(columns) == cells


def test_below_its_least_it_lies_over_the_work_with_a_blank_beside_it() -> None:
    assert {sidebar_width(columns) for columns in (60, 79)} == {34 + 1}
    assert sidebar_width(79, 0.6) == 34 + 1


@pytest.mark.parametrize(
    ("columns", "wanted", "cells"),
    [(120, 0.4, 48), (120, 0.01, 24), (120, 0.99, 72), (80, 0.5, 40), (400, 0.3, 120)],
)
def test_what_is_wanted_is_cut_to_wider_limits(columns: int, wanted: float, cells: int) -> None:
    assert sidebar_width(columns, wanted) == cells


def test_two_boxes_stand_apart_where_there_is_a_column_to_spare() -> None:
    assert [box_gap(columns) for columns in (60, 100, 119, 120, 220)] == [0, 0, 0, 1, 1]

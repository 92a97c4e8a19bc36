"""Shares as blocks: as wide as they are, never too wide, and small ones can be seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from outrider.toolkit.painting.share_bar import log_share, share_bar, sparkline


@given(st.floats(-1, 2), st.integers(0, 40))
def test_a_bar_has_its_cells_and_shows_something(share: float, cells: int) -> None:
    bar = share_bar(share, cells)
    assert cell_len(bar) == cells
    assert bar.strip() or not cells


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_has_no_shorter_bar(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert len(share_bar(low, 16).rstrip()) <= len(share_bar(high, 16).rstrip())


def test_bars_are_as_drawn() -> None:
    assert share_bar(1, 4) == "████"
    assert share_bar(0.5, 4) == "██  "
    assert share_bar(0.28, 4) == "█▏  "
    assert share_bar(0, 4) == "▏   "


def test_seven_milliseconds_are_seen_beside_two_seconds() -> None:
    assert log_share(2100, 2100) == 1
    assert 0.2 < log_share(7, 2100) < 0.4
    assert log_share(0, 0) == log_share(5, 0) == 0


def test_a_sparkline_is_a_block_for_each_value() -> None:
    assert sparkline([7, 1, 1, 3.5]) == "█▂▂▅"
    assert sparkline([]) == sparkline([0, 0]) == ""
    assert sparkline([5]) == "█"

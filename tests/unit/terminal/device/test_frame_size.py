"""How wide the sidebar is."""

import pytest

from outrider.terminal.device.frame_size import sidebar_width


@pytest.mark.parametrize(
    ("columns", "cells"),
    [(60, 24), (80, 24), (99, 24), (100, 27), (120, 32), (160, 43), (200, 44), (400, 44)],
)
def test_it_has_its_share_between_two_limits(columns: int, cells: int) -> None:
    assert sidebar_width(columns) == cells

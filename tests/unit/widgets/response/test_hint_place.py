"""Where the words stand that fill a pane in which there is nothing yet."""

from __future__ import annotations

import pytest
from textual.geometry import Size

from outrider.widgets.response.hint_place import hint_padding


@pytest.mark.parametrize(
    ("lines", "room", "left", "top"),
    [
        (0, (86, 28), 1, 0),
        (6, (86, 28), 22, 10),
        (6, (55, 12), 6, 2),
        (6, (60, 7), 9, 0),
        # Where there is no room, the beginning is seen.
        (8, (30, 3), 3, 0),
    ],
)
def test_hints_stand_in_the_middle(lines: int, room: tuple[int, int], left: int, top: int) -> None:
    found = hint_padding(lines, Size(*room))
    assert (found.left, found.top, found.right, found.bottom) == (left, top, 0, 0)

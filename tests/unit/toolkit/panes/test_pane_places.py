"""What lines lie around the panes of a column."""

from __future__ import annotations

from textual.geometry import Region

from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.panes.pane_places import PanePlace, PanePlaces

LEFT, RIGHT, BELOW = EdgedPane(), EdgedPane(), EdgedPane()
PLACES = PanePlaces(
    (PanePlace(LEFT, 0, 0, 10), PanePlace(RIGHT, 0, 10, 12), PanePlace(BELOW, 6, 0, 22)), 9
)


def test_lines_know_the_panes_at_and_above_them() -> None:
    assert [one.pane for one in PLACES.titled(0)] == [LEFT, RIGHT]
    assert [one.pane for one in PLACES.above(6)] == [LEFT, RIGHT]
    assert [one.pane for one in PLACES.above(8)] == [BELOW]
    assert PLACES.above(0) == ()
    assert list(PLACES.rows) == [0, 6]
    assert PanePlaces().first_row == -1


def test_a_box_ends_on_the_next_title_below_or_at_the_bottom() -> None:
    assert list(PLACES.around(RIGHT, boxed=True)) == [
        Region(10, 0, 12, 1),
        Region(10, 6, 12, 1),
        Region(10, 0, 1, 6),
        Region(21, 0, 1, 6),
    ]
    assert list(PLACES.around(BELOW, boxed=True))[1] == Region(0, 8, 22, 1)
    assert list(PLACES.around(BELOW, boxed=False)) == [Region(0, 6, 22, 1)]
    assert list(PLACES.around(EdgedPane(), boxed=True)) == []

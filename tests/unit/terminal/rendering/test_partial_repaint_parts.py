from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from outrider.terminal.rendering.partial_repaint import _visible_parts

SIZE = Region(0, 0, 8, 5)
REGIONS = st.builds(
    Region, st.integers(-3, 9), st.integers(-3, 6), st.integers(0, 10), st.integers(0, 7)
)
WIDGETS = st.lists(st.tuples(REGIONS, REGIONS.map(SIZE.intersection)), max_size=6)


@given(WIDGETS, st.lists(REGIONS.map(SIZE.intersection), max_size=3))
def test_every_widget_is_drawn_that_is_in_front_somewhere_and_no_other(
    widgets: list[tuple[Region, Region]], wanted: list[Region]
) -> None:
    visible: Any = dict(enumerate(widgets))
    front = set()
    for y in SIZE.line_range:
        for x in SIZE.column_range:
            if any(one.contains(x, y) for one in wanted):
                here = [
                    name
                    for name, (region, clip) in visible.items()
                    if region.intersection(clip).contains(x, y)
                ]
                front.update(here[:1])
    assert set(_visible_parts(visible, wanted)) == front

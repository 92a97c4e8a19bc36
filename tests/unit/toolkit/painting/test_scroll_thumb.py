"""The scroll bar of a list."""

import pytest
from textual.color import Color

from outrider.toolkit.painting.scroll_thumb import ScrollThumb


def bar(size: int, virtual: float, window: float, position: float) -> str:
    colours = {"back_color": Color(0, 0, 0).rich_color, "bar_color": Color(9, 9, 9).rich_color}
    drawn = ScrollThumb.render_bar(size, virtual, window, position, 1, True, **colours)
    return "".join(one.text for one in drawn.segments)


@pytest.mark.parametrize(
    ("position", "shown"), [(0, "▐▐   "), (15, "  ▐▐ "), (30, "   ▐▐"), (99, "   ▐▐")]
)
def test_the_thumb_stands_where_the_text_is(position: float, shown: str) -> None:
    assert bar(5, 50, 20, position) == shown


def test_there_is_none_where_all_is_seen() -> None:
    assert bar(3, 3, 3, 0) == "   "
    assert bar(0, 0, 0, 0) == ""

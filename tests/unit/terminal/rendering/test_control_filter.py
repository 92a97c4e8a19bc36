from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from outrider.terminal.rendering.control_filter import ControlFilter

BLACK = Color(0, 0, 0)


def caught(*segments: Segment) -> list[Segment]:
    return ControlFilter().apply(list(segments), BLACK)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J", "\x1b]52;c;eA==\x07", "\x9b1m", "\x00", "\x7f", "\r", "\n", "\u202e", "\u2066"],
)
def test_no_control_character_passes_the_net(hostile: str) -> None:
    found = "".join(segment.text for segment in caught(Segment(f"a{hostile}b", Style(bold=True))))
    assert found.isprintable()
    assert found.startswith("a")
    assert found.endswith("b")


@given(st.text())
def test_columns_stay_where_the_layout_put_them(text: str) -> None:
    found = "".join(segment.text for segment in caught(Segment(text)))
    assert cell_len(found) == cell_len(text)
    assert "\x1b" not in found
    found.encode()


def test_half_a_character_and_a_hyperlink_do_not_pass() -> None:
    link = Style(link="http://example.com/\x1b]0;x")
    (one, two) = caught(Segment("a\ud800"), Segment("b", link))
    assert one.text == "a "
    assert two.style is not None
    assert two.style.link is None


def test_what_is_harmless_is_not_touched() -> None:
    segments = [Segment("plain → ünï 中 ● ✗"), Segment("", None)]
    assert ControlFilter().apply(segments, BLACK) is segments

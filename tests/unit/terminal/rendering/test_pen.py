"""The pen lands where it is sent, from every place and behind the last column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from tests.emulator import Emulator

from outrider.terminal.rendering.pen import Pen
from outrider.terminal.rendering.sgr_styles import SgrStyles

WIDTH, HEIGHT = 130, 45
places = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
near = st.tuples(
    st.one_of(st.integers(0, 2), st.integers(WIDTH - 3, WIDTH - 1)), st.integers(20, 24)
)


def pen() -> Pen:
    pen = Pen(SgrStyles(ColorSystem.EIGHT_BIT))
    pen.begin()
    return pen


@given(st.lists(st.one_of(places, near), min_size=1))
def test_what_is_written_is_where_the_pen_was_sent(places: list[tuple[int, int]]) -> None:
    ours, emulator = pen(), Emulator(WIDTH, HEIGHT)
    written: dict[tuple[int, int], str] = {}
    for number, (x, y) in enumerate(places):
        if number % 7 == 6:
            emulator.feed(ours.take())
            ours.begin()
        written[x, y] = chr(ord("a") + number % 26)
        ours.move(x, y)
        ours.write(written[x, y], x + 1 if x + 1 < WIDTH else None)
    emulator.feed(ours.take())
    assert all(emulator.characters(y)[x] == letter for (x, y), letter in written.items())


@pytest.mark.parametrize(
    ("start", "to", "way"),
    [
        (None, (0, 0), "\x1b[H"),
        (None, (4, 0), "\x1b[1;5H"),
        (None, (0, 7), "\x1b[8H"),
        ((3, 7), (3, 7), ""),
        ((3, 7), (4, 7), "\x1b[C"),
        ((3, 7), (99, 7), "\x1b[96C"),
        ((12, 7), (0, 7), "\r"),
        ((12, 7), (9, 7), "\x1b[10G"),
        ((12, 7), (0, 9), "\r\n\n"),
        ((12, 17), (30, 18), "\r\n\x1b[30C"),
        ((12, 7), (30, 6), "\x1b[7;31H"),
        ((12, 7), (30, 30), "\x1b[31;31H"),
        # Behind the last column.
        ((None, 7), (WIDTH - 1, 7), "\x1b[130G"),
        ((None, 7), (0, 8), "\r\n"),
        ((None, 7), (3, 5), "\x1b[6;4H"),
    ],
)
def test_the_shortest_way_is_taken(
    start: tuple[int | None, int] | None, to: tuple[int, int], way: str
) -> None:
    ours = pen()
    if start is not None:
        column, row = start
        ours.move(0, row)
        ours.write("", column)
    before = ours.take()
    ours.move(*to)
    assert ours.take() == before + way


@given(st.lists(st.one_of(places, near), min_size=2))
def test_no_way_is_longer_than_the_place_itself(places: list[tuple[int, int]]) -> None:
    ours, told = pen(), 0
    for x, y in places:
        ours.move(x, y)
        told += len(f"\x1b[{y + 1};{x + 1}H")
        assert len(ours.take()) <= told


def test_the_first_way_of_a_frame_names_its_place() -> None:
    ours = pen()
    ours.move(3, 7)
    ours.begin()
    ours.move(3, 7)
    assert ours.take() == ""
    ours.move(0, 8)
    assert ours.take() == "\x1b[9H"


def test_behind_an_uncertain_text_only_the_place_itself_is_told() -> None:
    ours = pen()
    ours.move(3, 7)
    ours.write_uncertain("⚠")
    ours.begin()
    assert ours.place is None
    ours.move(9, 7)
    assert ours.take() == "\x1b[8;10H"

"""Random frames, drawn on a terminal emulator as they change and from nothing."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from tests.emulator import Emulator

from outrider.terminal.rendering.cells import TAIL, cells_of, is_certain
from outrider.terminal.rendering.screen_buffer import ScreenBuffer
from outrider.terminal.rendering.sgr_styles import PLAIN, SgrStyles

WIDTH, HEIGHT = 16, 5
STYLES = [
    None,
    *map(
        Style.parse,
        ("red", "bold red", "bold", "#102030 on #fafafa", "on blue", "reverse", "underline red"),
    ),
]
CERTAIN = ["a", "b", " ", "é", "─", "漢", "한", "→"]
UNCERTAIN = ["😀", "e\u0301", "ก\u0e34", "⚠", "👩\u200d👧", "❤\ufe0f", "🇩🇪", "\ue0b0"]
HOSTILE = ["\x1b[2J", "\x9b", "\x00", "\x7f", "\r", "\n", "\t", "\u202e", "\u200b", "\ud800"]

pieces = st.tuples(
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(CERTAIN + UNCERTAIN + HOSTILE), max_size=6).map("".join),
            st.sampled_from(STYLES),
        ),
        max_size=4,
    ),
    st.integers(1, WIDTH),
)
frames = st.lists(st.lists(pieces, max_size=4), min_size=1, max_size=5)


def drawn(
    shadow: ScreenBuffer, frame: list[tuple[int, int, list[tuple[str, Style | None]], int]]
) -> str:
    for x, y, texts, room in frame:
        shadow.draw(x, y, [Segment(text, style) for text, style in texts], x + room)
    return shadow.diff((0, 0))


def blank(shadow: ScreenBuffer) -> str:
    shadow.invalidate(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        shadow.draw(0, y, [Segment(" " * WIDTH)], WIDTH)
    return shadow.diff((0, 0))


def again(shadow: ScreenBuffer) -> Emulator:
    """What the shadow holds, cell by cell and each at its place, on a terminal of its own."""
    emulator = Emulator(WIDTH, HEIGHT)
    for y, (texts, looks) in enumerate(zip(shadow._texts, shadow._styles, strict=True)):
        for x, (text, look) in enumerate(zip(texts, looks, strict=True)):
            if text != TAIL:
                emulator.feed(f"\x1b[{y + 1};{x + 1}H\x1b[0;{look}m{text}")
    return emulator


@given(frames)
@settings(deadline=None)
def test_changes_draw_what_a_whole_frame_draws(frames: list[list[tuple]]) -> None:  # type: ignore[type-arg]
    shadow, emulator = ScreenBuffer(SgrStyles(ColorSystem.TRUECOLOR)), Emulator(WIDTH, HEIGHT)
    emulator.feed(blank(shadow))
    for frame in frames:
        written = drawn(shadow, frame)
        emulator.feed(written)
        assert not emulator.differences(again(shadow))
        cells = {cell for line in shadow._texts for cell in line} - {TAIL, "\ue0b0"}
        assert all(cell.isprintable() for cell in cells)
        rest = re.sub(r"\x1b\[[0-9;]*[mHCG]|\r\n*", "", written)
        assert rest == "" or rest.isprintable() or "\ue0b0" in rest
        assert not set("\x1b\r\n\t\u200b\u200d\u202e\ufe0f") & set(rest)
        rest.encode()
        # Drawn once more, nothing is left to say.
        assert drawn(shadow, []) == ""


@given(frames, st.sampled_from([{"😀": 1}, {"⚠": 2}, {"\u0301": 1}, {"\ue0b0": 2}, {"🇩": 2}]))
@settings(deadline=None)
def test_a_terminal_that_counts_otherwise_keeps_its_columns(
    frames: list[list[tuple]],  # type: ignore[type-arg]
    widths: dict[str, int],
) -> None:
    import pyte.screens

    counted = pyte.screens.wcwidth
    pyte.screens.wcwidth = lambda one: widths.get(one, counted(one))
    try:
        shadow, emulator = ScreenBuffer(SgrStyles(ColorSystem.TRUECOLOR)), Emulator(WIDTH, HEIGHT)
        emulator.feed(blank(shadow))
        for frame in frames:
            emulator.feed(drawn(shadow, frame))
        for y, line in enumerate(shadow._texts):
            shown = emulator.characters(y)
            for x, text in enumerate(line):
                behind_uncertain = any(not is_certain(one) for one in line[max(0, x - 2) : x])
                if text != TAIL and is_certain(text) and not behind_uncertain:
                    assert shown[x] == text, (y, x, line, shown)
    finally:
        pyte.screens.wcwidth = counted


@given(st.text())
def test_a_text_has_as_many_cells_as_columns(text: str) -> None:
    cells = cells_of(text)
    assert len(cells) == cell_len(text)
    for before, cell in pairwise(["", *cells]):
        if cell == TAIL:
            assert cell_len(before) == 2
    assert "".join(cells).isprintable() or not text.isprintable()


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("ab", ["a", "b"]),
        ("漢x", ["漢", TAIL, "x"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👩\u200d👩\u200d👧x", ["👩", TAIL, "x"]),
        ("❤\ufe0fx", ["❤", " ", "x"]),
        ("a\u200bb", ["a", "b"]),
        ("a\x1bb\x9b\u202ec", ["a", "b", "c"]),
        ("a\ud800b", ["a", " ", "b"]),
        ("e" + "\u0301" * 9, ["e" + "\u0301" * 4]),
    ],
)
def test_cells(text: str, cells: list[str]) -> None:
    assert cells_of(text) == cells


def test_a_letter_costs_its_place_its_style_and_itself() -> None:
    shadow = ScreenBuffer(SgrStyles(ColorSystem.TRUECOLOR))
    blank(shadow)
    style = Style.parse("#102030 on #405060")
    drawn(shadow, [(0, 1, [("typed text", style)], WIDTH)])
    assert drawn(shadow, [(0, 1, [("typed test", style)], WIDTH)]) == (
        "\x1b[2;9H\x1b[38;2;16;32;48;48;2;64;80;96ms\x1b[m\x1b[H"
    )


def test_cells_are_written_look_by_look() -> None:
    shadow = ScreenBuffer(SgrStyles(ColorSystem.EIGHT_BIT))
    blank(shadow)
    red, blue = Style.parse("red"), Style.parse("blue")
    frame = [(0, y, [("│", red), ("x", None), ("│", blue)], WIDTH) for y in (1, 2, 4)]
    assert drawn(shadow, frame) == (
        "\x1b[2H\x1b[31m│\r\n│\r\n\n│"
        "\x1b[2;2H\x1b[mx\r\n\x1b[Cx\x1b[5;2Hx"
        "\x1b[2;3H\x1b[34m│\x1b[3;3H│\x1b[5;3H│\x1b[m\x1b[H"
    )


def test_a_wide_character_is_written_with_its_tail_whatever_of_it_differs() -> None:
    shadow, emulator = ScreenBuffer(SgrStyles(ColorSystem.EIGHT_BIT)), Emulator(WIDTH, HEIGHT)
    emulator.feed(blank(shadow))
    red, blue = Style.parse("red"), Style.parse("blue")
    rows: list[list[tuple[str, Style | None]]] = [
        [("漢漢漢", red)],
        [("a漢字b", blue)],
        [("漢", red), ("字字", blue)],
        [("ab", red)],
    ]
    for row in rows:
        emulator.feed(drawn(shadow, [(0, 0, row, WIDTH), (WIDTH - 2, 2, row, WIDTH)]))
        assert not emulator.differences(again(shadow))


def test_only_what_differs_between_two_styles_is_told() -> None:
    looks = SgrStyles(ColorSystem.EIGHT_BIT)
    red, bold = looks.sgr(Style.parse("red on blue")), looks.sgr(Style.parse("bold red on blue"))
    assert looks.transition(red, bold) == "\x1b[1m"
    assert looks.transition(bold, red) == "\x1b[;31;44m"
    assert looks.transition(red, red) == ""
    assert looks.transition(red, looks.sgr(Style.parse("red"))) == "\x1b[49m"
    assert looks.transition(red, PLAIN) == "\x1b[m"


def test_text_is_never_in_the_colour_that_it_stands_on() -> None:
    looks = SgrStyles(ColorSystem.STANDARD)
    for front, back in (("#303030", "#1a1a1a"), ("#f0f0f0", "#ffffff"), ("#101010", "#000000")):
        numbers = looks.sgr(Style.parse(f"{front} on {back}")).split(";")
        assert int(numbers[0]) + 10 != int(numbers[1])

"""A QR code of characters has the modules of the code, and a margin."""

from __future__ import annotations

import pytest
import segno

from outrider.qr_code import qr_lines

HALVES = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}


def modules(lines: tuple[str, ...]) -> list[list[int]]:
    """What a camera sees: two rows in each line."""
    return [[HALVES[one][half] for one in line] for line in lines for half in (0, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "https://login.example.com/activate?user_code=WDJB-MJHT",
        "x",
        "https://login.example.com/" + "a" * 370,
        "https://ä.example/ü",
    ],
)
def test_each_half_of_a_character_is_a_module(text: str) -> None:
    code = segno.make(text, error="l", boost_error=False, micro=False)
    wanted = [list(row) for row in code.matrix_iter(border=2)]
    drawn = modules(qr_lines(text))
    assert drawn[: len(wanted)] == wanted
    assert not any(any(row) for row in drawn[len(wanted) :])
    assert {len(row) for row in drawn} == {len(wanted[0])}


@pytest.mark.parametrize("text", ["", "x" * 401, "x" * 10_000])
def test_nothing_and_what_is_too_long_for_a_screen_have_none(text: str) -> None:
    assert qr_lines(text) == ()


@pytest.mark.parametrize("size", range(1, 400, 57))
def test_there_is_a_margin_on_every_side(size: int) -> None:
    drawn = modules(qr_lines("y" * size))
    for row in (*drawn[:2], drawn[-1]):
        assert not any(row)
    assert not any(row[0] or row[1] or row[-1] or row[-2] for row in drawn)

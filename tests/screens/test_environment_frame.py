"""Which environment is active cannot be overlooked, with colours and without."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual.color import Color


@pytest.fixture
def two(lab: Lab) -> Lab:
    """A protected environment beside the usual one."""
    text = (lab.root / "environments/dev.toml").read_text()
    head = 'name = "Production"\ncolor = "error"\nprotected = true\n'
    return lab.write(
        {
            "environments/production.toml": head + text,
            "environments/dev.toml": 'color = "#3355ff"\n' + text,
        }
    )


LIGHT, HEAVY = set("─│╭╮╰╯├┤┬┴┼"), set("━┃┏┓┗┛┣┫┳┻╋")


def lines_of(seat: Seat) -> set[str]:
    """The lines that are drawn; the console's brackets are not at the left of anything."""
    return {sign for line in seat.lines[1:-1] for sign in line[:30] + line[-1:]} & (LIGHT | HEAVY)


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 16)], ids=["80x24", "120x40", "60x16"])
async def test_a_protected_environment_is_told_by_words_and_by_a_shape(
    two: Lab, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with seated(two, size) as seat:
        assert "PROTECTED" not in seat.text
        assert lines_of(seat) <= LIGHT
        await seat.press("f2")
        await seat.sees("▲ PROTECTED  Production")
        await seat.until(lambda: lines_of(seat) <= HEAVY, "the heavy lines")
        assert {"┃", "━"} <= lines_of(seat)
        await seat.press("f2")
        await seat.until(lambda: lines_of(seat) <= LIGHT, "the heavy lines to go")


async def test_the_lines_have_the_environment_s_colour_and_follow_the_theme(two: Lab) -> None:
    async with seated(two, LARGE, environment="production") as seat:

        def colour() -> str:
            # A line of a pane without the focus.
            row = seat.app.screen._compositor.render_strips()[1]
            style = row.crop(119, 120)._segments[0].style
            assert style is not None
            assert style.color is not None
            return style.color.get_truecolor().hex

        def is_error() -> bool:
            return colour() == Color.parse(seat.app.theme_variables["error"]).hex.lower()

        await seat.until(is_error, "the colour")
        seat.app.theme = "textual-light"
        await seat.until(is_error, "the other theme's colour")
        await seat.press("f2")
        await seat.until(lambda: not is_error(), "the usual colour")

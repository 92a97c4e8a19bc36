"""Which environment is active cannot be overlooked, with colours and without."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated
from textual.color import Color

from outrider.widgets.chrome.environment_border import EnvironmentBorder


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


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_a_protected_environment_is_told_by_words_and_by_a_shape(
    two: Lab, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with seated(two, size) as seat:
        assert "PROTECTED" not in seat.text
        assert "┃" not in seat.text
        await seat.press("f2")
        await seat.sees("⚠ PROTECTED  Production", "⚠ PROTECTED: Production ━┛")
        inside = seat.lines[1:-2]
        assert all(line.startswith("┃") and line.endswith("┃") for line in inside)
        await seat.press("f2")
        await seat.until(lambda: "┃" not in seat.text, "the frame to go")


async def test_the_frame_has_the_environment_s_colour_and_follows_the_theme(two: Lab) -> None:
    async with seated(two, environment="production") as seat:
        frame = seat.work.query_one(EnvironmentBorder)

        def framed() -> bool:
            wanted = Color.parse(seat.app.theme_variables["error"])
            return frame.styles.border_left == ("heavy", wanted)

        await seat.until(framed, "the colour")
        seat.app.theme = "textual-light"
        await seat.until(framed, "the other theme's colour")
        await seat.press("f2")
        side = seat.work.query_one("#side")
        await seat.until(
            lambda: side.styles.border_right == ("vkey", Color.parse("#3355ff")), "the divider"
        )

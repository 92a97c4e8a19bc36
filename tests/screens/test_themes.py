"""Themes on the screen: shown while picked, remembered, followed as a file is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated


@pytest.fixture
def own(home: Path) -> Path:
    """A theme of the user's own, which the settings name."""
    folder = home / "config/outrider"
    (folder / "themes").mkdir(parents=True)
    (folder / "settings.toml").write_text('theme = "mine"\n')
    file = folder / "themes/mine.toml"
    file.write_text('[base]\nbackground = "#010203"\n')
    return file


def background(seat: Seat) -> str:
    return seat.app.theme_variables["background"].lower()


async def test_the_theme_under_the_cursor_is_shown_and_escape_takes_it_back(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        before = background(seat)
        await seat.press("ctrl+g", "h")
        await seat.dialog()
        await seat.sees("outrider-dark", "outrider-paper", "outrider-sixteen", "dark", "light")
        await seat.press("down")
        await seat.until(lambda: seat.app.theme == "outrider-ember", "the preview")
        await seat.type("paper")
        await seat.until(lambda: seat.app.theme == "outrider-paper", "the other preview")
        await seat.press("escape")
        await seat.at_work()
        await seat.until(lambda: background(seat) == before, "the theme from before")
        assert seat.app.theme == "outrider-dark"


async def test_textual_s_own_themes_are_there_too(lab: Lab, home: Path) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "h")
        await seat.dialog()
        await seat.type("nord")
        await seat.sees("Textual, dark")
        await seat.press("enter")
        await seat.until(lambda: seat.app.theme == "nord", "the theme")
    assert 'theme = "nord"' in (home / "config/outrider/settings.toml").read_text()
    async with seated(lab) as again:
        assert again.app.theme == "nord"


async def test_a_theme_of_one_s_own_is_taken_as_it_is_saved_and_a_broken_one_is_not(
    lab: Lab, own: Path
) -> None:
    async with seated(lab) as seat:
        assert background(seat) == "#010203"
        own.write_text('[base]\nbackground = "#0a0b0c"\n# saved\n')
        await seat.until(lambda: background(seat) == "#0a0b0c", "the colour that was saved")
        own.write_text('[base]\nbackground = "black"\n# broken\n')
        await seat.until(lambda: "mine.toml:2" in seat.said, "the file and the line")
        assert background(seat) == "#0a0b0c"
        await seat.press("ctrl+g", "h")
        await seat.dialog()
        await seat.sees("mine", "your own")
        assert background(seat) == "#0a0b0c"
        await seat.press("escape")
        own.write_text('[base]\nbackground = "#0d0e0f"\n# whole again\n')
        await seat.until(lambda: background(seat) == "#0d0e0f", "the colour after the mistake")


async def test_nothing_wakes_up_for_a_theme_that_is_shipped(lab: Lab) -> None:
    async with seated(lab) as seat:
        assert seat.work.controls.themes._timer is None


async def test_a_theme_that_is_gone_leaves_the_usual_one(lab: Lab, own: Path) -> None:
    own.unlink()
    async with seated(lab) as seat:
        assert seat.app.theme == "outrider-dark"

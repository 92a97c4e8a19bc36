"""What was typed into the page of an environment outlives the program, and is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.test_drafts import asked, drafts_in, leave_behind
from tests.screens.test_environment_form import go

from outrider.dialogs.environment_dialog import EnvironmentDialog

TYPED = "https://typed.example.test"
SECRET = "typed-by-hand-0815"


def before_url(text: str) -> str:
    """The base URL of an environment's file."""
    return text.partition('base_url = "')[2].partition('"')[0]


async def page(seat: Seat) -> EnvironmentDialog:
    await seat.until(lambda: isinstance(seat.app.screen, EnvironmentDialog), "the page")
    await seat.pilot.pause()
    assert isinstance(seat.app.screen, EnvironmentDialog)
    return seat.app.screen


async def crashed(lab: Lab, home: Path) -> None:
    """A run in which a URL and a secret were typed, and that was killed in the middle of a row."""
    async with seated(lab, LARGE, environment="dev") as seat:
        await seat.press("ctrl+g", "e", "e")
        await page(seat)
        await go(seat, "client_secret")
        await seat.press("down", "enter")
        await seat.fill(SECRET)
        await seat.press("enter")
        await go(seat, "base_url")
        await seat.press("enter")
        await seat.fill(TYPED)
        await seat.until(lambda: any(TYPED in one.read_text() for one in drafts_in(home)), TYPED)
        held = {one: one.read_bytes() for one in drafts_in(home)}
        leave_behind(home)
    for path, data in held.items():
        assert path.stat().st_mode & 0o077 == 0 if path.exists() else True
        assert SECRET.encode() not in data
        path.write_bytes(data)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_it_is_offered_with_the_difference_and_opened_to_go_on_with(
    lab: Lab, home: Path, size: tuple[int, int]
) -> None:
    file = lab.root / "environments/dev.toml"
    before = file.read_text()
    await crashed(lab, home)
    assert file.read_text() == before
    async with seated(lab, size, environment="dev") as seat:
        await asked(seat)
        await seat.sees('Environment "dev", changed ', "File unchanged.")
        await seat.sees("Credentials are not backed up. Enter them again:")
        await seat.sees("+ base_url = ", TYPED)
        assert SECRET not in seat.text
        await seat.press("k")
        form = await page(seat)
        assert form.sheet.table["variables"]["base_url"] == TYPED
        await seat.press("ctrl+s")
        await seat.at_work()
        assert TYPED in file.read_text()
        assert before.replace(before_url(before), TYPED) == file.read_text()
        await seat.until(lambda: not drafts_in(home), "the draft to go")
    async with seated(lab, size, environment="dev") as seat:
        await seat.pilot.pause(0.2)
        assert seat.app.screen is seat.work


async def test_what_was_changed_outside_meanwhile_stays(lab: Lab, home: Path) -> None:
    await crashed(lab, home)
    file = lab.root / "environments/dev.toml"
    file.write_text("# by hand\ndescription = 'new'\n" + file.read_text())
    async with seated(lab, LARGE, environment="dev") as seat:
        await asked(seat)
        await seat.sees("File changed on disk")
        await seat.press("k")
        form = await page(seat)
        assert form.sheet.table["description"] == "new"
        await seat.press("ctrl+s")
        await seat.at_work()
    text = file.read_text()
    assert "# by hand" in text
    assert TYPED in text


async def test_what_is_dropped_is_gone_and_what_is_left_is_asked_about_again(
    lab: Lab, home: Path
) -> None:
    await crashed(lab, home)
    async with seated(lab, LARGE, environment="dev") as seat:
        await asked(seat)
        await seat.press("l")
        await seat.at_work()
        assert drafts_in(home)
    async with seated(lab, LARGE, environment="dev") as seat:
        await asked(seat)
        await seat.press("d")
        await seat.at_work()
        await seat.until(lambda: not drafts_in(home), "the draft to go")


async def test_a_page_that_is_left_leaves_no_draft(lab: Lab, home: Path) -> None:
    async with seated(lab, LARGE, environment="dev") as seat:
        await seat.press("ctrl+g", "e", "e")
        form = await page(seat)
        form.sheet.put(("variables", "base_url"), TYPED)
        await seat.until(lambda: drafts_in(home), "a draft")
        await seat.press("escape")
        await seat.sees("Discard changes")
        await seat.press("d")
        await seat.at_work()
        assert not drafts_in(home)

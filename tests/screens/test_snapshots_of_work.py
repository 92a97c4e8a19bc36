"""The workbench in use as it was agreed on, at two sizes and in two themes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from tests.engine_lab import Lab
from tests.screens.agreed_snapshots import agree, greenwich, in_colours
from tests.screens.past_sends import ENTRIES, OUTCOME
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.dialogs.jump_mode import JumpScreen
from outrider.engine.events import EntryLogged

__all__ = ["greenwich"]

pytestmark = [
    pytest.mark.usefixtures("greenwich"),
    pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"]),
]
NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def at_work(lab: Lab, size: tuple[int, int]) -> AsyncIterator[Seat]:
    """Three environments, a folder, and what came of two sends."""
    lab.environment("dev", api=NOWHERE, token=f"{NOWHERE}/token")
    lab.write({"environments/production.toml": 'name = "Production"\nprotected = true\n'})
    lab.write({"environments/staging.toml": 'name = "Staging"\ncolor = "#8839ef"\n'})
    lab.request("list", "{{base_url}}/v1/orders", more='name = "List orders"\n')
    lab.request("orders/create", more='name = "Create"\nmethod = "POST"\n')
    lab.request("orders/remove", more='name = "Remove"\nmethod = "DELETE"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("Show the keys of the focused pane")
        await seat.open("list")
        for entry in ENTRIES:
            seat.work.context.engine.bus.publish(EntryLogged(entry))
        seat.response.show(OUTCOME)
        await seat.sees("200 OK", "Rye bread", "Nobody answers")
        yield seat


async def of_work(seat: Seat) -> str:
    return await in_colours(seat, "StatusBar", "panel", own={"#8839ef"})


async def test_what_came_back_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    async with at_work(lab, size) as seat:
        await seat.press("ctrl+g", "b")
        agree("sent", size, await of_work(seat))


async def test_the_console_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    async with at_work(lab, size) as seat:
        await seat.press("ctrl+g", "g", "ctrl+g", "z")
        await seat.press("home", "down", "enter")
        agree("console", size, await of_work(seat))


async def test_the_choices_behind_the_leader_are_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    async with at_work(lab, size) as seat:
        await seat.press("ctrl+g")
        await seat.sees("choose an action")
        agree("leader", size, await of_work(seat))


async def test_the_letters_to_jump_by_are_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    async with at_work(lab, size) as seat:
        await seat.press("ctrl+backslash")
        await seat.until(lambda: isinstance(seat.app.screen, JumpScreen), "the letters")
        await seat.pilot.pause()
        agree("jump", size, seat.text + "\n")


KEYS: dict[str, tuple[tuple[str, ...], Callable[[Seat], object]]] = {
    "help": (("f1",), lambda seat: "Requests" in seat.text),
    "find": (("ctrl+o",), lambda seat: "Find a request" in seat.text),
    "themes": (("ctrl+g", "h"), lambda seat: "Theme" in seat.text),
}


@pytest.mark.parametrize("name", KEYS)
async def test_what_a_key_opens_is_as_agreed(name: str, size: tuple[int, int], lab: Lab) -> None:
    async with at_work(lab, size) as seat:
        keys, shows = KEYS[name]
        await seat.press("ctrl+g", "r")
        await seat.press(*keys)
        await seat.dialog()
        await seat.until(lambda: shows(seat), name)
        agree(name, size, await in_colours(seat))

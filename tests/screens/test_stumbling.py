"""What a newcomer stumbles over: too small a screen, a mistyped key, a cursor that strays."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import seated

from outrider.widgets.sidebar.environment_list import EnvironmentList


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Three environments and one request; nothing is sent."""
    lab = Lab((tmp_path / "orders").resolve()).write({"outrider.toml": 'name = "Orders"\n'})
    for name in ("bravo", "charlie", "delta"):
        lab.write({f"environments/{name}.toml": '[auth.default]\ntype = "none"\n'})
    return lab.request("list", "https://api.example/orders")


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (58, 15)])
async def test_a_screen_that_is_too_small_says_so(lab: Lab, size: tuple[int, int]) -> None:
    async with seated(lab, size) as seat:
        await seat.sees("60×16 required")
        await seat.pilot.resize_terminal(80, 24)
        await seat.until(lambda: "60×16" not in seat.text, "the keys to come back")
        assert "^R Send" in seat.lines[-1]


async def test_the_cursor_goes_with_an_environment_that_gets_another_name(lab: Lab) -> None:
    async with seated(lab, environment="bravo") as seat:
        await seat.press("ctrl+g", "e", "end", "r")
        await seat.dialog()
        await seat.fill("alpha")
        await seat.press("enter")
        await seat.at_work()
        environments = seat.work.query_one(EnvironmentList)
        await seat.until(
            lambda: environments.selected and environments.selected.id == "alpha", "the cursor"
        )
        assert seat.work.context.workspace.active == "bravo"


async def test_a_mistyped_key_is_told_once_and_again_when_it_comes_back(lab: Lab) -> None:
    wrong = 'name = "List"\nurl = "https://x.example"\nqueri = []\n'
    lab.write({"requests/list.toml": wrong})
    async with seated(lab, (120, 40)) as seat:
        told = "warning: requests/list.toml:3"
        await seat.until(lambda: told in seat.console, "the warning")
        await seat.press("ctrl+g", "l")
        await seat.pilot.pause()
        assert seat.console.count(told) == 1
        lab.write({"requests/list.toml": wrong.replace("queri", "query")})
        await seat.press("ctrl+g", "l")
        lab.write({"requests/list.toml": wrong})
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: seat.console.count(told) == 2, "the warning again")

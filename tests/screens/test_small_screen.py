"""A screen that is too small says so, and a renamed environment keeps the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab import Lab
from tests.screens.kit import seated
from tui.widgets.environment_list import EnvironmentList


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
        await seat.sees("60×16 is needed", "^G z Zoom")
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
        assert seat.work.stage.workspace.active == "bravo"

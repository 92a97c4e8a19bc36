"""The pages and the first screen as they were agreed on, at two sizes."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.agreed_snapshots import agree, greenwich, in_colours, text
from tests.screens.seat import LARGE, SMALL, seated
from tests.unit.dialogs.test_token_dialog import NOW, view

from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.dialogs.token_dialog import TokenDialog

__all__ = ["greenwich"]

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_first_screen_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    lab.write({"environments/production.toml": 'name = "Production"\nprotected = true\n'})
    lab.request("orders/create", more='name = "Create"\nmethod = "POST"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("list", "Nothing sent yet.", "^R Send", "Show the keys of the focused pane")
        agree("first", size, text(seat))
        agree("first-colours", size, await in_colours(seat, "StatusBar", "panel"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_page_of_an_environment_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    lab.environment("dev", api=NOWHERE, token=f"{NOWHERE}/token", more='color = "odd colour"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("Show the keys of the focused pane")
        await seat.press("ctrl+g", "e", "e")
        await seat.until(lambda: isinstance(seat.app.screen, EnvironmentDialog), "the page")
        await seat.press("tab")
        agree("environment", size, await in_colours(seat))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.usefixtures("greenwich")
async def test_the_token_view_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("Show the keys of the focused pane")
        shown = view(ahead=240.0, issuer="https://login.example.com")
        seat.app.push_screen(TokenDialog([shown, shown], clock=lambda: NOW))
        await seat.dialog()
        agree("token", size, await in_colours(seat))

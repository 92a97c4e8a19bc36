"""What somebody sees in the first minute: a send, its token, the next environment."""

from __future__ import annotations

import re

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.strict import StrictServers

from outrider.widgets.console.console_panel import ConsolePanel


@pytest.fixture
def three(lab: Lab, demo_servers: StrictServers) -> Lab:
    """Dev, Staging with a wrong secret, and a protected Production."""
    api, token = demo_servers.api_url, demo_servers.token_url
    lab.environment("staging", api=api, token=token, client="orders-staging", secret="wrong")
    lab.environment(
        "production",
        api=api,
        token=token,
        client="orders-production",
        secret="only-for-the-demo",
        more='name = "Production"\nprotected = true\ncolor = "error"\n',
    )
    return lab.request("drop", "{{base_url}}/orders/1001", 'method = "DELETE"\n')


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_send_shows_the_token_exchange_then_the_call_and_the_response(
    three: Lab, size: tuple[int, int]
) -> None:
    async with seated(three, size) as seat:
        await seat.open("list")
        assert "○" in seat.environments
        await seat.send()
        await seat.sees("200 OK", '"orders"')
        await seat.until(lambda: "GET" in seat.console, "the call in the console")
        kinds = re.findall(r"[╭╰] (?:[\d:]+ )?(token|api)\b", seat.console)
        assert kinds.index("token") < kinds.index("api")
        # As much of it as is left of the line behind times of any length.
        assert "no t" in seat.console
        assert "●" in seat.environments
        assert "● token" in seat.status
        assert "dev" in seat.title


async def test_the_sidebar_counts_the_token_down(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.send()
        before = seat.environments
        assert ":" in before or " s" in before
        await seat.until(lambda: seat.environments != before, "the countdown")


async def test_the_second_send_says_that_the_token_is_fresh_and_for_how_long(
    three: Lab, demo_servers: StrictServers
) -> None:
    async with seated(three, LARGE) as seat:
        await seat.open("list")
        await seat.send()
        await seat.send()
        await seat.until(lambda: "cached, " in seat.console, "the reason")
        assert " s left" in seat.console
        assert len(demo_servers.authorization.recorder.requests) == 1
        assert len(demo_servers.api.recorder.requests) == 2


async def switched(seat: Seat, *keys: str) -> str:
    """The environment after these keys."""
    await seat.press(*keys)
    await seat.at_work()
    return seat.work.context.workspace.active


async def test_every_way_to_another_environment(three: Lab) -> None:
    async with seated(three) as seat:
        assert seat.work.context.workspace.active == "dev"
        assert await switched(seat, "f2") == "staging"
        assert await switched(seat, "f2") == "production"
        assert await switched(seat, "f2") == "dev"
        assert await switched(seat, "alt+2") == "staging"
        assert await switched(seat, "ctrl+g", "3") == "production"
        assert await switched(seat, "ctrl+g", "e", "1") == "dev"
        assert await switched(seat, "ctrl+g", "right_square_bracket") == "staging"
        assert await switched(seat, "down", "down", "enter") == "production"
        await seat.press("ctrl+n")
        await seat.dialog()
        assert await switched(seat, *"stag", "enter") == "staging"
        await seat.press("ctrl+n")
        await seat.dialog()
        assert await switched(seat, "escape") == "staging"
        await seat.press("alt+9", "ctrl+g", "9")
        assert seat.work.context.workspace.active == "staging"


async def test_a_digit_typed_into_the_url_is_text(three: Lab) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.press("ctrl+g", "u", "end", "2")
        assert seat.editor.request.url.endswith("/orders2")
        assert seat.work.context.workspace.active == "dev"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_wrong_secret_sends_nothing_to_the_api_and_quotes_the_server(
    three: Lab, demo_servers: StrictServers, size: tuple[int, int]
) -> None:
    async with seated(three, size, environment="staging") as seat:
        await seat.open("list")
        await seat.send()
        await seat.sees("✗ No token", "invalid_client")
        outcome = seat.work.controls.sending.outcome
        assert outcome is not None
        assert "The API request was not sent." in outcome.problem
        assert "✗" in seat.environments
        assert not demo_servers.api.recorder.requests
        assert "ERROR" in seat.console.upper() or "✗" in seat.console


async def test_each_environment_has_its_own_token(three: Lab, demo_servers: StrictServers) -> None:
    async with seated(three) as seat:
        await seat.open("list")
        await seat.send()
        await seat.press("ctrl+g", "3")
        await seat.send()
        await seat.sees("200 OK")
        assert "Production" in seat.title
        assert len(demo_servers.authorization.recorder.requests) == 2


async def test_a_protected_environment_is_named_and_framed(three: Lab) -> None:
    async with seated(three, environment="production") as seat:
        assert "PROTECTED" in seat.status
        assert "▲" in seat.environments


@pytest.mark.parametrize("keys", [["escape"], ["n"], ["enter"]])
async def test_protected_asks_before_a_delete_and_without_a_yes_does_nothing(
    three: Lab, demo_servers: StrictServers, keys: list[str]
) -> None:
    async with seated(three, environment="production") as seat:
        await seat.open("drop")
        await seat.press("ctrl+r")
        await seat.dialog()
        assert 'Environment "Production" is protected.' in seat.text
        assert "DELETE" in seat.text
        assert "to 127.0.0.1:" in seat.text
        assert "{{base_url}}" not in seat.text.split("protected.")[1].split("to 127.0.0.1:")[0]
        await seat.press(*keys)
        await seat.at_work()
        assert seat.work.controls.sending.outcome is None
        assert not seat.work.controls.sending.sends.any_under_way
        assert not demo_servers.api.recorder.requests
        assert not demo_servers.authorization.recorder.requests


async def test_protected_sends_after_a_yes(three: Lab, demo_servers: StrictServers) -> None:
    async with seated(three, environment="production") as seat:
        await seat.open("drop")
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.press("y")
        await seat.until(lambda: seat.work.controls.sending.outcome, "the answer")
        assert [one.method for one in demo_servers.api.recorder.requests] == ["DELETE"]


async def test_a_safe_method_asks_nothing(three: Lab) -> None:
    async with seated(three, environment="production") as seat:
        await seat.open("list")
        await seat.send()
        await seat.sees("200 OK")


async def test_the_console_opens_masks_reveals_filters_and_forgets(three: Lab) -> None:
    async with seated(three, LARGE) as seat:
        await seat.open("list")
        await seat.send()
        await seat.press("ctrl+g", "g", "end", "enter")
        await seat.until(lambda: "authorization" in seat.console.lower(), "the details")
        panel = seat.work.query_one(ConsolePanel)
        token = next(iter(seat.work.context.engine.cache.tokens()))[1].value.reveal()
        assert token[:40] not in seat.text
        await seat.press("ctrl+g", "z")
        await seat.press("v")
        await seat.until(lambda: token[:30] in seat.text, "the token in clear")
        panel._hide()
        await seat.until(lambda: token[:30] not in seat.text, "the mask")
        await seat.press("ctrl+g", "z", "enter", "f", *"token", "enter")
        assert "with token" in seat.console
        assert " api " not in seat.console
        await seat.press("escape", "K")
        assert "· token" in seat.console
        await seat.press("c")
        await seat.until(lambda: not len(seat.work.context.engine.console), "the console to empty")
        assert panel.count == 0

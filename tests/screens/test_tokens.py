"""Tokens and secrets on the screen: a new one, its view, clearing; what is asked while it waits."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from tests.servers.strict import STRICT, StrictServers
from tests.servers.toxic import answers as says
from tests.servers.toxic import response, toxic_server

from outrider.dialogs.text_prompt import TextPrompt


def fetched(servers: StrictServers) -> int:
    return len(servers.authorization.recorder.requests)


async def test_a_new_token_is_fetched_at_once_and_the_next_send_uses_it(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+t")
        await seat.until(lambda: "New token" in seat.said, "the word")
        assert fetched(demo_servers) == 1
        assert "●" in seat.environments
        assert not demo_servers.api.recorder.requests
        await seat.press("ctrl+t")
        await seat.until(lambda: fetched(demo_servers) == 2, "another one")
        await seat.until(lambda: "new token requested" in seat.console, "the reason")
        await seat.send()
        assert fetched(demo_servers) == 2


async def test_a_token_that_is_refused_is_told_with_the_servers_words(lab: Lab) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/dev.toml": text.replace("dev-only-secret", "wrong")})
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+t")
        await seat.dialog()
        assert "invalid_client" in seat.text
        await seat.press("enter")
        await seat.at_work()
        assert "✗ failed" in seat.environments


async def test_the_token_view_tells_state_times_scope_and_claims(
    lab: Lab, demo_servers: StrictServers
) -> None:
    demo_servers.authorization.options = replace(STRICT, withheld_scopes=("orders.write",))
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "t")
        await seat.dialog()
        assert "none yet" in seat.text
        await seat.press("n")
        await seat.sees("● fresh", "Scope granted", "orders.read", "Not granted: orders.write")
        await seat.press("end")
        await seat.sees("decoded, not verified")
        token = next(iter(seat.work.context.engine.cache.tokens()))[1].value.reveal()
        assert token[:20] not in seat.text
        await seat.press("home", "v")
        await seat.until(lambda: token[:20] in seat.text, "the token in clear")
        await seat.press("y")
        await seat.until(lambda: seat.copied == token, "the token in the clipboard")
        await seat.at_work()
        await seat.press("ctrl+g", "t")
        await seat.dialog()
        await seat.press("c")
        await seat.until(lambda: 'Token "default" cleared.' in seat.said, "the word")
        await seat.sees("none yet")
        assert "○" in seat.environments
        await seat.press("escape")
        await seat.at_work()
        await seat.send()
        assert fetched(demo_servers) == 2


async def test_clearing_forgets_the_tokens_of_this_environment_only(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment("zeta", api=demo_servers.api_url, token=demo_servers.token_url)
    async with seated(lab) as seat:
        await seat.send()
        await seat.press("f2")
        await seat.send()
        await seat.press("ctrl+g", "k")
        await seat.until(lambda: "1 token cleared" in seat.said, "the word")
        assert seat.environments.count("●") == 1
        await seat.press("f2")
        await seat.send()
        assert fetched(demo_servers) == 2


async def test_a_request_without_oauth_says_that_it_has_no_token(lab: Lab) -> None:
    lab.request("open", "{{base_url}}/health", '[auth]\ntype = "none"\n')
    lab.write({"environments/zeta.toml": "[variables]\n"})
    async with seated(lab) as seat:
        await seat.open("open")
        await seat.press("ctrl+g", "T")
        await seat.dialog()
        assert 'Auth type "none" has no token.' in seat.text
        await seat.press("enter")
        await seat.at_work()
        await seat.press("ctrl+g", "t")
        await seat.sees("Token of default")
        await seat.press("escape")
        await seat.press("f2", "ctrl+g", "t")
        await seat.sees('Auth type "none" has no token.')


async def test_each_auth_of_the_environment_has_its_token_in_the_view(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("bills", more='[auth]\nuse = "billing"\n')
    async with seated(lab, LARGE) as seat:
        await seat.open("bills")
        await seat.press("ctrl+g", "t")
        await seat.sees("2 of 2", "Token of billing", "none yet")
        await seat.press("right")
        await seat.sees("1 of 2", "Token of default", "orders.read orders.write")
        await seat.press("n")
        await seat.sees("1 of 2", "● fresh", "new token requested", "matches this machine")
        assert demo_servers.authorization.recorder.requests
        await seat.press("left")
        await seat.sees("Token of billing", "none yet")
        await seat.press("n")
        await seat.until(lambda: fetched(demo_servers) == 2, "the other token")
        await seat.sees("2 of 2")
        # What is forgotten is the one that is shown.
        await seat.press("c")
        await seat.sees("2 of 2", "none yet")
        await seat.press("left")
        await seat.sees("1 of 2", "● fresh", "new token requested")


async def test_a_clock_that_differs_and_another_issuer_are_told(lab: Lab) -> None:
    claims = {"iss": "https://else.test", "exp": time.time() + 3600, "scope": "orders.read"}
    parts = (urlsafe_b64encode(json.dumps(part).encode()).decode() for part in ({}, claims))
    token = f"{'.'.join(part.rstrip('=') for part in parts)}.x"
    body = json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": 3600})
    date = formatdate(time.time() + 630, usegmt=True)
    answer = response(body.encode(), b"Content-Type: application/json", b"Date: " + date.encode())
    async with toxic_server(says(answer)) as server:
        text = (lab.root / "environments/dev.toml").read_text().splitlines()
        at = next(i for i, line in enumerate(text) if line.startswith("token_endpoint"))
        text[at] = f'token_endpoint = "{server.url}"'
        lab.write({"environments/dev.toml": "\n".join(text)})
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+g", "t")
            await seat.dialog()
            await seat.press("n")
            await seat.sees("clock is 10 min", "Its scope lacks orders.write.")


# Secrets that are typed.


@pytest.fixture
def asking(lab: Lab) -> Lab:
    """An environment whose secret is asked for."""
    text = (lab.root / "environments/dev.toml").read_text()
    asked = "client_secret = { prompt = true }"
    return lab.write(
        {"environments/dev.toml": text.replace('client_secret = "dev-only-secret"', asked)}
    )


async def test_a_secret_is_asked_for_on_the_screen_and_kept(
    asking: Lab, demo_servers: StrictServers
) -> None:
    async with seated(asking) as seat:
        await seat.press("ctrl+r")
        dialog = await seat.dialog()
        assert isinstance(dialog, TextPrompt)
        assert "client_secret (environments/dev.toml)" in seat.text
        await seat.type("dev-only-secret")
        assert "dev-only" not in seat.text
        await seat.press("enter")
        await seat.sees("200 OK")
        await seat.press("ctrl+t")
        await seat.until(lambda: fetched(demo_servers) == 2, "the second token")
        assert seat.app.screen is seat.work


async def test_a_secret_that_is_not_given_sends_nothing_and_asks_again_next_time(
    asking: Lab, demo_servers: StrictServers
) -> None:
    async with seated(asking) as seat:
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.press("escape")
        await seat.sees("was not entered.")
        assert not fetched(demo_servers)
        assert not demo_servers.api.recorder.requests
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.type("dev-only-secret")
        await seat.press("enter")
        await seat.sees("200 OK")


async def test_a_wrong_secret_that_was_typed_is_asked_for_again(
    asking: Lab, demo_servers: StrictServers
) -> None:
    async with seated(asking) as seat:
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.type("wrong")
        await seat.press("enter")
        await seat.sees("invalid_client")
        assert not demo_servers.api.recorder.requests
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.type("dev-only-secret")
        await seat.press("enter")
        await seat.sees("200 OK")
        await seat.press("ctrl+r")
        await seat.until(lambda: len(demo_servers.api.recorder.requests) == 2, "the second send")
        await seat.press("ctrl+g", "k", "ctrl+r")
        await seat.dialog()


async def test_two_requests_that_need_the_same_secret_ask_once(
    asking: Lab, demo_servers: StrictServers
) -> None:
    asking.request("other", "{{base_url}}/orders/1001")
    async with seated(asking) as seat:
        await seat.open("list")
        seat.work.perform("send")
        await seat.open("other")
        seat.work.perform("send")
        await seat.dialog()
        await seat.type("dev-only-secret")
        await seat.press("enter")
        await seat.at_work()
        await seat.until(
            lambda: len(demo_servers.api.recorder.requests) == 2, "both requests to be sent"
        )
        assert fetched(demo_servers) == 1


async def test_quitting_while_a_secret_is_asked_for(asking: Lab) -> None:
    async with seated(asking) as seat:
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.press("ctrl+q")
        await seat.pilot.pause()
        await quit_whatever_is_asked(seat)
    assert seat.app.fault is None


async def quit_whatever_is_asked(seat: Seat) -> None:
    await seat.press("escape")
    await seat.until(lambda: not seat.work.controls.sending.sends.any_under_way, "the send to end")
    await seat.press("ctrl+q")
    await seat.until(lambda: seat.app._exit, "the end")


# Trust.


@pytest.fixture
def commanding(lab: Lab, tmp_path: Path) -> Lab:
    """An environment whose secret comes from a command, in a workspace that nobody trusts."""
    script = tmp_path / "say-secret"
    script.write_text("#!/bin/sh\necho dev-only-secret\n")
    script.chmod(0o700)
    text = (lab.root / "environments/dev.toml").read_text()
    command = f'client_secret = {{ command = ["{script}"] }}'
    return lab.write(
        {"environments/dev.toml": text.replace('client_secret = "dev-only-secret"', command)}
    )


@pytest.mark.parametrize("keys", [["enter"], ["n"], ["escape"]])
async def test_a_workspace_that_is_not_trusted_runs_nothing_and_asks(
    commanding: Lab, demo_servers: StrictServers, keys: list[str]
) -> None:
    async with seated(commanding) as seat:
        await seat.press("ctrl+r")
        await seat.dialog()
        assert "Trust this workspace?" in seat.text
        assert "say-secret" in seat.text.replace("\n", "")
        await seat.press(*keys)
        await seat.at_work()
        assert not fetched(demo_servers)
        await seat.press("ctrl+r")
        await seat.dialog()
        assert "Trust this workspace?" in seat.text


async def test_a_workspace_that_is_trusted_runs_its_command(commanding: Lab, home: Path) -> None:
    async with seated(commanding) as seat:
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.press("t")
        await seat.until(lambda: "Trusted." in seat.said, "the word")
        await seat.sees("200 OK")
    assert (home / "state/outrider/trust.json").stat().st_mode & 0o777 == 0o600
    async with seated(commanding) as again:
        await again.press("ctrl+r")
        await again.sees("200 OK")

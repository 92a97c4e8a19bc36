"""People sign in at the demo, and its tokens are asked about and revoked: by the engine itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.engine_lab import Lab, status
from tests.shell import Shell

from outrider.auth.definitions import named_auth
from outrider.demo import sign_ins
from outrider.demo.running_demo import RunningDemo, running_demo
from outrider.oauth.grant_flow import ShowUser


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    with running_demo() as running:
        yield running


@pytest.fixture
def sample(demo: RunningDemo) -> Lab:
    return Lab(demo.workspace)


class Browser:
    """Presses the button of the page that is shown, after the page was read."""

    can_ask = True

    def __init__(self) -> None:
        self.shown: list[ShowUser] = []
        self.tasks: list[asyncio.Task[Any]] = []

    async def ask(self, message: str, *, secret: bool) -> str | None:
        return None

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        self.shown.append(step)
        self.tasks.append(asyncio.ensure_future(self.agree(step.scanned_url or step.url)))
        return lambda: None

    async def agree(self, page: str) -> None:
        async with httpx.AsyncClient(timeout=30, follow_redirects=True) as client:
            read = await client.get(page)
            assert "Sign in as Ann" in read.text
            code = parse_qs(urlsplit(page).query).get("user_code", [""])[0]
            done = await client.post(page, data={"user_code": code})
            assert done.status_code == 200
            assert "You can close this page" in done.text


@pytest.mark.parametrize("request_id", ["tokens/device-code", "tokens/browser"])
@pytest.mark.parametrize("environment", ["dev", "staging", "production"])
async def test_a_person_signs_in_once_and_the_token_is_renewed(
    request_id: str, environment: str, sample: Lab
) -> None:
    browser = Browser()
    async with sample.workbench(user=browser) as bench:
        first = await sample.send(bench, request_id, environment)
        assert status(first) == 200, first.error
        bench.cache.clear()
        again = await sample.send(bench, request_id, environment)
        assert status(again) == 200, again.error
        assert again.token is not None
        assert again.token.reason_code == "refreshed"
        await asyncio.gather(*browser.tasks)
    assert len(browser.shown) == 1


async def test_a_device_is_approved_by_itself_after_a_while(
    sample: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ins, "APPROVED_AFTER", 0.5)
    browser = Browser()
    monkeypatch.setattr(browser, "show", lambda *_: lambda: None)
    async with sample.workbench(user=browser) as bench:
        assert status(await sample.send(bench, "tokens/device-code", "dev")) == 200


async def test_a_token_is_introspected_and_revoked(sample: Lab) -> None:
    async with sample.workbench() as bench:
        snapshot = sample.snapshot("dev")
        assert snapshot.environment is not None
        config = named_auth(snapshot.environment, "default")
        management = bench.token_management
        found = await management.introspect(snapshot, config)
        assert found is not None
        token, said = found
        assert said.active
        assert said.members["client_id"] == "orders-dev"
        other = Lab(sample.root)
        async with other.workbench() as elsewhere:
            kept = (await sample.token(bench)).key
            elsewhere.cache.put(kept, token)
            assert await management.revoke(snapshot, config)
            gone = await elsewhere.token_management.introspect(snapshot, config, key=kept)
        assert gone is not None
        assert not gone[1].active


@pytest.mark.slow
def test_a_program_gives_the_token(demo: RunningDemo, shell: Shell) -> None:
    in_demo = Shell(shell.home, demo.workspace)
    said = in_demo.run("send", "tokens/command", "--env", "dev", "--trust")
    assert said.status == 0, said.err
    assert said.json["client_id"] == "orders-script"
    checked = in_demo.run("check")
    assert checked.status == 0, checked.text + checked.err


def page(demo: RunningDemo, **query: str) -> httpx.Response:
    wanted = {
        "response_type": "code",
        "client_id": "orders-people",
        "redirect_uri": "http://127.0.0.1:1/callback",
        "code_challenge": "x",
        "code_challenge_method": "S256",
    }
    url = f"{demo.servers.issuer}/connect/authorize"
    return httpx.post(url, params={**wanted, **query}, timeout=30)


def test_a_sign_in_goes_back_to_this_machine_only(demo: RunningDemo) -> None:
    assert page(demo).headers["location"].startswith("http://127.0.0.1:1/callback?code=")
    refused = page(demo, scope="admin").headers["location"]
    assert "error=invalid_scope" in refused
    for odd in (
        {"redirect_uri": "https://evil.example/"},
        {"code_challenge_method": "plain"},
        {"client_id": "orders-dev"},
        {"response_type": "token"},
    ):
        assert page(demo, **odd).status_code == 400


def test_codes_and_refresh_tokens_are_good_once(demo: RunningDemo) -> None:
    token = f"{demo.servers.issuer}/connect/token"
    form = {"client_id": "orders-people", "grant_type": "refresh_token", "refresh_token": "x"}
    assert httpx.post(token, data=form).json()["error"] == "invalid_grant"
    form = {"client_id": "orders-people", "grant_type": "authorization_code", "code": "x"}
    assert httpx.post(token, data=form).json()["error"] == "invalid_grant"
    form = {"client_id": "orders-people", "grant_type": "client_credentials"}
    assert httpx.post(token, data=form).json()["error"] == "unauthorized_client"

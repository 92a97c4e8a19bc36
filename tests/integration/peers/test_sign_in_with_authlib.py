"""Discovery by RFC 8414, PKCE, device codes and refresh tokens at Authlib's server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from tests.engine_lab import Lab, console, status
from tests.integration.peers.peer_clients import AWKWARD_PUBLIC, PLAIN, PeerClient
from tests.integration.peers.peer_processes import PeerServer
from tests.servers.toxic import ok, toxic_server

from outrider.engine.engine import Engine
from outrider.oauth.grant_flow import ShowUser

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
CLIENTS = pytest.mark.parametrize("client", [PLAIN, AWKWARD_PUBLIC], ids=["secret", "public"])


class Person:
    """Opens whatever page is shown, and follows it to its end."""

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
        page = step.url if step.redirect_uri else f"{step.url}?user_code={step.code}"
        self.tasks.append(asyncio.ensure_future(asyncio.to_thread(self._open, page)))
        return lambda: None

    def _open(self, page: str) -> None:
        answer = httpx.get(page, follow_redirects=True, timeout=30)
        assert answer.status_code == 200, answer.text


def write(lab: Lab, server: PeerServer, api: str, grant: str, client: PeerClient) -> None:
    how = f'client_secret = "{client.client_secret}"'
    lines = [
        "[variables]",
        f'base_url = "{api}"',
        "[auth.default]",
        'type = "oauth2"',
        f'grant_type = "{grant}"',
        f'issuer = "{server.url}"',
        f"client_id = '{client.client_id}'",
        how if client.client_secret else 'token_endpoint_auth_method = "none"',
        'scope = "orders.read orders.write"',
        'redirect_uri = "http://127.0.0.1:0/back"' if grant == "authorization_code" else "",
    ]
    lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}/orders")


async def sends(lab: Lab, bench: Engine, person: Person) -> None:
    """Sends, and again with a token that has to be renewed."""
    result = await lab.send(bench)
    assert status(result) == 200, result.error
    await asyncio.gather(*person.tasks)
    for _ in range(2):
        assert (await lab.token(bench, fresh=True)).reason_code == "refreshed"
    assert status(await lab.send(bench)) == 200


@CLIENTS
async def test_a_browser_signs_in(client: PeerClient, lab: Lab, authlib_server: PeerServer) -> None:
    person = Person()
    async with toxic_server(ok(b"{}")) as api, lab.workbench(user=person) as bench:
        write(lab, authlib_server, api.url, "authorization_code", client)
        await sends(lab, bench, person)
    requests = authlib_server.requests()
    paths = [one["path"] for one in requests]
    assert paths[:2] == [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
    ]
    assert paths[2:] == ["/authorize", *["/oauth/token"] * 3]
    forms = [parse_qs(one["body"]) for one in requests[3:]]
    assert [form["grant_type"] for form in forms] == [
        ["authorization_code"],
        ["refresh_token"],
        ["refresh_token"],
    ]
    assert forms[1]["refresh_token"] != forms[2]["refresh_token"]


@pytest.mark.slow
async def test_a_device_that_is_told_to_slow_down(lab: Lab, authlib_server: PeerServer) -> None:
    """A public client: of one that uses Basic, Authlib does not keep whose device code it is."""
    person = Person()
    async with toxic_server(ok(b"{}")) as api, lab.workbench(user=person) as bench:
        write(lab, authlib_server, api.url, DEVICE, AWKWARD_PUBLIC)
        await sends(lab, bench, person)
        said = console(bench)
    waits = [line for line in said if "waiting for approval" in line]
    assert waits == ["Waiting 1 s: waiting for approval", "Waiting 6 s: waiting for approval"]
    requests = [one for one in authlib_server.requests() if one["method"] == "POST"]
    forms = [parse_qs(one["body"]) for one in requests]
    assert [form.get("grant_type", [""])[0] for form in forms] == [
        "",
        DEVICE,
        DEVICE,
        "refresh_token",
        "refresh_token",
    ]

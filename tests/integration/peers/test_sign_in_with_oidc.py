"""Device codes, PKCE and refresh tokens at oidc-provider; a script stands for the browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin

import httpx
import pytest
from tests.engine_lab import Lab, status
from tests.integration.peers.oidc_server import SECRET, OidcServer

from outrider.oauth.grant_flow import ShowUser

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_TAG = re.compile(r"<(?:input|button)[^>]*>")


def fields_of(form: str) -> dict[str, str]:
    """The fields of a form as a person who agrees sends them."""
    found: dict[str, str] = {}
    for tag in _TAG.findall(form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is not None and name[1] != "abort":
            found[name[1]] = unescape(value[1]) if value else "ann"
    return found


def sign_in(server: OidcServer, page: str) -> str:
    """Goes through the pages as a person does who agrees; where the browser ends."""
    with httpx.Client(verify=server.tls, follow_redirects=False, timeout=30) as client:
        answer = client.get(page)
        for _ in range(20):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["location"])
                if target.startswith("http://127.0.0.1"):
                    with httpx.Client(timeout=30) as plain:
                        assert plain.get(target).status_code == 200
                    return target
                answer = client.get(target)
                continue
            form = re.search(r"<form.*?</form>", answer.text, re.DOTALL)
            if form is None:
                return str(answer.url)
            action = re.search(r'action="([^"]*)"', form[0])
            target = urljoin(str(answer.url), unescape(action[1]) if action else "")
            answer = client.post(target, data=fields_of(form[0]))
    raise AssertionError(answer.text)


class Person:
    """Signs in when asked."""

    can_ask = True

    def __init__(self, server: OidcServer) -> None:
        self.server = server
        self.shown: list[ShowUser] = []
        self.tasks: list[asyncio.Task[Any]] = []

    async def ask(self, message: str, *, secret: bool) -> str | None:
        return None

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        self.shown.append(step)
        page = step.scanned_url or step.url
        self.tasks.append(asyncio.ensure_future(asyncio.to_thread(sign_in, self.server, page)))
        return lambda: None


def environment(lab: Lab, server: OidcServer, grant: str, client: str, *more: str) -> Lab:
    how = (
        [f'client_secret = "{SECRET}"']
        if client == "person-secret"
        else ['token_endpoint_auth_method = "none"']
    )
    lines = [
        "[variables]",
        f'base_url = "{server.url}/api"',
        "[tls]",
        f'ca_bundle = "{server.folder / "ca.pem"}"',
        "[auth.default]",
        'type = "oauth2"',
        f'grant_type = "{grant}"',
        f'issuer = "{server.url}"',
        f'client_id = "{client}"',
        'scope = "openid offline_access"',
        *how,
        *more,
    ]
    return lab.write({"environments/dev.toml": "\n".join(lines)}).request("list", "{{base_url}}")


ANY_PORT = 'redirect_uri = "http://127.0.0.1:0/callback"'


@pytest.mark.parametrize("client", ["person", "person-secret"])
@pytest.mark.parametrize("pushed", [False, True])
async def test_a_browser_signs_in(client: str, pushed: bool, lab: Lab, oidc: OidcServer) -> None:
    more = [f'pushed_authorization_request_endpoint = "{oidc.url}/request"'] if pushed else []
    environment(lab, oidc, "authorization_code", client, ANY_PORT, *more)
    person = Person(oidc)
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
        assert status(result) == 200, result.error
    await asyncio.gather(*person.tasks)
    assert len(oidc.requests("/request")) == int(pushed)
    [request] = oidc.requests()
    assert parse_qs(request["body"])["grant_type"] == ["authorization_code"]


@pytest.mark.parametrize("client", ["person", "person-secret"])
async def test_a_device_is_approved_elsewhere(client: str, lab: Lab, oidc: OidcServer) -> None:
    environment(lab, oidc, DEVICE, client)
    person = Person(oidc)
    async with lab.workbench(user=person) as workbench:
        result = await lab.send(workbench)
        assert status(result) == 200, result.error
    assert person.shown[0].code
    await asyncio.gather(*person.tasks)

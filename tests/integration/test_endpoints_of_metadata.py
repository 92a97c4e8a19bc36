"""Each endpoint of an authorization server: named by its metadata, or written beside the issuer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import trustme
from tests.engine_lab import Lab, status
from tests.integration.test_authorization_code import get
from tests.servers.sign_in import DEVICE, SignInServer, sign_in_server
from tests.servers.toxic import Call, toxic_server

from outrider.auth.definitions import named_auth
from outrider.engine.engine import Engine
from outrider.errors import OutriderError
from outrider.oauth.grant_flow import ShowUser

CODE = "authorization_code"
KEYS = {
    "device_authorization_endpoint": (DEVICE, "/device"),
    "authorization_endpoint": (CODE, "/authorize"),
    "pushed_authorization_request_endpoint": (CODE, "/par"),
    "introspection_endpoint": (DEVICE, "/introspect"),
    "revocation_endpoint": (DEVICE, "/revoke"),
}
"""What is needed for it, and where the server has it."""


class Person:
    """Signs in at whatever page is shown."""

    can_ask = True

    def __init__(self, server: SignInServer) -> None:
        self.server = server
        self.shown: list[ShowUser] = []
        self.tasks: list[asyncio.Task[Any]] = []

    async def ask(self, message: str, *, secret: bool) -> str | None:
        return None

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        self.shown.append(step)
        if step.redirect_uri:
            end = self.server.signed_in(step.url)
            self.tasks.append(asyncio.ensure_future(asyncio.to_thread(get, end)))
        return lambda: None


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with sign_in_server() as running:
        running.metadata = {"require_pushed_authorization_requests": True}
        yield running


def lab_of(folder: Path, server: SignInServer, grant: str, issuer: str, *lines: str) -> Lab:
    written = [
        "allow_insecure_http = true" if not issuer.startswith("http://127") else "",
        "[variables]",
        f'base_url = "{server.url}"',
        "[auth.default]",
        'type = "oauth2"',
        f'grant_type = "{grant}"',
        f'issuer = "{issuer}"',
        'client_id = "me"',
        'token_endpoint_auth_method = "none"',
        'redirect_uri = "http://127.0.0.1:0/back"' if grant == CODE else "",
        *lines,
    ]
    files = {"outrider.toml": 'name = "L"\n', "environments/dev.toml": "\n".join(written)}
    return Lab(folder.resolve()).write(files).request("list", "{{base_url}}/hello")


async def use(lab: Lab, bench: Engine, key: str) -> OutriderError | None:
    """Does what needs an endpoint; the error, if there is one."""
    result = await lab.send(bench)
    if result.error is not None:
        return result.error
    assert status(result) == 200
    snapshot = lab.snapshot("dev")
    assert snapshot.environment is not None
    config = named_auth(snapshot.environment, "default")
    try:
        if key == "introspection_endpoint":
            assert await bench.token_management.introspect(snapshot, config) is not None
        elif key == "revocation_endpoint":
            await bench.token_management.revoke(snapshot, config)
    except OutriderError as error:
        return error
    return None


async def outcome(lab: Lab, person: Person, key: str) -> OutriderError | None:
    async with lab.workbench(user=person) as bench:
        error = await use(lab, bench, key)
    await asyncio.gather(*person.tasks)
    return error


@pytest.mark.parametrize("key", KEYS)
async def test_one_that_is_written_wins(key: str, server: SignInServer, tmp_path: Path) -> None:
    grant, path = KEYS[key]
    server.metadata |= {key: f"{server.url}/missing"}
    lab = lab_of(tmp_path, server, grant, server.url, f'{key} = "{server.url}{path}"')
    person = Person(server)
    error = await outcome(lab, person, key)
    assert error is None, str(error)
    asked = [at for at, _ in server.calls]
    assert "/missing" not in asked
    assert path in asked or person.shown[0].url.startswith(server.url + path)


@pytest.mark.parametrize("key", [one for one in KEYS if one != "authorization_endpoint"])
async def test_one_that_is_not_found_is_named(
    key: str, server: SignInServer, tmp_path: Path
) -> None:
    lab = lab_of(tmp_path, server, KEYS[key][0], server.url, f'{key} = "{server.url}/missing"')
    error = await outcome(lab, Person(server), key)
    assert error is not None
    words = key.replace("_", " ").capitalize()
    assert error.what.startswith(f"{words} not found: 404"), error.what
    assert f"{key} (environments/dev.toml:11)" in error.advice


@pytest.mark.parametrize("key", KEYS)
async def test_a_relative_one_is_told_with_the_line_to_write(
    key: str, server: SignInServer, tmp_path: Path
) -> None:
    grant, path = KEYS[key]
    server.metadata |= {key: path}
    error = await outcome(lab_of(tmp_path, server, grant, server.url), Person(server), key)
    assert error is not None
    assert error.what == f'The issuer metadata has a relative {key}: "{path}".'
    assert f'{key} = "{server.url}{path}"' in error.advice


@pytest.mark.parametrize("key", ["token_endpoint", "mtls_endpoint_aliases", *KEYS])
async def test_without_tls_metadata_leads_to_no_other_host(
    key: str, server: SignInServer, tmp_path: Path
) -> None:
    """What stands between is a proxy that could change the metadata."""
    issuer, elsewhere = "http://login.test", "http://elsewhere.test/x"
    aliases = {"token_endpoint": elsewhere}
    changed = {key: aliases if key == "mtls_endpoint_aliases" else elsewhere}
    hosts: set[str] = set()

    async def between(call: Call) -> None:
        target = urlsplit(call.target)
        hosts.add(target.hostname or "")
        found = re.search(rb"(?i)\r\nauthorization: Bearer (\S+)", call.head)
        token = found[1].decode() if found else ""
        code, said = server.choose("", target.path, dict(parse_qsl(call.body.decode())), token)
        if "well-known" in target.path:
            said |= changed
        body = json.dumps(said).replace(server.url, issuer).encode()
        head = f"HTTP/1.1 {code} Said\r\nContent-Length: {len(body)}\r\n"
        await call.say(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)

    authority = trustme.CA()
    authority.issue_cert("me@example.com").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "me.pem")
    )
    async with toxic_server(between) as proxy:
        lines = ["[proxy]", f'url = "{proxy.url}"', "[tls]", 'client_certificate = "me.pem"']
        lab = lab_of(tmp_path, server, KEYS.get(key, (DEVICE, ""))[0], issuer, *lines)
        file = lab.root / "environments/dev.toml"
        file.write_text(file.read_text().replace(f'"{server.url}"', '"http://login.test"'))
        person = Person(server)
        error = await outcome(lab, person, key)
    meant = "token_endpoint" if key == "mtls_endpoint_aliases" else key
    article = "an" if meant[0] in "aeiou" else "a"
    words = f"{article} {meant.replace('_', ' ')}"
    assert error is not None
    assert error.what == f"The issuer metadata names {words} on another host: {elsewhere}"
    assert f'{meant} = "{elsewhere}"' in error.advice
    assert hosts == {"login.test"}
    assert not [one for one in person.shown if "elsewhere" in one.url]


@pytest.mark.parametrize("key", ["token_endpoint", *KEYS])
async def test_one_without_tls_is_named_and_gets_no_credentials(
    key: str, server: SignInServer, tmp_path: Path
) -> None:
    server.metadata |= {key: "http://login.test/x"}
    grant = KEYS.get(key, (DEVICE, ""))[0]
    person = Person(server)
    error = await outcome(lab_of(tmp_path, server, grant, server.url), person, key)
    assert error is not None
    assert error.code == "insecure_http"
    words = key.replace("_", " ")
    assert error.what == (
        f"The issuer's metadata names an unencrypted {words}: http://login.test/x."
    )

"""Nothing of one environment reaches another: no token, no cookie, no connection, no result."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from tests.engine_lab import Lab, status
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

from outrider.demo.api import ApiOptions

SAME = {"client": "easy", "secret": "easy-secret"}


def tokens_seen(servers: StrictServers) -> list[str | None]:
    return [one.header("authorization") for one in servers.api.recorder.requests]


@pytest.fixture
def twins(lab: Lab, demo_servers: StrictServers) -> Lab:
    """Two environments with the same client, secret, scope, endpoint and API."""
    for name in ("dev", "production"):
        lab.environment(name, api=demo_servers.api_url, token=demo_servers.token_url, **SAME)
    return lab.request("echo", "{{base_url}}/echo")


async def test_two_environments_with_equal_settings_never_share_a_token(
    twins: Lab, demo_servers: StrictServers
) -> None:
    async with twins.workbench() as workbench:
        for name in ("dev", "production", "dev", "production"):
            result = await twins.send(workbench, environment=name)
            assert (status(result), result.environment) == (200, name)
    seen = tokens_seen(demo_servers)
    assert demo_servers.authorization.token_requests() == 2
    assert seen[0] == seen[2] != seen[1] == seen[3]


async def test_production_without_a_token_gets_none_of_devs(
    twins: Lab, demo_servers: StrictServers
) -> None:
    twins.environment(
        "production",
        api=demo_servers.api_url,
        token=demo_servers.token_url,
        client="easy",
        secret="not-the-secret",
    )
    async with twins.workbench() as workbench:
        assert status(await twins.send(workbench, environment="dev")) == 200
        demo_servers.api.recorder.clear()
        result = await twins.send(workbench, environment="production")
    assert result.error is not None
    assert result.error.exit_code == 4
    assert demo_servers.api.recorder.count == 0


async def test_no_cookie_is_kept_for_another_environment_or_for_the_same(
    twins: Lab, demo_servers: StrictServers
) -> None:
    cookies = (("Set-Cookie", "session=of-dev; Path=/"), ("Set-Cookie", "b=2; Domain=127.0.0.1"))
    demo_servers.api.options = ApiOptions(headers=cookies)
    async with twins.workbench() as workbench:
        for name in ("dev", "dev", "production", "production"):
            result = await twins.send(workbench, "echo", environment=name)
            assert result.exchange is not None
            assert result.exchange.response is not None
            assert len(result.exchange.response.headers_named("set-cookie")) == 2
    requests = (*demo_servers.api.recorder.requests, *demo_servers.authorization.recorder.requests)
    assert [one.header("cookie") for one in requests] == [None] * 6


async def test_a_cookie_of_the_token_endpoint_is_sent_nowhere(lab: Lab) -> None:
    granted = b'{"access_token":"a-token-for-this","token_type":"Bearer","expires_in":0}'
    fields = (b"Content-Type: application/json", b"Set-Cookie: sso=1; Path=/")

    async def behave(call: Call) -> None:
        await call.say(response(granted, *fields))

    async with toxic_server(behave) as server, lab.workbench() as workbench:
        lab.environment("dev", api=server.url, token=f"{server.url}/token")
        for _ in range(2):
            assert status(await lab.send(workbench)) == 200
        assert len(server.heads) == 4
        assert not any(b"\r\ncookie" in head.lower() for head in server.heads)


async def test_connections_are_kept_within_an_environment_and_never_shared(twins: Lab) -> None:
    async with toxic_server(lambda call: call.say(response(b"{}"))) as server:
        for name in ("dev", "production"):
            twins.write({f"environments/{name}.toml": f'[variables]\nbase_url = "{server.url}"\n'})
        async with twins.workbench() as workbench:
            for name in ("dev", "dev", "production", "dev", "production"):
                assert status(await twins.send(workbench, "echo", environment=name)) == 200
        first, second, third, fourth, fifth = server.peers
    assert first == second == fourth
    assert third == fifth != first


async def test_a_send_keeps_the_environment_that_it_was_pressed_in(
    twins: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=0.3)
    async with twins.workbench() as workbench:
        under_way = asyncio.ensure_future(twins.send(workbench, "echo", environment="dev"))
        while not demo_servers.authorization.token_requests():
            await asyncio.sleep(0.01)
        twins.environment("dev", api="http://127.0.0.1:1", token="http://127.0.0.1:1/token")
        twins.write({"requests/echo.toml": 'method = "DELETE"\nurl = "http://127.0.0.1:1/"\n'})
        demo_servers.authorization.options = options
        twins.request("other", "{{base_url}}/echo?from=production")
        other = await twins.send(workbench, "other", environment="production")
        result = await under_way
    assert (status(result), result.environment) == (200, "dev")
    assert (status(other), other.environment) == (200, "production")
    assert {one.environment for one in result.exchanges} == {"dev"}
    assert {one.environment for one in other.exchanges} == {"production"}
    targets = [(one.method, one.target) for one in demo_servers.api.recorder.requests]
    assert sorted(targets) == [("GET", "/echo"), ("GET", "/echo?from=production")]


async def test_an_environment_that_is_deleted_meanwhile_changes_nothing(
    twins: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=0.2)
    async with twins.workbench() as workbench:
        under_way = asyncio.ensure_future(twins.send(workbench, environment="dev"))
        while not demo_servers.authorization.token_requests():
            await asyncio.sleep(0.01)
        (twins.root / "environments" / "dev.toml").unlink()
        result = await under_way
    assert (status(result), result.environment) == (200, "dev")


async def test_two_workspaces_with_equal_files_never_share_a_token(
    twins: Lab, demo_servers: StrictServers, tmp_path: Path
) -> None:
    other = Lab((tmp_path / "copy").resolve())
    other.write({"outrider.toml": ""}).request("list")
    other.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url, **SAME)
    async with twins.workbench() as workbench:
        for lab in (twins, other, twins, other):
            assert status(await lab.send(workbench)) == 200
    first, second, third, fourth = tokens_seen(demo_servers)
    assert demo_servers.authorization.token_requests() == 2
    assert first == third != second == fourth


@dataclass
class Tenants:
    """A server that gives each client a token of its own, and says what token it was shown."""

    server: ToxicServer
    issued: dict[str, int] = field(default_factory=dict)

    async def behave(self, call: Call) -> None:
        if call.head.startswith(b"POST /token"):
            client = parse_qs(call.body.decode())["client_id"][0]
            self.issued[client] = self.issued.get(client, 0) + 1
            await asyncio.sleep(0.02)
            token = f'{{"access_token":"token-of-{client}","token_type":"Bearer"}}'
            await call.say(response(token.encode()))
            return
        await asyncio.sleep(0.01 * (hash(call.target) % 4))
        shown = next(
            line for line in call.head.split(b"\r\n") if line.lower().startswith(b"authorization:")
        )
        await call.say(response(call.target.encode() + b" " + shown.split()[-1]))


@asynccontextmanager
async def tenants() -> AsyncIterator[Tenants]:
    async def nothing_yet(call: Call) -> None:
        raise AssertionError

    async with toxic_server(nothing_yet) as server:
        made = Tenants(server)
        server.behaviour = made.behave
        yield made


async def test_many_sends_at_once_in_many_environments_are_not_mixed_up(lab: Lab) -> None:
    names = [f"env{number}" for number in range(6)]
    lab.request("who", "{{base_url}}/{{tenant}}/{{n}}")
    async with tenants() as there, lab.workbench() as workbench:
        for name in names:
            more = f'[auth.other]\nextends = "default"\nclient_id = "{name}-other"\n'
            lab.environment(
                name, api=there.server.url, token=f"{there.server.url}/token", client=name
            )
            file = lab.root / "environments" / f"{name}.toml"
            text = file.read_text().replace("[secrets]", f'tenant = "{name}"\n[secrets]', 1) + more
            file.write_text(
                text.replace(
                    'type = "oauth2"',
                    'type = "oauth2"\ntoken_endpoint_auth_method = "client_secret_post"',
                )
            )
        asked = [(names[number % 6], number) for number in range(60)]
        results = await asyncio.gather(
            *(lab.send(workbench, "who", environment=name, n=str(n)) for name, n in asked)
        )
    for (name, number), result in zip(asked, results, strict=True):
        assert result.environment == name
        assert result.exchange is not None
        assert result.exchange.response is not None
        said = result.exchange.response.content.decode()
        assert said == f"/{name}/{number} token-of-{name}"
        assert {one.environment for one in result.exchanges} == {name}
        assert {one.send_id for one in result.exchanges} == {result.send_id}
    assert there.issued == dict.fromkeys(names, 1)

"""The engine asks Authlib's authorization server for tokens, with credentials that break clients.

Authlib percent-decodes Basic credentials and leaves ``+`` alone.
"""

from __future__ import annotations

import asyncio
import time

import pytest
from tests.engine_lab import Lab, console, status
from tests.engine_output import sentence, told
from tests.integration.peers.engine_on_peers import WRONG_SECRET, environment_for
from tests.integration.peers.peer_clients import (
    AWKWARD_BASIC,
    AWKWARD_POST,
    AWKWARD_PUBLIC,
    AWKWARD_SECRET,
    BY_KEY,
    BY_SECRET,
    PLAIN,
    UNGRANTED_SCOPE,
    PeerClient,
)
from tests.integration.peers.peer_processes import PeerServer
from tests.rfc_keys import EC_TEXT

POST = 'token_endpoint_auth_method = "client_secret_post"'
NONE = 'token_endpoint_auth_method = "none"'
RAW = 'basic_encoding = "raw"'


@pytest.mark.parametrize(
    ("client", "settings"),
    [
        (PLAIN, ()),
        (PLAIN, (RAW,)),
        (AWKWARD_BASIC, ()),
        (AWKWARD_POST, (POST,)),
        (AWKWARD_PUBLIC, (NONE,)),
    ],
    ids=["plain", "plain, raw", "basic", "post", "public"],
)
async def test_each_way_to_authenticate_gets_a_token(
    client: PeerClient, settings: tuple[str, ...], lab: Lab, authlib_server: PeerServer
) -> None:
    async with (
        environment_for(client, authlib_server, lab, *settings) as api,
        lab.workbench() as bench,
    ):
        assert status(await lab.send(bench)) == 200
    assert b"\r\nAuthorization: Bearer " in api.heads[0]
    assert len(authlib_server.requests()) == 1


JWT = 'token_endpoint_auth_method = "client_secret_jwt"'
KEY = ('token_endpoint_auth_method = "private_key_jwt"', f"private_key = '{EC_TEXT}'")
ASSERTIONS = [(BY_KEY, KEY), (BY_SECRET, (JWT,))]


@pytest.mark.parametrize(("client", "settings"), ASSERTIONS, ids=["key", "secret"])
async def test_an_assertion_for_the_token_endpoint_gets_a_token(
    client: PeerClient, settings: tuple[str, ...], lab: Lab, authlib_server: PeerServer
) -> None:
    async with (
        environment_for(client, authlib_server, lab, *settings) as api,
        lab.workbench() as bench,
    ):
        assert status(await lab.send(bench)) == 200
        bench.sender.forget()
        assert status(await lab.send(bench)) == 200
    assert len(api.heads) == 2


@pytest.mark.parametrize(
    ("setting", "clock", "why", "advice"),
    [
        (
            'assertion_audience = "https://issuer.test"',
            0,
            'The server expects another audience in the assertion; "https://issuer.test" was sent.',
            "Remove assertion_audience (environments/dev.toml:7).",
        ),
        ("", -500, "behind 127.0.0.1. The assertion was not valid there.", "Set the clock."),
        ("", 500, "ahead of 127.0.0.1. The assertion was not valid there.", "Set the clock."),
    ],
    ids=["audience", "expired", "not yet"],
)
async def test_what_is_wrong_with_an_assertion_is_named_from_the_words_of_the_server(
    setting: str, clock: int, why: str, advice: str, lab: Lab, authlib_server: PeerServer
) -> None:
    async with (
        environment_for(BY_KEY, authlib_server, lab, *KEY, setting) as api,
        lab.workbench(clock=lambda: time.time() + clock) as bench,
    ):
        result = await lab.send(bench)
    assert result.error is not None
    assert why in result.error.why
    assert result.error.advice.startswith(advice)
    assert api.heads == []


async def test_raw_credentials_that_hold_escapes_are_refused_and_the_reason_is_guessed(
    lab: Lab, authlib_server: PeerServer
) -> None:
    async with environment_for(AWKWARD_SECRET, authlib_server, lab, RAW), lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert "invalid_client" in result.error.what
    assert "basic_encoding" in result.error.advice
    assert len(authlib_server.requests()) == 1


async def test_a_raw_client_id_with_a_colon_is_never_sent(
    lab: Lab, authlib_server: PeerServer
) -> None:
    async with environment_for(AWKWARD_BASIC, authlib_server, lab, RAW), lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert result.error.exit_code == 3
    assert authlib_server.requests() == []


async def test_a_wrong_secret_is_told_in_the_servers_words(
    lab: Lab, authlib_server: PeerServer
) -> None:
    async with (
        environment_for(AWKWARD_BASIC, authlib_server, lab, secret=WRONG_SECRET) as api,
        lab.workbench() as bench,
    ):
        result = await lab.send(bench)
        assert "invalid_client" in sentence(result)
        assert WRONG_SECRET not in told(bench, result)
        assert api.heads == []


async def test_twenty_sends_ask_once(lab: Lab, authlib_server: PeerServer) -> None:
    async with (
        environment_for(AWKWARD_BASIC, authlib_server, lab) as api,
        lab.workbench() as bench,
    ):
        results = await asyncio.gather(*(lab.send(bench) for _ in range(10)))
        results += [await lab.send(bench) for _ in range(10)]
    assert [status(one) for one in results] == [200] * 20
    assert len(authlib_server.requests()) == 1
    assert len(api.heads) == 20


async def test_a_scope_that_is_dropped_without_a_word_is_a_warning(
    lab: Lab, authlib_server: PeerServer
) -> None:
    scope = f'scope = "orders.read {UNGRANTED_SCOPE}"'
    async with environment_for(PLAIN, authlib_server, lab, scope), lab.workbench() as bench:
        result = await lab.send(bench)
        warnings = console(bench)
    assert status(result) == 200
    assert any("lacks: orders.delete" in text for text in warnings)

"""The engine asks django-oauth-toolkit for tokens, with credentials that break clients.

django-oauth-toolkit form-decodes Basic credentials, as RFC 6749 says.
"""

from __future__ import annotations

import asyncio

import pytest
from tests.engine_lab import Lab, status
from tests.engine_output import sentence, told
from tests.integration.peers.engine_on_peers import WRONG_SECRET, environment_for
from tests.integration.peers.peer_clients import (
    AWKWARD_BASIC,
    AWKWARD_POST,
    AWKWARD_SECRET,
    PLAIN,
    PeerClient,
)
from tests.integration.peers.peer_processes import PeerServer

POST = 'token_endpoint_auth_method = "client_secret_post"'
RAW = 'basic_encoding = "raw"'


@pytest.mark.parametrize(
    ("client", "settings"),
    [(PLAIN, (RAW,)), (AWKWARD_BASIC, ()), (AWKWARD_BASIC, (POST,)), (AWKWARD_POST, (POST,))],
    ids=["plain, raw", "basic", "the same in the body", "post"],
)
async def test_each_way_to_authenticate_gets_a_token(
    client: PeerClient, settings: tuple[str, ...], lab: Lab, dot_server: PeerServer
) -> None:
    async with environment_for(client, dot_server, lab, *settings) as api, lab.workbench() as bench:
        assert status(await lab.send(bench)) == 200
    assert b"\r\nAuthorization: Bearer " in api.heads[0]
    assert len(dot_server.requests()) == 1


async def test_raw_credentials_that_hold_a_plus_are_refused_and_the_reason_is_guessed(
    lab: Lab, dot_server: PeerServer
) -> None:
    async with environment_for(AWKWARD_SECRET, dot_server, lab, RAW), lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert "basic_encoding" in result.error.advice


async def test_a_wrong_secret_and_an_unknown_scope_are_told_in_the_servers_words(
    lab: Lab, dot_server: PeerServer
) -> None:
    async with (
        environment_for(AWKWARD_BASIC, dot_server, lab, secret=WRONG_SECRET) as api,
        lab.workbench() as bench,
    ):
        result = await lab.send(bench)
        assert "invalid_client" in sentence(result)
        assert WRONG_SECRET not in told(bench, result)
        assert api.heads == []
    scope = 'scope = "everything"'
    async with environment_for(PLAIN, dot_server, lab, scope), lab.workbench() as bench:
        result = await lab.send(bench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert "invalid_scope" in result.error.what


async def test_twenty_sends_ask_once(lab: Lab, dot_server: PeerServer) -> None:
    async with environment_for(PLAIN, dot_server, lab) as api, lab.workbench() as bench:
        results = await asyncio.gather(*(lab.send(bench) for _ in range(20)))
    assert [status(one) for one in results] == [200] * 20
    assert len(dot_server.requests()) == 1
    assert len(api.heads) == 20

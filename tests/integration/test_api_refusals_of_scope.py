"""An API that requires more scope than the token has: what is said, and what is to be added."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.engine_lab import Lab
from tests.integration.test_api_refusals import BAD, Pair
from tests.servers.toxic import ok, toxic_server


@pytest.fixture
async def pair(lab: Lab) -> AsyncIterator[Pair]:
    async with toxic_server(ok()) as login, toxic_server(ok()) as api:
        made = Pair(lab, login, api)
        made.configure()
        yield made


@pytest.mark.parametrize("status", [b"403 Forbidden", BAD])
async def test_a_scope_that_is_missing(pair: Pair, status: bytes) -> None:
    challenge = b'WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.write"'
    pair.give("opaque", scope="orders.read other")
    pair.refuse(challenge, status=status)
    number = int(status[:3])
    assert await pair.said() == [
        f'warning: The token lacks scope "orders.write": {number} insufficient_scope',
        '  The API requires "orders.write"; the token has "orders.read other".',
        '  Add "orders.write" to scope (environments/dev.toml:11).',
    ]


async def test_a_scope_that_was_requested_and_not_granted(pair: Pair) -> None:
    pair.give({"scope": "profile"})
    pair.refuse(
        b'WWW-Authenticate: Basic realm="a, b", Bearer error=insufficient_scope,'
        b' error_description="More, please", scope="orders.read"',
        status=b"403 Forbidden",
    )
    assert await pair.said() == [
        'warning: The token lacks scope "orders.read": 403 insufficient_scope',
        '  API message: "More, please"',
        '  The API requires "orders.read"; the token has "profile".',
        '  Ask the provider to allow scope "orders.read" for client "m2m".',
    ]


async def test_a_scope_that_only_the_body_says_is_missing(pair: Pair) -> None:
    body = b'{"error": "insufficient_scope", "error_description": "orders.write is needed"}'
    pair.give("opaque", scope="orders.read")
    pair.refuse(b"Content-Type: application/json", status=b"403 Forbidden", body=body)
    assert await pair.said() == [
        "warning: The token lacks a scope: 403 insufficient_scope",
        '  API message: "orders.write is needed"',
        '  The token has "orders.read".',
        "  Ask the provider of the API which scope it requires.",
    ]


async def test_a_scope_that_the_body_names(pair: Pair) -> None:
    body = b'{"error": "insufficient_scope", "scope": "orders.write"}'
    pair.give("opaque", scope="orders.read")
    pair.refuse(b"Content-Type: application/json", status=b"403 Forbidden", body=body)
    assert (await pair.said())[-1] == '  Add "orders.write" to scope (environments/dev.toml:11).'


async def test_a_403_that_only_names_a_scope(pair: Pair) -> None:
    pair.give("opaque", scope="orders.read")
    pair.refuse(b'WWW-Authenticate: Bearer scope="orders.write"', status=b"403 Forbidden")
    assert (await pair.said())[-1] == '  Add "orders.write" to scope (environments/dev.toml:11).'
    pair.refuse(b'WWW-Authenticate: Bearer scope="orders.read"', status=b"403 Forbidden")
    assert await pair.said() == []

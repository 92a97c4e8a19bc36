"""What is advised where the server knows the client: whom to ask, and where a new secret goes."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from tests.unit.oauth.response_readings import client_with, response_of

from outrider.errors import AuthorizationError, SourceLocation
from outrider.model.value_source import ValueSource
from outrider.oauth.refused_state import put_into
from outrider.oauth.token_response import read_token_response

PLACE = SourceLocation("environments/dev.toml", ("secrets", "s"), 4)


def told(
    words: str, status: int = 403, settings: Mapping[str, str] = {}, **members: str
) -> tuple[str, str]:
    body = json.dumps({"message": words, **members})
    own = {"client_id": "m2m", "client_secret": "x", "scope": "read bills", **settings}
    client = client_with({}, **own)
    with pytest.raises(AuthorizationError) as caught:
        read_token_response(response_of(body, status), "https://login.example/token", client)
    return caught.value.why, caught.value.advice


def test_the_one_that_is_suspended_is_named_and_whom_the_server_would_have_asked() -> None:
    why, advice = told("Tenant 'acme' was suspended (unpaid). Contact billing@example.com.")
    assert why == 'The server says that the tenant is suspended; client "m2m" belongs to it.'
    assert advice == "Ask the provider (billing@example.com) to activate the tenant again."
    why, advice = told("The client is disabled")
    assert why == 'Client "m2m" is disabled at the provider.'
    assert advice == "Ask the provider to enable it."


@pytest.mark.parametrize("words", ["The user account is disabled", "Account 'u' was suspended"])
def test_the_account_of_a_password_is_named_where_it_is_meant(words: str) -> None:
    person = {"grant_type": "password", "username": "ops", "password": "x"}
    assert told(words, 400, person)[0] == 'Account "ops" is disabled at the provider.'


def test_a_network_that_is_not_allowed_is_named_by_its_address() -> None:
    assert "to allow 203.0.113.7." in told("Client ip 203.0.113.7 is not in the allowed list")[1]
    assert "to change the policy." in told("request from unauthorized network")[1]


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("read from DEV_SECRET", 'put it into DEV_SECRET (secret "s", environments/dev.toml:4)'),
        ("from .env:3", 'set secret "s" (environments/dev.toml:4), from .env:3, to it'),
        ("", 'set secret "s" (environments/dev.toml:4) to it'),
    ],
)
def test_a_new_secret_goes_where_the_old_one_came_from(origin: str, words: str) -> None:
    assert put_into(ValueSource("client_secret", PLACE, "s", origin)) == words


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Scope bills is unknown", 'The server does not know scope "bills".'),
        ("bills is not a valid scope for this client", 'Client "m2m" may not use scope "bills".'),
        ("read and bills are unknown", "The server does not know a part of scope "),
        ("read and bills exceed the grant", 'Client "m2m" may not use a part of scope "read'),
        (
            "no",
            '"read bills" was sent: the server does not know a part of it, or client "m2m" may not',
        ),
    ],
)
def test_the_scope_that_is_named_and_what_is_said_of_it(words: str, why: str) -> None:
    found, advice = told(words, 400, error="invalid_scope")
    assert found.startswith(why)
    assert advice.endswith("; if it is right, ask the provider to allow it for the client.")

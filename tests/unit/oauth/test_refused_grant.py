"""What a server means that refuses a grant, and which grant is to be allowed."""

from __future__ import annotations

import json

import pytest
from tests.unit.oauth.response_readings import client_with

from outrider.errors import AuthorizationError
from outrider.model.message import ResponseMessage
from outrider.oauth.token_response import read_token_response


def told(code: str, words: str, **settings: str) -> tuple[str, str]:
    body = json.dumps({"error": code, "error_description": words}).encode()
    reply = ResponseMessage(400, "", "HTTP/1.1", (("Content-Type", "application/json"),), body)
    with pytest.raises(AuthorizationError) as caught:
        read_token_response(reply, "https://login.example/token", client_with({}, **settings))
    return caught.value.why, caught.value.advice


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        ("client_credentials", "client credentials"),
        ("password", "the password grant"),
        ("authorization_code", "the authorization code grant"),
        ("urn:ietf:params:oauth:grant-type:device_code", "the device code grant"),
        ("urn:ietf:params:oauth:grant-type:token-exchange", "the grant of RFC 8693"),
        ("urn:example:grant", "urn:example:grant"),
    ],
)
def test_the_grant_to_be_allowed_is_named_as_people_say_it(grant: str, words: str) -> None:
    why, advice = told("unauthorized_client", "Grant not enabled", grant_type=grant)
    assert why == f"The client is known, but may not use {grant}."
    assert advice == f"Allow {words} for it at the provider."


def test_service_accounts_are_of_client_credentials() -> None:
    words = "Client not enabled to retrieve service account"
    assert "(Keycloak: service accounts)" in told("unauthorized_client", words)[1]
    advice = told("unauthorized_client", words, grant_type="password")[1]
    assert advice == "Allow the password grant for it at the provider."

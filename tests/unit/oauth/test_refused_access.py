"""What only a person or the provider can give, by the server's words."""

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
    ("code", "words", "why"),
    [
        ("unauthorized_client", "This is a public client", "public client"),
        ("invalid_client", "The client must be a confidential client", "public client"),
        ("invalid_grant", "User has no permission for the API", "no permission"),
        ("unauthorized_client", "App not authorized to access 'https://o'", "no permission"),
        ("invalid_client", "cannot fetch JWKS: timeout", "jwks_uri"),
        ("invalid_client", "jwks_uri could not be reached", "jwks_uri"),
        ("invalid_software_statement", "", "RFC 7591"),
        ("interaction_required", "", "a person to sign in"),
        ("consent_required", "", "Nobody has consented"),
    ],
)
def test_the_words_name_the_cause(code: str, words: str, why: str) -> None:
    assert why in told(code, words)[0]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_scope", "public clients may not use this scope"),
        ("unauthorized_client", "Grant type client_credentials not allowed for the client"),
        ("invalid_client", "No key of the JWKS has this kid"),
    ],
)
def test_what_is_not_about_access_is_left_to_others(code: str, words: str) -> None:
    why = told(code, words)[0]
    assert not any(said in why for said in ("no permission", "registered as", "jwks_uri"))


def test_a_password_has_no_second_factor() -> None:
    why, advice = told(
        "invalid_grant",
        "Multi-factor authentication is required",
        grant_type="password",
        username="u",
    )
    assert why == 'The account "u" needs a second factor, which the password grant cannot give.'
    assert 'grant_type = "authorization_code"' in advice


def test_a_public_client_has_no_secret() -> None:
    words = "Client is public so no 'client_secret' should be presented."
    why, advice = told("invalid_client", words, grant_type="authorization_code")
    assert why == "The client is registered as a public client, which has no secret; one was sent."
    assert 'token_endpoint_auth_method = "none"' in advice
    assert "may not use client_credentials" in told("invalid_client", words)[0]

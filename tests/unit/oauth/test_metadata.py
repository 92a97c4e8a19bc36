"""What metadata names for clients with a certificate (RFC 8705 §5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.errors import MalformedTokenResponse, Severity, SourceLocation
from outrider.model.message import ResponseMessage
from outrider.oauth.metadata import (
    ServerMetadata,
    issuer_fault,
    read_metadata,
    require_absolute,
)
from outrider.oauth.token_client import TokenClient

ISSUER = "https://login.example.com"
TOKEN = {"token_endpoint": f"{ISSUER}/token"}


def read(**members: Any) -> ServerMetadata:
    body = json.dumps({"issuer": ISSUER, **TOKEN, **members}).encode()
    reply = ResponseMessage(200, "OK", "1.1", (("Content-Type", "application/json"),), body)
    return read_metadata(reply, ISSUER, f"{ISSUER}/.well-known/openid-configuration")


def test_aliases_are_endpoints_of_their_own() -> None:
    found = read(
        mtls_endpoint_aliases={
            "token_endpoint": "https://mtls.example.com/token",
            "revocation_endpoint": "https://mtls.example.com/revoke",
        }
    )
    assert found.endpoints == TOKEN
    assert found.mtls_endpoints == {
        "token_endpoint": "https://mtls.example.com/token",
        "revocation_endpoint": "https://mtls.example.com/revoke",
    }


@pytest.mark.parametrize(
    "aliases",
    [None, 5, "x", [], {}, {"token_endpoint": 5}, {"token_endpoint": "/token"}, {"issuer": "x"}],
)
def test_what_is_no_alias_is_left_out(aliases: object) -> None:
    assert read(mtls_endpoint_aliases=aliases).mtls_endpoints == {}


PLACE = SourceLocation("environments/dev.toml", ("auth", "default", "issuer"))


@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.example.com/token",
        "https://login.example.com/oauth2/v1/token/",
        "https://login.example.com/connect/accessToken",
    ],
)
def test_an_issuer_that_ends_like_a_token_endpoint_is_remarked_on(issuer: str) -> None:
    fault = issuer_fault(issuer, PLACE)
    assert fault is not None
    assert (fault.severity, fault.place) == (Severity.WARNING, PLACE)
    assert f'set token_endpoint = "{issuer}" instead' in fault.advice


@pytest.mark.parametrize(
    "issuer",
    ["https://token", "https://token.example.com/", "https://h/tokens-of-mine", "https://h/x"],
)
def test_another_issuer_is_not(issuer: str) -> None:
    assert issuer_fault(issuer, PLACE) is None


@pytest.mark.parametrize("key", ["device_authorization_endpoint", "revocation_endpoint"])
def test_a_relative_endpoint_is_told_with_the_line_to_write(key: str) -> None:
    client = TokenClient().at(key)
    with pytest.raises(MalformedTokenResponse) as caught:
        require_absolute("/x", TOKEN["token_endpoint"], client)
    assert caught.value.what == f'The issuer metadata has a relative {key}: "/x".'
    assert f'{key} = "{ISSUER}/x"' in caught.value.advice
    require_absolute(f"{ISSUER}/x", TOKEN["token_endpoint"], client)


@pytest.mark.parametrize("named", ["http://login.example.com", "http://10.0.0.7:8080/auth"])
def test_an_issuer_without_tls_is_advised_to_nobody(named: str) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read(issuer=named, token_endpoint="http://login.example.com/token")
    assert caught.value.what == "The metadata names its issuer with http://."
    assert f'token_endpoint = "{ISSUER}/token"' in caught.value.advice
    assert "http://" not in caught.value.advice

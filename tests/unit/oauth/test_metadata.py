"""What metadata names for clients with a certificate (RFC 8705 §5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.model.message import ResponseMessage
from outrider.oauth.metadata import ServerMetadata, read_metadata

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

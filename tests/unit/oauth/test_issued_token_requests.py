"""What servers say when a token is introspected or revoked, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.oauth.response_readings import client_with, response_of

from outrider.errors import AuthorizationError, MalformedTokenResponse, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.oauth.issued_token_requests import (
    about_token,
    read_introspection,
    read_revocation,
)
from outrider.oauth.server_endpoints import INTROSPECTION, REVOCATION
from outrider.oauth.token_client import TokenClient

URL = "https://login.example.com/about"
PLACE = "introspection_endpoint (environments/dev.toml:5)"
ALLOW = 'Ask the provider to allow introspection for client "orders".'
OTHERS = (
    'The token endpoint accepts client "orders", but this endpoint does not: it may be for other '
    "clients only."
)


def client(key: str = INTROSPECTION, **settings: str) -> TokenClient:
    known = {"client_id": "orders", "client_secret": "x", key: URL, **settings}
    return replace(client_with({}, **known), endpoint_key=key)


def refusal(reply: ResponseMessage, of: TokenClient | None = None) -> AuthorizationError:
    with pytest.raises(AuthorizationError) as caught:
        read_introspection(reply, URL, of or client())
    assert caught.value.masked
    return caught.value


@pytest.mark.parametrize(
    ("body", "active"),
    [
        ({"active": True, "scope": "orders.read", "exp": 1}, True),
        ({"active": False}, False),
        (b'\xef\xbb\xbf{"active": true}', True),
        ('{"active": true}'.encode("utf-16"), True),
    ],
)
def test_a_server_says_whether_a_token_is_active(body: Any, active: bool) -> None:
    assert read_introspection(response_of(body), URL, client()).active is active


ODD: list[tuple[ResponseMessage, str, str, str]] = [
    (
        response_of(b"", kind=""),
        "The introspection endpoint returned an empty body: 200 OK",
        "RFC 7662 requires a JSON object that says whether the token is active.",
        f"Check {PLACE}.",
    ),
    (
        response_of({}),
        "The introspection response does not say whether the token is active: 200 OK",
        "The JSON object is empty.",
        f"Check {PLACE}.",
    ),
    (
        response_of({"status": "ok"}),
        "The introspection response does not say whether the token is active: 200 OK",
        "The JSON has: status.",
        f"Check {PLACE}.",
    ),
    (
        response_of({"active": "true"}),
        "The introspection response does not say whether the token is active: 200 OK",
        'The member active is "true", not true or false.',
        f"Check {PLACE}.",
    ),
    (
        response_of([]),
        "The introspection response is not a JSON object: 200 OK",
        'The response was "[]".',
        f"Check {PLACE}.",
    ),
    (
        response_of("<!doctype html><title>Log in</title>", kind="text/html"),
        "The introspection endpoint returned an HTML page: 200 OK",
        "It is probably a login page.",
        f"Check {PLACE}.",
    ),
    (
        response_of("eyJh.eyJi.c2ln", kind="application/token-introspection+jwt"),
        "The introspection response is signed (RFC 9701).",
        "Outrider reads introspection responses in JSON only.",
        'Ask the provider to set introspection_signed_response_alg to none for client "orders".',
    ),
    (
        response_of(b"", 401, kind=""),
        "Introspection request refused: 401 Unauthorized",
        OTHERS,
        ALLOW,
    ),
    (
        response_of({"error": "invalid_client"}, 401),
        "Introspection request refused: 401 invalid_client",
        OTHERS,
        ALLOW,
    ),
    (
        response_of({"error": "invalid_client"}, 400),
        "Introspection request refused: 400 invalid_client",
        OTHERS,
        ALLOW,
    ),
    (
        response_of("<html>Forbidden</html>", 403, kind="text/html"),
        "Introspection request refused: 403 Forbidden",
        OTHERS,
        ALLOW,
    ),
    (
        response_of(b"", 401, kind="", **{"WWW-Authenticate": 'Bearer realm="x"'}),
        "Introspection request refused: 401 Unauthorized",
        "This endpoint requires an access token of its own, not a client's credentials.",
        ALLOW,
    ),
    (
        response_of("not here", 404, kind="text/plain"),
        "Introspection endpoint not found: 404 Not Found",
        "The host responds, but has nothing at this path.",
        f"Check the path of {PLACE}.",
    ),
    (
        response_of(b"", 405, kind=""),
        "The introspection endpoint does not accept POST: 405 Method Not Allowed",
        "",
        f"Check the path of {PLACE}.",
    ),
    (
        response_of({"error": "invalid_request"}, 400),
        "Introspection request refused: 400 invalid_request",
        "",
        f"Check {PLACE} against the provider's documentation.",
    ),
    (
        response_of({"error": "invalid_token"}),
        "Introspection request refused: 200 invalid_token",
        "",
        f"Check {PLACE} against the provider's documentation.",
    ),
    (
        response_of(b"", 302, Location="https://o.example.com/x"),
        "The introspection endpoint redirects to https://o.example.com/x (302).",
        "Outrider does not follow it: the request carries the client's credentials.",
        "If you trust that address, add introspection_endpoint = "
        '"https://o.example.com/x" to [auth.default] (environments/dev.toml:5).',
    ),
    (
        response_of(b"", 503, **{"Retry-After": "30"}),
        "The authorization server failed: 503 Service Unavailable",
        "The error is on the server's side.",
        "Try again in 30 s (Retry-After).",
    ),
]


@pytest.mark.parametrize(("reply", "what", "why", "advice"), ODD)
def test_any_other_response_is_told_in_plain_words(
    reply: ResponseMessage, what: str, why: str, advice: str
) -> None:
    error = refusal(reply)
    assert (error.what, error.why, error.advice) == (what, why, advice)
    assert not error.rejects_credentials


def test_a_public_client_is_told_that_it_does_not_authenticate() -> None:
    public = client(token_endpoint_auth_method="none")
    error = refusal(response_of({"error": "invalid_client"}, 401), public)
    assert error.why == (
        'Client "orders" does not authenticate (token_endpoint_auth_method = "none").'
    )


@pytest.mark.parametrize(
    "reply",
    [
        response_of(b"", kind=""),
        response_of({}),
        response_of({"active": False}),
        response_of("OK", kind="text/plain"),
        response_of(b"", 204, kind=""),
    ],
)
def test_a_status_of_success_says_that_a_token_is_revoked(reply: ResponseMessage) -> None:
    read_revocation(reply, URL, client(REVOCATION))


def test_a_token_that_the_server_does_not_revoke_is_told() -> None:
    reply = response_of({"error": "unsupported_token_type"}, 400)
    for hint, kind in (("access_token", "access tokens"), ("refresh_token", "refresh tokens")):
        with pytest.raises(TokenRefused) as caught:
            read_revocation(reply, URL, client(REVOCATION), hint)
        assert caught.value.why == f"The server does not revoke {kind}."
        assert caught.value.what == "Revocation request refused: 400 unsupported_token_type"


def test_a_login_page_has_revoked_nothing() -> None:
    page = response_of("<html><title>Log in</title>", kind="text/html")
    with pytest.raises(MalformedTokenResponse, match="revocation endpoint returned an HTML page"):
        read_revocation(page, URL, client(REVOCATION))


def test_the_request_names_the_token_and_its_kind() -> None:
    request = about_token(REVOCATION, URL, Secret("refr3sh"), "refresh_token")
    names = [(name, value) for name, value in request.parameters]
    assert names == [("token", Secret("refr3sh")), ("token_type_hint", "refresh_token")]
    assert request.leg == "refresh token"

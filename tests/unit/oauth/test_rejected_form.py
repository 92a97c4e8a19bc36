"""A token that is rejected for its key, its form, or its instance."""

from __future__ import annotations

import pytest

from outrider.oauth.refusal_facts import ApiRefusal, TokenOrigin
from outrider.oauth.rejected_form import no_jwt, other_instance, other_key


def refusal(message: str, *, is_opaque: bool = True) -> ApiRefusal:
    return ApiRefusal(
        401, "No", "https://a.example", "a.example", message=message, is_opaque=is_opaque
    )


@pytest.mark.parametrize(
    "message",
    [
        "Jwks doesn't have key to match kid or alg from Jwt",
        "The signature key was not found",
        "Signature verification failed",
        "IDX10503: Signature validation failed",
        "invalid signature",
        "no matching key in the JWKS",
        "Unable to find a signing key that matches: 'a'",
    ],
)
def test_the_api_does_not_know_the_key(message: str) -> None:
    found = other_key(refusal(message), TokenOrigin("[auth.default]", server_key="issuer"))
    assert found is not None
    assert "issuer{place} and {url} are of the same environment" in found.advice


@pytest.mark.parametrize("message", ["", "token expired", "the API key is missing", "bad audience"])
def test_other_words_are_not_about_the_key(message: str) -> None:
    assert other_key(refusal(message), TokenOrigin("[auth.default]")) is None


@pytest.mark.parametrize(
    "message",
    [
        "Malformed token: expected 3 parts, got 1",
        "jwt malformed",
        "Not a valid JWT",
        "token contains an invalid number of segments: must have three segments",
        "Invalid JWT serialization: Missing dot delimiter(s)",
        "Unable to decode token",
    ],
)
def test_an_opaque_token_where_a_jwt_is_wanted(message: str) -> None:
    assert no_jwt(refusal(message)) is not None
    assert no_jwt(refusal(message, is_opaque=False)) is None


def test_salesforce_wants_its_instance() -> None:
    found = other_instance(
        refusal("Session expired or invalid"),
        TokenOrigin("[auth.default]", instance="https://acme.my.salesforce.com"),
    )
    assert found is not None
    assert "https://acme.my.salesforce.com" in found.advice
    unnamed = other_instance(refusal("Session expired or invalid"), TokenOrigin("[auth.default]"))
    assert unnamed is not None
    assert "to that of instance_url." in unnamed.advice
    assert other_instance(refusal("Token expired"), TokenOrigin("[auth.default]")) is None

"""Which of its claims made an assertion fail, by words that servers are known to say."""

from __future__ import annotations

import json

import pytest
from tests.rfc_keys import EC_TEXT

from outrider.errors import AuthorizationError, MalformedTokenResponse, SourceLocation, TokenRefused
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, Secret, masked
from outrider.model.workspace import SecretRef
from outrider.oauth.token_client import TokenClient
from outrider.oauth.token_response import read_token_response

ENDPOINT = "https://login.example.com/token"
PLACE = SourceLocation("environments/dev.toml", ("auth", "default"))


def client(method: str = "private_key_jwt", **more: str) -> TokenClient:
    proof = "private_key" if method == "private_key_jwt" else "client_secret"
    values: dict[str, MaybeSecret] = {
        "client_id": "orders",
        "token_endpoint_auth_method": method,
        proof: Secret(EC_TEXT),
        **more,
    }
    written = {name: masked(value) for name, value in values.items()}
    config = AuthConfig("oauth2", written, name="default", place=PLACE)
    return TokenClient(ResolvedAuth(config, values))


def refusal(
    words: str,
    status: int = 401,
    error: str = "invalid_client",
    of: TokenClient | None = None,
    **more: str,
) -> str:
    body = json.dumps({"error": error, "error_description": words}).encode()
    reply = ResponseMessage(status, "Refused", "1.1", (("Content-Type", "application/json"),), body)
    with pytest.raises((TokenRefused, MalformedTokenResponse)) as caught:
        read_token_response(reply, ENDPOINT, of or client(**more))
    raised: AuthorizationError = caught.value
    return f"{raised.why} | {raised.advice}"


AUDIENCE = "The server expects another audience in the assertion; "
TIME = "The server says that the assertion has expired or is not valid yet. | Check the clock"
KEY = 'The server found no key of client "orders" that signed the assertion. | Add key_id'
SIGNATURE = 'The server could not verify the assertion: it has another key for client "orders". | '
SEEN = "The server says that it has had this assertion before. | Try again."
SUBJECT = 'The server does not accept iss and sub of the assertion, which are "orders". | Check'
TABLE = {
    "AADSTS700023: Client assertion audience claim does not match Realm issuer.": AUDIENCE,
    "The audience claim for client_assertion must be the endpoint invoked.": AUDIENCE,
    "Claim 'aud' from 'client_assertion' must match the authorization server's token endpoint": (
        AUDIENCE
    ),
    "Claim 'jti' from 'client_assertion' MUST only be used once.": SEEN,
    "Token reuse detected: jti already used": SEEN,
    "AADSTS700024: Client assertion is not within its valid time range. Current time: x": TIME,
    "Token is not active": TIME,
    "The client_assertion token is expired.": TIME,
    "JWT issued in the future": TIME,
    "exp claim failed": TIME,
    "The JSON Web Token uses signing key with kid 'x', which could not be found.": KEY,
    "Unable to find a matching key for the client": KEY,
    "No applicable key found in the JSON Web Key Set": KEY,
    "The kid is invalid.": KEY,
    "AADSTS50013: Assertion failed signature validation.": SIGNATURE,
    "Signature on JWT token failed validation": SIGNATURE,
    "Unable to verify the integrity of the 'client_assertion' value.": SIGNATURE,
    "The issuer of the assertion must match client_id": SUBJECT,
    "alg mismatch": 'The server does not accept the algorithm of the assertion for client "orders"',
    "AADSTS700027: The certificate with identifier used to sign the client assertion is not "
    "registered on application.": "The server looks for a certificate by its thumbprint, and none",
    "Client authentication failed (e.g., unknown client, no client authentication included)": (
        'The server did not accept client_id "orders" or its private key, sent as a signed '
        "assertion (private_key_jwt). | Check that the provider has the public key of private_key"
    ),
    "": 'The server did not accept client_id "orders" or its private key, sent as a signed',
    "The client was not found.": 'The server does not know client "orders".',
    "The client is disabled.": 'Client "orders" is disabled at the provider.',
}


@pytest.mark.parametrize("words", TABLE)
def test_the_claim_is_named_from_the_words_of_the_server(words: str) -> None:
    assert refusal(words).startswith(TABLE[words])


@pytest.mark.parametrize("status", [200, 400, 401, 403])
@pytest.mark.parametrize("error", ["invalid_client", "invalid_request", "invalid_grant"])
def test_status_and_code_do_not_matter(status: int, error: str) -> None:
    assert refusal("wrong aud", status, error).startswith(AUDIENCE)


def test_what_is_set_is_what_is_to_be_changed() -> None:
    said = refusal("no such kid", key_id="k-1")
    assert said.startswith('The server has no key "k-1" for client "orders". | Check key_id')
    said = refusal("unknown certificate", x5t="x5t")
    assert said.startswith('The server does not know the certificate of client "orders". | Check')
    said = refusal("exp is too far away, which exceeds the lifetime", assertion_lifetime="86400")
    assert said == (
        "The assertion is valid for longer than the server allows: 86400 s. | "
        "Set assertion_lifetime = 60 (environments/dev.toml)."
    )
    said = refusal("bad aud", assertion_audience="https://a.test")
    assert said.endswith("| Remove assertion_audience (environments/dev.toml).")
    said = refusal("bad alg", token_endpoint_auth_signing_alg="ES256")
    assert "| Set token_endpoint_auth_signing_alg = " in said


def test_an_assertion_by_a_secret_has_a_secret_to_check() -> None:
    said = refusal("invalid signature", method="client_secret_jwt")
    assert said.endswith("| Check client_secret (environments/dev.toml).")
    assert "key_id" not in refusal("kid not found", method="client_secret_jwt")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bad aud", "The server expects another audience in the assertion. | Change the audience"),
        ("jti was used", "The server says that it has had this assertion before. | Check that"),
        ("AADSTS700024: not within its valid time range", "The server says that the assertion has"),
        (
            "AADSTS70021: No matching federated identity record found for presented assertion "
            "subject",
            'The server does not trust this assertion for client "orders". | Check that the',
        ),
        ("", 'The server did not accept the assertion for client "orders" (private_key_jwt). | '),
    ],
)
def test_an_assertion_from_elsewhere_has_a_source_to_change(words: str, said: str) -> None:
    source = SecretRef("client_assertion", "file", {"file": "t"}, PLACE)
    values: dict[str, MaybeSecret] = {
        "client_id": "orders",
        "token_endpoint_auth_method": "private_key_jwt",
    }
    written = {name: masked(value) for name, value in values.items()}
    sources = {"client_assertion": source}
    config = AuthConfig("oauth2", written, sources, name="default", place=PLACE)
    told = refusal(words, of=TokenClient(ResolvedAuth(config, values)))
    assert told.startswith(said)
    assert "client_assertion (environments/dev.toml)" in told


@pytest.mark.parametrize(
    ("words", "error"),
    [("The scope is expired", "invalid_scope"), ("kid", "unsupported_grant_type")],
)
def test_what_is_about_something_else_is_told_so(words: str, error: str) -> None:
    assert "assertion" not in refusal(words, 400, error)
    assert "assertion" not in refusal("bad aud", 500, "server_error")
    assert "The server expects" not in refusal("bad aud", method="client_secret_basic")

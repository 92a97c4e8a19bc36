"""Metadata that was read without TLS leads to no other host, whatever the endpoint."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from outrider.engine.tokens.metadata_trust import require_same_host, require_tls
from outrider.errors import MalformedTokenResponse, TokenEndpointFailed
from outrider.oauth.token_client import TokenClient

KEYS = (
    "token_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "device_authorization_endpoint",
    "pushed_authorization_request_endpoint",
    "authorization_endpoint",
)


@pytest.mark.parametrize("key", KEYS)
def test_another_host_is_refused_and_named(key: str) -> None:
    client = replace(TokenClient(), endpoint_key=key)
    with pytest.raises(MalformedTokenResponse) as caught:
        require_same_host("http://other.example/x", "http://login.example", client)
    article = "an" if key.startswith(("i", "a")) else "a"
    words = f"{article} {key.replace('_', ' ')}"
    assert caught.value.what == (
        f"The issuer metadata names {words} on another host: http://other.example/x"
    )
    assert f'{key} = "http://other.example/x"' in caught.value.advice


@pytest.mark.parametrize(
    ("endpoint", "issuer"),
    [
        ("https://other.example/x", "https://login.example"),
        ("http://login.example:8080/x", "http://login.example"),
        ("http://other.example/x", "http://127.0.0.1:8080"),
        ("http://other.example/x", ""),
    ],
)
def test_with_tls_on_this_machine_or_on_the_same_host_it_is_used(
    endpoint: str, issuer: str
) -> None:
    require_same_host(endpoint, issuer, replace(TokenClient(), endpoint_key=KEYS[1]))


@pytest.mark.parametrize("key", KEYS)
def test_one_without_tls_is_refused_unless_the_environment_allows_it(key: str) -> None:
    client = TokenClient(endpoint_key=key, environment_file="environments/dev.toml")
    with pytest.raises(TokenEndpointFailed) as caught:
        require_tls("http://login.example/x", client, is_allowed=False)
    words = key.replace("_", " ")
    assert caught.value.what == (
        f"The issuer's metadata names an unencrypted {words}: http://login.example/x."
    )
    assert ("sign-in" in caught.value.why) == (key == "authorization_endpoint")
    assert caught.value.advice.endswith("true in environments/dev.toml.")
    require_tls("http://login.example/x", client, is_allowed=True)
    for endpoint in ("https://login.example/x", "http://127.0.0.1:8080/x", "http://localhost/x"):
        require_tls(endpoint, client, is_allowed=False)

"""A client that proves itself by its certificate names itself in the form, and nothing else."""

import pytest

from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.oauth.client_auth import find_client_auth, proves_by_certificate
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

REQUEST = TokenRequest("https://login.example.com/token", (("grant_type", "client_credentials"),))
AUTH = ResolvedAuth(AuthConfig("oauth2"), {"client_id": "orders"})


@pytest.mark.parametrize("name", ["tls_client_auth", "self_signed_tls_client_auth"])
def test_only_the_client_id_is_sent(name: str) -> None:
    method = find_client_auth(name)
    assert method is not None
    assert proves_by_certificate(name)
    made = method.authenticate(REQUEST, AUTH, ClientAuthContext(0.0, lambda: "id"))
    assert made.parameters == (*REQUEST.parameters, ("client_id", "orders"))
    assert not made.headers
    assert made.tls is None, "the environment's own certificate, for the API as well"


def test_what_the_provider_has_is_told_apart() -> None:
    said = {
        name: method.when_refused(TokenClient(AUTH)).text
        for name in ("tls_client_auth", "self_signed_tls_client_auth")
        if (method := find_client_auth(name)) is not None
    }
    assert "subject of this certificate" in said["tls_client_auth"]
    assert "registered with this certificate" in said["self_signed_tls_client_auth"]


@pytest.mark.parametrize("name", ["none", "private_key_jwt", "client_secret_basic", "magic", ""])
def test_other_methods_need_none(name: str) -> None:
    assert not proves_by_certificate(name)

"""The assertion of client_secret_jwt, read back with a library that checks it."""

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest

ENDPOINT = "https://login.example.com/token"
SECRET = "CANARY-0123456789abcdef0123456789abcdef"


def assertion(number: int = 1, **more: str) -> tuple[dict[str, str], TokenRequest]:
    method = find_client_auth("client_secret_jwt")
    assert method is not None
    settings: dict[str, MaybeSecret] = {
        "client_id": "orders",
        "client_secret": Secret(SECRET),
        "token_endpoint_auth_signing_alg": "HS256",
        **more,
    }
    auth = ResolvedAuth(AuthConfig("oauth2"), settings)
    context = ClientAuthContext(now=1_000.0, new_id=lambda: f"id-{number}")
    request = TokenRequest(ENDPOINT, (("grant_type", "client_credentials"),))
    dressed = method.authenticate(request, auth, context)
    return {name: reveal(value) for name, value in dressed.parameters}, dressed


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_assertion_says_who_for_whom_and_how_long(algorithm: str) -> None:
    parameters, _ = assertion(token_endpoint_auth_signing_alg=algorithm)
    key = OctKey.import_key(SECRET)
    token = jwt.decode(parameters["client_assertion"], key, algorithms=[algorithm])
    assert token.header["alg"] == algorithm
    assert token.claims == {
        "iss": "orders",
        "sub": "orders",
        "aud": ENDPOINT,
        "jti": "id-1",
        "iat": 1000,
        "exp": 1060,
    }
    assert parameters["client_assertion_type"].endswith(":jwt-bearer")
    assert parameters["client_id"] == "orders"
    assert "client_secret" not in parameters


def test_another_secret_does_not_verify_it() -> None:
    parameters, _ = assertion()
    other = OctKey.import_key("x" * 40)
    with pytest.raises(JoseError):
        jwt.decode(parameters["client_assertion"], other, algorithms=["HS256"])


def test_each_request_has_an_assertion_of_its_own() -> None:
    assert assertion(1)[0]["client_assertion"] != assertion(2)[0]["client_assertion"]


def test_the_audience_can_be_chosen() -> None:
    parameters, _ = assertion(assertion_audience="https://login.example.com")
    token = jwt.decode(parameters["client_assertion"], OctKey.import_key(SECRET), ["HS256"])
    assert token.claims["aud"] == "https://login.example.com"


def test_the_lifetime_can_be_chosen_and_several_audiences() -> None:
    parameters, _ = assertion(
        assertion_audience="https://a.example.com\nhttps://b.example.com", assertion_lifetime="5"
    )
    token = jwt.decode(parameters["client_assertion"], OctKey.import_key(SECRET), ["HS256"])
    assert token.claims["aud"] == ["https://a.example.com", "https://b.example.com"]
    assert token.claims["exp"] - token.claims["iat"] == 5


def test_neither_the_secret_nor_the_assertion_is_shown() -> None:
    parameters, dressed = assertion()
    assert "CANARY" not in repr(dressed)
    assert parameters["client_assertion"] not in repr(dressed)
    assert SECRET not in "".join(parameters.values())

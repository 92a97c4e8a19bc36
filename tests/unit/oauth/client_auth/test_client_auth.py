"""How each method writes the client's credentials on the wire."""

from base64 import b64decode, b64encode
from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rfc_keys import EC_JWK, EC_TEXT

from outrider.errors import ResolveError
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import header_value
from outrider.model.secret import MaybeSecret, Secret, masked, reveal
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS, find_client_auth
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

REQUEST = TokenRequest("https://login.example.com/token", (("grant_type", "client_credentials"),))
CONTEXT = ClientAuthContext(now=0.0, new_id=lambda: "id")


def auth(client_id: str, secret: str, **more: str) -> ResolvedAuth:
    settings: dict[str, MaybeSecret] = {
        "client_id": client_id,
        "client_secret": Secret(secret),
        **more,
    }
    return ResolvedAuth(AuthConfig("oauth2"), settings)


def dress(method: str, given_auth: ResolvedAuth) -> TokenRequest:
    found = find_client_auth(method)
    assert found is not None
    return found.authenticate(REQUEST, given_auth, CONTEXT)


def basic_value(request: TokenRequest) -> str:
    value = header_value(request.headers, "authorization")
    assert isinstance(value, Secret)
    scheme, encoded = reveal(value).split(" ")
    assert scheme == "Basic"
    return b64decode(encoded).decode()


def test_basic_encodes_id_and_secret_before_base64() -> None:
    """A known answer: RFC 6749 §2.3.1 with a space as %20."""
    dressed = dress("client_secret_basic", auth("my:id", "p%s+w d&é"))
    assert basic_value(dressed) == "my%3Aid:p%25s%2Bw%20d%26%C3%A9"


def test_basic_leaves_plain_credentials_alone() -> None:
    assert basic_value(dress("client_secret_basic", auth("s6Bh~x", "a.B-c_d"))) == "s6Bh~x:a.B-c_d"


def test_raw_basic_encodes_nothing() -> None:
    dressed = dress("client_secret_basic", auth("id", "a:b%c +", basic_encoding="raw"))
    assert basic_value(dressed) == "id:a:b%c +"


def test_raw_basic_refuses_a_colon_in_the_id() -> None:
    with pytest.raises(ResolveError) as caught:
        dress("client_secret_basic", auth("my:id", "x", basic_encoding="raw"))
    assert caught.value.advice


@given(st.text(min_size=1), st.text(min_size=1))
def test_both_kinds_of_decoders_read_the_credentials_back(client_id: str, secret: str) -> None:
    """Form decoders and percent decoders alike: the two camps of servers."""
    try:
        (client_id + secret).encode()
    except UnicodeEncodeError:
        return
    user, _, password = basic_value(
        dress("client_secret_basic", auth(client_id, secret))
    ).partition(":")
    for decode in (unquote, unquote_plus):
        assert (decode(user), decode(password)) == (client_id, secret)


def test_post_adds_both_parameters_and_no_header() -> None:
    dressed = dress("client_secret_post", auth("id", "a&b"))
    assert not dressed.headers
    assert [(name, reveal(value)) for name, value in dressed.parameters] == [
        ("grant_type", "client_credentials"),
        ("client_id", "id"),
        ("client_secret", "a&b"),
    ]


def test_none_sends_only_the_id() -> None:
    dressed = dress("none", auth("id", "unused-secret"))
    assert dressed.parameters[-1] == ("client_id", "id")
    assert len(dressed.parameters) == 2
    assert not dressed.headers


@pytest.mark.parametrize("method", CLIENT_AUTH_METHODS, ids=lambda method: method.name)
def test_no_method_shows_the_secret(method: object) -> None:
    name = getattr(method, "name", "")
    found = find_client_auth(name)
    assert found is not None
    defaults = {one.name: one.default for one in found.fields if one.default is not None}
    defaults["private_key"] = EC_TEXT
    dressed = dress(name, auth("client", "CANARY-secret", **defaults))
    assert EC_JWK["d"] not in repr(dressed)
    assert "CANARY" not in repr(dressed)
    encoded = b64encode(b"client:CANARY-secret").decode()
    assert encoded not in repr(dressed)
    assert all("CANARY" not in masked(value) for _, value in dressed.parameters)


def advice(method: str, client_id: str, secret: str, **more: str) -> str:
    found = find_client_auth(method)
    assert found is not None
    return found.when_refused(TokenClient(auth(client_id, secret, **more))).text


def test_another_encoding_is_advised_where_a_character_is_reserved() -> None:
    assert advice("client_secret_basic", "id", "plain") == "Check client_secret."
    assert advice("client_secret_basic", "id", "a+b").startswith(
        'Add basic_encoding = "raw" to [auth]; if that fails too, check client_secret.'
    )
    assert 'basic_encoding = "rfc6749"' in advice(
        "client_secret_basic", "id", "a+b", basic_encoding="raw"
    )


def test_a_colon_in_the_id_cannot_be_sent_raw() -> None:
    assert advice("client_secret_basic", "i:d", "s").startswith(
        'Add token_endpoint_auth_method = "client_secret_post" to [auth]'
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {},
            'add assertion_audience = "…" to [auth]: the issuer in the server\'s '
            "/.well-known/openid-configuration",
        ),
        (
            {"issuer": "https://login.example.com"},
            'add assertion_audience = "https://login.example.com" to [auth]',
        ),
        ({"assertion_audience": "https://x.example.com"}, "remove assertion_audience"),
    ],
)
def test_an_assertion_may_be_for_somebody_else(more: dict[str, str], words: str) -> None:
    said = advice("client_secret_jwt", "id", "s", **more)
    assert said == f"Check client_secret; if it is right, {words}."


def test_a_client_without_a_secret_is_told_both_ways_to_prove_itself() -> None:
    said = advice("none", "id", "")
    assert 'token_endpoint_auth_method = "client_secret_basic"' in said
    assert "client_certificate in [tls]" in said

"""The key of a token: whatever makes two tokens differ is in it, and no secret is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from outrider.engine.tokens.token_key import key_difference, token_key, token_slot
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.reason import SECRET_CHANGED, auth_changed
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.token import TokenKey

CANARY = "the-canary-of-this-test"
DIGEST_KEY = b"k" * 32


def auth(name: str = "default", place: SourceLocation | None = None, **more: Any) -> ResolvedAuth:
    settings: dict[str, MaybeSecret] = {
        "grant_type": "client_credentials",
        "token_endpoint": "https://login.test/token",
        "token_endpoint_auth_method": "client_secret_basic",
        "client_id": "orders-cli",
        "client_secret": Secret(CANARY),
        "scope": "b a",
    }
    written = {key: str(value) for key, value in settings.items()}
    config = AuthConfig("oauth2", written, name=name, place=place or SourceLocation("e.toml"))
    parameters = more.pop("token_parameters", ())
    return ResolvedAuth(config, {**settings, **more}, token_parameters=parameters)


def key(
    made: ResolvedAuth | None = None,
    *,
    workspace: str = "/w",
    environment: str = "dev",
    digest_key: bytes = DIGEST_KEY,
    **connection: Any,
) -> TokenKey:
    settings = ConnectionSettings(environment=environment, **connection)
    return token_key(workspace, environment, made or auth(), settings, digest_key)


def test_the_same_is_the_same_whatever_the_order_of_its_scopes() -> None:
    assert key().digest == key().digest
    assert key(auth(scope="a  b a")).digest == key().digest


DIFFERENCES: dict[str, TokenKey] = {
    "workspace": key(workspace="/other"),
    "environment": key(environment="test"),
    "token_endpoint": key(auth(token_endpoint="https://login.test/other")),
    "client_id": key(auth(client_id="billing-cli")),
    "scope": key(auth(scope="a")),
    "token_parameters": key(auth(token_parameters=(("audience", "x"),))),
    "tls": key(verify=False),
    "proxy": key(proxy="http://proxy.test:8080"),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_what_differs_makes_another_key_and_is_named(name: str) -> None:
    other = DIFFERENCES[name]
    assert other.digest != key().digest
    assert key_difference(key(), other) == auth_changed([name])


@pytest.mark.parametrize(
    "connection",
    [{"ca_bundle": "/a.pem"}, {"client_certificate": "/c.pem"}, {"client_key": "/k.pem"}],
)
def test_each_setting_of_tls_is_in_the_key(connection: dict[str, Any]) -> None:
    assert key_difference(key(), key(**connection)) == auth_changed(["tls"])


def test_another_secret_is_another_key_and_said_so() -> None:
    other = key(auth(client_secret=Secret("another-secret")))
    assert other.digest != key().digest
    assert key_difference(key(), other) == SECRET_CHANGED


@pytest.mark.parametrize("secret", [Secret(CANARY), CANARY], ids=["a secret", "a literal"])
def test_no_secret_is_in_the_parts_however_it_came(secret: MaybeSecret) -> None:
    made = key(
        auth(client_secret=secret, token_parameters=(("assertion", Secret(CANARY)),)),
        proxy=f"http://u:{CANARY}@proxy.test",
    )
    assert CANARY not in "".join(part.value for part in made.parts)


def test_a_secret_in_another_setting_is_no_plain_part() -> None:
    made = key(auth(client_id=Secret(CANARY)))
    assert CANARY not in "".join(part.value for part in made.parts)
    assert made.digest != key(auth(client_id=CANARY)).digest


def test_what_is_no_secret_is_read_in_the_key() -> None:
    parts = {part.name: part.value for part in key().parts}
    assert parts["client_id"] == "orders-cli"
    assert parts["scope"] == '["a", "b"]'


def test_digests_of_one_process_mean_nothing_in_another() -> None:
    assert key(digest_key=b"x" * 32).digest != key().digest


def test_an_empty_secret_stays_empty() -> None:
    parts = {part.name: part.value for part in key(auth(client_secret="")).parts}
    assert parts["client_secret"] == ""


def test_half_characters_are_keyed_like_others() -> None:
    one, other = (key(auth(client_secret=Secret(text))) for text in ("\ud800", "\ud801"))
    assert one.digest != other.digest


@given(st.text(), st.text())
def test_no_part_bleeds_into_its_neighbour(name: str, value: str) -> None:
    one = key(auth(token_parameters=((name, value), ("a", "b"))))
    other = key(auth(token_parameters=((f"{name}{value}", ""), ("a", "b"))))
    assert (one.digest == other.digest) is (value == "")


def test_a_slot_is_the_name_of_an_auth_or_where_it_is_written() -> None:
    here = SourceLocation("requests/folder.toml", ("auth",))
    named = token_slot("/w", "dev", auth("billing", here).config)
    assert named.auth == "billing"
    folder = token_slot("/w", "dev", auth("", here).config)
    assert folder.auth == "requests/folder.toml: auth"
    there = token_slot("/w", "dev", auth("", replace(here, file="requests/b/folder.toml")).config)
    assert there != folder

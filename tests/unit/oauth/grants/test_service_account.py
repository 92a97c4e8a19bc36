"""Key files of service accounts, and what people have in their place."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rfc_keys import EC_JWK

from outrider.model.secret import reveal
from outrider.oauth.grants.service_account import (
    ServiceAccountProblem,
    read_service_account,
)

PEM = "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n"
GOOGLE: dict[str, Any] = {
    "type": "service_account",
    "private_key_id": "k-1",
    "private_key": PEM,
    "client_email": "robot@orders.iam.example.com",
}
ZITADEL: dict[str, Any] = {"type": "serviceaccount", "keyId": "k-2", "key": PEM, "userId": "3"}


@pytest.mark.parametrize("coded", [False, True])
def test_google_s_names_the_account_and_puts_the_scope_into_the_assertion(coded: bool) -> None:
    text = json.dumps(GOOGLE, indent=2)
    found = read_service_account(b64encode(text.encode()).decode() if coded else f"\n{text}\n")
    assert (found.issuer, found.subject) == ("robot@orders.iam.example.com", "")
    assert (found.key_id, reveal(found.key)) == ("k-1", PEM)
    assert (found.scope_is_claim, found.for_issuer) == (True, False)
    assert "CANARY" not in repr(found)


def test_a_file_that_went_through_a_variable_is_read_all_the_same() -> None:
    text = json.dumps(GOOGLE).replace("\\n", "\n")
    assert reveal(read_service_account(f"\ufeff{text}").key) == PEM


def test_zitadel_s_names_the_user_and_is_for_the_issuer() -> None:
    found = read_service_account(json.dumps(ZITADEL))
    assert (found.issuer, found.subject, found.key_id) == ("3", "3", "k-2")
    assert (found.scope_is_claim, found.for_issuer) == (False, True)


def without(name: str) -> str:
    return json.dumps({key: value for key, value in GOOGLE.items() if key != name})


@pytest.mark.parametrize(
    ("text", "what", "advice"),
    [
        (PEM, "is a private key, not a key file in JSON", "Set private_key to it"),
        ("~/keys/robot.json", "is the path of a file, not its text", "Add service_account = {"),
        ("robot", "is not a JSON object", ""),
        ("[1]", "is not a JSON object", ""),
        (json.dumps(GOOGLE)[:90], "begins as JSON, and is not JSON", ""),
        ("{" * 100_000, "begins as JSON, and is not JSON", ""),
        (without("client_email"), "is a key file without client_email", "Download"),
        (without("private_key"), "is a key file without private_key", "Download"),
        (json.dumps({**GOOGLE, "private_key": ""}), "without private_key", "Download"),
        (json.dumps({**GOOGLE, "private_key": 5}), "without private_key", "Download"),
        (json.dumps({**ZITADEL, "userId": None}), "without userId", "Download"),
        ("{}", "is JSON, and not the key file of a service account", "Set private_key, assertion"),
        ('{"type": ["service_account"]}', "is JSON, and not the key file", "Set private_key"),
        (
            '{"installed": {"client_id": "a"}}',
            "is the file of an OAuth client",
            "Use its client_id",
        ),
        ('{"type": "authorized_user"}', "is a file of credentials without a key", "Use type"),
        ('{"type": "external_account"}', "is a file of credentials without a key", "Use type"),
        ('{"type": "application"}', "is the key file of an application", "Use its clientId"),
        (json.dumps(EC_JWK), "is a JWK, not a key file", "Set private_key to it"),
    ],
)
def test_anything_else_is_told_by_what_it_is(text: str, what: str, advice: str) -> None:
    with pytest.raises(ServiceAccountProblem) as raised:
        read_service_account(text)
    assert what in raised.value.what
    assert raised.value.advice.startswith(advice)
    assert "CANARY" not in f"{raised.value}{raised.value.advice}"


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(ServiceAccountProblem):
        read_service_account(text)

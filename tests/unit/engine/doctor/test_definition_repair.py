"""What is meant by a key that means nothing, and by a definition that is none."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.doctor.auth_variation import WrittenAuth
from outrider.engine.doctor.definition_repair import address_repair, stray_edits, stray_steps
from outrider.errors import SourceLocation

URL = "https://login.example.com/token"
RIGHT = {
    "type": "oauth2",
    "token_endpoint": URL,
    "client_id": "orders",
    "client_secret": "{{client_secret}}",
}


def written(table: dict[str, Any]) -> WrittenAuth:
    place = SourceLocation("environments/dev.toml", ("auth", "default"))
    return WrittenAuth("default", table, {key: place.inside(key) for key in table})


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in RIGHT.items() if key not in keys}


@pytest.mark.parametrize(
    ("table", "name", "meant"),
    [
        ({**without("token_endpoint"), "token_url": URL}, "token_url", ("token_endpoint",)),
        (
            {**without("token_endpoint"), "accessTokenUrl": URL},
            "accessTokenUrl",
            ("token_endpoint",),
        ),
        ({**without("token_endpoint"), "token_endpont": URL}, "token_endpont", ("token_endpoint",)),
        ({**without("client_id"), "clientId": "orders"}, "clientId", ("client_id",)),
        ({**RIGHT, "scopes": "a b"}, "scopes", ("scope",)),
        ({**RIGHT, "audience": URL}, "audience", ("token_parameters", "audience")),
        ({**RIGHT, "resource": URL}, "resource", ("token_parameters", "resource")),
    ],
)
def test_a_key_under_another_name_is_found_and_moved(
    table: dict[str, Any], name: str, meant: tuple[str, ...]
) -> None:
    ((removed, added),) = stray_edits(written(table))
    assert (removed.key, removed.value) == ((name,), None)
    assert (added.key, added.value) == (meant, table[name])
    (step,) = stray_steps(written(table))
    assert step.text == f'Key "{name}" is ignored: it is probably {".".join(meant)}.'


@pytest.mark.parametrize("name", ["secret", "clientSecret", "client_secrt"])
def test_a_credential_that_is_written_out_is_named_and_not_shown(name: str) -> None:
    table = written({**without("client_secret"), name: "s3cr3t-of-the-client"})
    assert list(stray_edits(table)) == []
    (step,) = stray_steps(table)
    assert step.text == f'Key "{name}" is ignored: it is probably client_secret.'
    referred = written({**without("client_secret"), name: "{{client_secret}}"})
    assert len(list(stray_edits(referred))) == 1


def test_what_is_there_is_not_written_over_and_what_is_known_is_no_stray() -> None:
    assert list(stray_edits(written({**RIGHT, "token_url": "https://other.example.com"}))) == []
    assert list(stray_steps(written({**RIGHT, "scope": "a", "hosts": ["a.example.com"]}))) == []
    assert list(stray_steps(written({**RIGHT, "zzzzzz": "1"}))) == []


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("token_endpoint", f" {URL}", URL),
        ("token_endpoint", f"'{URL}'\n", URL),
        ("token_endpoint", "login.example.com/token", URL),
        ("token_endpoint", "127.0.0.1:8080/token", "http://127.0.0.1:8080/token"),
        ("token_endpoint", "localhost/token", "http://localhost/token"),
        ("issuer", "login.example.com", "https://login.example.com"),
        ("issuer", f"{URL}/.well-known/openid-configuration", URL),
        (
            "issuer",
            "login.example.com/.well-known/openid-configuration",
            "https://login.example.com",
        ),
    ],
)
def test_an_address_is_told_from_what_is_around_it(key: str, value: str, meant: str) -> None:
    found = address_repair(written({**without("token_endpoint"), key: value}))
    assert found is not None
    edit, fault = found
    assert (edit.key, edit.value) == ((key,), meant)
    assert fault.faults[0].place == SourceLocation(
        "environments/dev.toml", ("auth", "default", key)
    )


@pytest.mark.parametrize(
    "value", [URL, "{{token_url}}", "", "ftp://login.example.com", "a b c", "/"]
)
def test_an_address_that_is_right_or_says_nothing_stays(value: str) -> None:
    assert address_repair(written({**RIGHT, "token_endpoint": value})) is None

"""Members of a token response that are elsewhere than RFC 6749 puts them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.oauth.response_readings import reading_of

from outrider.errors import MalformedTokenResponse, TokenRefused

TOKEN = "abcdefgh.ijk"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"accessToken": TOKEN}, "accessToken"),
        ({"code": 0, "data": {"access_token": TOKEN}}, "data.access_token"),
        ({"data": {"items": [{"x": 1}, {"token": TOKEN}]}}, "data.items.1.token"),
        ({"da.ta": {"access.token": TOKEN}}, ["da.ta", "access.token"]),
        ({"items": [{"token": TOKEN}]}, ["items", 0, "token"]),
        ([{"token": TOKEN}], "0.token"),
        ({"access_token": "another", "id_token": TOKEN}, "id_token"),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": TOKEN}}}}}}}}}, "a.b.c.d.e.f.g.h.i"),
        ({"error": None, "data": {"t": TOKEN}}, "data.t"),
        ({"error": False, "message": "ok", "data": {"t": TOKEN}}, "data.t"),
    ],
)
def test_the_token_is_where_the_definition_says(body: Any, path: object) -> None:
    assert reading_of(body, {"access_token": path}).access_token.reveal() == TOKEN


def test_every_member_can_be_elsewhere() -> None:
    body = {"d": {"t": TOKEN, "life": "60", "kind": "bearer", "may": ["a", "b"], "again": "r"}}
    found = reading_of(
        body,
        {
            "access_token": "d.t",
            "expires_in": "d.life",
            "token_type": "d.kind",
            "scope": "d.may",
            "refresh_token": "d.again",
        },
    )
    assert found.access_token.reveal() == TOKEN
    assert found.refresh_token is not None
    assert found.refresh_token.reveal() == "r"
    assert (found.lifetime, found.token_type) == (60.0, "bearer")
    assert found.scope == frozenset({"a", "b"})
    assert found.warnings == ()


def test_members_of_a_form_can_have_other_names() -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        found = reading_of(
            f"token={TOKEN}&expires=60",
            {"access_token": "token", "expires_in": "expires"},
            kind=kind,
        )
        assert (found.access_token.reveal(), found.lifetime) == (TOKEN, 60.0)


@pytest.mark.parametrize(
    ("body", "path", "why"),
    [
        ({"data": {"x": "secret", "y": 1}}, "data.t", 'was not found: "data" has x, y.'),
        ({"x": "secret"}, "data.t", "was not found: the response has x."),
        ({}, "t", "was not found: the response has no members."),
        ({"data": None}, "data.t", 'was not found: "data" is null.'),
        ({"data": "secret"}, "data.t", 'was not found: "data" is a string.'),
        ({"data": 5}, "data.t", 'was not found: "data" is a number.'),
        ({"data": True}, "data.t", 'was not found: "data" is true or false.'),
        ({"data": [1, 2]}, "data.t", 'was not found: "data" is an array of 2.'),
        ({"data": [1, 2]}, "data.2", 'was not found: "data" is an array of 2.'),
        ({"data": {"t": None}}, "data.t", "is null."),
    ],
)
def test_a_path_that_leads_nowhere_names_what_is_there_and_no_value(
    body: Any, path: str, why: str
) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body, {"access_token": path})
    assert raised.value.what == "No access_token in the token response: 200 OK"
    assert raised.value.why == f'"{path}" {why}'
    assert raised.value.advice == "Check access_token (environments/dev.toml:9)."
    assert "secret" not in str(raised.value)


def test_many_members_are_counted() -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of({f"m{at:02}": at for at in range(12)}, {"access_token": "t"})
    assert raised.value.why.endswith(
        "has m00, m01, m02, m03, m04, m05, m06, m07, m08, m09 and 2 more."
    )


def test_another_member_that_is_not_found_is_a_warning() -> None:
    found = reading_of({"access_token": TOKEN, "token_type": "Bearer"}, {"expires_in": "data.life"})
    assert found.lifetime is None
    assert found.warnings == (
        'expires_in: "data.life" was not found: the response has access_token, token_type.',
    )


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"t": "a", "t": "b"}', "t"),
        ('{"d": {"t": "a", "t": "b"}}', "d.t"),
        ('{"d": {}, "d": 1}', "d.t"),
    ],
)
def test_a_member_that_counts_is_there_once(body: str, path: str) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body, {"access_token": path})
    assert raised.value.code == "token_duplicate_member"


@pytest.mark.parametrize("value", [5, True, ["a"], {"a": 1}, "", "a b", "Bearer abc", "a\n"])
def test_a_value_that_is_no_token_is_told_by_its_path(value: Any) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of({"d": {"t": value}}, {"access_token": "d.t"})
    assert raised.value.code == "token_unusable"
    assert raised.value.what.startswith('"d.t" ')
    assert raised.value.advice == "Check access_token (environments/dev.toml:9)."


def test_an_error_stays_one() -> None:
    with pytest.raises(TokenRefused):
        reading_of({"error": "invalid_client", "data": {"t": TOKEN}}, {"access_token": "data.t"})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("error=tenant_off&error_description=Ung%FCltig", "application/x-www-form-urlencoded"),
        ("error=tenant_off&error_description=Ung%FCltig", "text/plain; charset=iso-8859-1"),
        ("error=tenant_off&error_description=Ung%C3%BCltig", "text/html"),
        ("error_description=Ungültig&error=tenant_off".encode("latin-1"), "text/plain"),
        ("error=tenant_off&error_description=Ungültig".encode("utf-16"), "text/plain"),
        ("\ufefferror=tenant_off&error_description=Ungültig", "text/plain"),
    ],
)
def test_an_error_in_a_form_is_read_in_its_charset(body: bytes | str, kind: str) -> None:
    with pytest.raises(TokenRefused) as raised:
        reading_of(body, kind=kind)
    assert (raised.value.error, raised.value.server_message) == ("tenant_off", "Ungültig")

"""A response without access_token that seems to have a token elsewhere: the line to write."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from tests.unit.oauth.response_readings import reading_of

from outrider.errors import MalformedTokenResponse
from outrider.next_steps import EditKey

TOKEN = "abcdefgh.ijk"
AFTER = " to [auth.default] (environments/dev.toml:5); if that fails too, check token_endpoint "


def tokenless(body: Any, paths: dict[str, object] | None = None) -> MalformedTokenResponse:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body, paths or {})
    assert raised.value.code == "token_missing"
    assert TOKEN not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    ("body", "table"),
    [
        ({"accessToken": TOKEN}, {"access_token": "accessToken"}),
        ({"AccessToken": TOKEN}, {"access_token": "AccessToken"}),
        ({"token": TOKEN, "expires": 60}, {"access_token": "token", "expires_in": "expires"}),
        ({"jwt": TOKEN, "refresh_token": "r"}, {"access_token": "jwt"}),
        ({"token": TOKEN, "expires_in": 60, "expires_at": 1}, {"access_token": "token"}),
        (
            {"token": TOKEN, "expiresOn": "2026-01-01"},
            {"access_token": "token", "expires_at": "expiresOn"},
        ),
        (
            {"data": {"access_token": TOKEN, "expires_in": 60}},
            {"access_token": "data.access_token", "expires_in": "data.expires_in"},
        ),
        (
            {"jwt": "other", "user": {"access_token": TOKEN}},
            {"access_token": "user.access_token"},
        ),
        ({"data": [{"token": TOKEN}]}, {"access_token": "data.0.token"}),
        ({"da.ta": {"to.token": TOKEN}}, {"access_token": ["da.ta", "to.token"]}),
        ({'a"token': TOKEN}, {"access_token": 'a"token'}),
    ],
)
def test_the_line_to_write_is_told(body: Any, table: dict[str, object]) -> None:
    error = tokenless(body)
    line, found, _ = error.advice.removeprefix("Add ").partition(AFTER)
    assert found
    assert tomllib.loads(line) == {"token_response": table}
    key = "auth.default.token_response"
    assert error.step == EditKey("environments/dev.toml", 5, key)
    # What the line says makes a token of the same response.
    paths = tomllib.loads(line)["token_response"]
    assert reading_of(body, paths).access_token.reveal() == TOKEN


def test_an_id_token_alone_is_told_with_a_condition() -> None:
    error = tokenless({"id_token": TOKEN})
    line = 'add token_response = { access_token = "id_token" }'
    assert error.advice == (
        f"If the API accepts ID tokens, {line} to [auth.default] (environments/dev.toml:5)."
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"x": 1},
        {"csrf_token": TOKEN, "next_page_token": TOKEN},
        {"refresh_token": TOKEN},
        {"token": None},
        {"token": ""},
        {"token": 5},
        {"token": {"x": TOKEN}},
        {"access_token": None},
    ],
)
def test_nothing_is_made_up(body: Any) -> None:
    error = tokenless(body)
    assert error.advice == "Check token_endpoint (environments/dev.toml:5)."


def test_a_path_that_is_wrong_is_corrected_at_its_line() -> None:
    error = tokenless({"data": {"jwtToken": TOKEN}}, {"access_token": "data.accessToken"})
    assert error.why == '"data.accessToken" was not found: "data" has jwtToken.'
    assert error.advice == 'Set access_token = "data.jwtToken" (environments/dev.toml:9).'
    key = "auth.default.token_response.access_token"
    assert error.step == EditKey("environments/dev.toml", 9, key)


def test_a_table_that_lacks_the_token_gets_its_line() -> None:
    error = tokenless({"data": {"token": TOKEN}}, {"expires_in": "data.life"})
    assert error.advice.startswith(
        'Add access_token = "data.token" to [auth.default.token_response] (environments/dev.toml:9)'
    )


def test_words_of_the_server_are_kept_where_it_has_no_token() -> None:
    error = tokenless(
        {"code": 401, "message": "No such app", "data": None}, {"access_token": "data.t"}
    )
    assert error.server_message == "No such app"

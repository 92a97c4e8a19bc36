"""What is said of a token that no header can carry, and of a scope in whatever shape."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.oauth.response_readings import FILE, reading_of

from outrider.errors import MalformedTokenResponse, OutriderError
from outrider.next_steps import EditKey
from outrider.oauth.token_response import MAX_TOKEN


def failure(token: Any, paths: dict[str, object] | None = None) -> MalformedTokenResponse:
    named: dict[str, Any] = {"access_token": token}
    body = {"data": {"token": token}} if paths else {**named, "token_type": "Bearer"}
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body, paths or {})
    return raised.value


RFC6750 = "A Bearer token cannot contain it (RFC 6750 §2.1)."
UNUSABLE: list[tuple[Any, str, str]] = [
    (7, "is not a string.", "It is a number in the JSON."),
    ("", "is empty.", "The server returned no token in it."),
    ("a" * (MAX_TOKEN + 1), f"is longer than {MAX_TOKEN} characters.", "No header can carry it."),
    (
        "Bearer abc",
        'begins with "Bearer ".',
        "The server repeats the token type in the token itself.",
    ),
    (
        "bEARER\tabc",
        'begins with "bEARER ".',
        "The server repeats the token type in the token itself.",
    ),
    ("a b", "contains a space.", RFC6750),
    ("a\nb", "contains a line break.", RFC6750),
    ("a\rb", "contains a line break.", RFC6750),
    ("a\x07b", "contains a character that a header cannot carry.", RFC6750),
    ("a\x7fb", "contains a character that a header cannot carry.", RFC6750),
    ("aéb", "contains a character that a header cannot carry.", RFC6750),
    ("a\u2028b", "contains a character that a header cannot carry.", RFC6750),
]


@pytest.mark.parametrize(("token", "what", "why"), UNUSABLE)
def test_each_has_its_sentence(token: Any, what: str, why: str) -> None:
    error = failure(token)
    assert error.what == f"access_token {what}"
    assert error.why == why
    assert error.code == "token_unusable"
    assert error.advice == "Report this to the provider."
    assert error.step is None


@pytest.mark.parametrize(("token", "what", "why"), UNUSABLE)
def test_a_member_that_the_definition_names_is_to_be_checked(
    token: Any, what: str, why: str
) -> None:
    error = failure(token, {"access_token": "data.token"})
    assert error.what == f'"data.token" {what}'
    assert error.why == why
    assert error.advice == f"Check access_token ({FILE}:9)."
    assert error.step == EditKey(FILE, 9, "auth.default.token_response.access_token")


def test_a_member_that_was_not_found_is_named() -> None:
    with pytest.raises(OutriderError) as raised:
        reading_of({"x": 1}, {"access_token": "data.token"})
    assert raised.value.why == '"data.token" was not found: the response has x.'


@pytest.mark.parametrize("token", ["!", "~", "a", "Bearer", "bearer-abc", "a" * MAX_TOKEN])
def test_what_a_header_can_carry_is_a_token(token: str) -> None:
    assert reading_of({"access_token": token}).access_token.reveal() == token


@pytest.mark.parametrize("error", [None, False, 0, ""])
def test_an_error_that_says_nothing_is_none_beside_a_token(error: Any) -> None:
    assert reading_of({"access_token": "t", "error": error}).access_token.reveal() == "t"


def test_words_that_reject_credentials_are_a_refusal_only_without_a_token() -> None:
    words = {"message": "Invalid client credentials"}
    with pytest.raises(OutriderError, match=r"^Token request refused: 200 OK"):
        reading_of(words)
    with pytest.raises(OutriderError) as raised:
        reading_of({"message": "Good morning"})
    assert "refused" not in raised.value.what
    assert reading_of({**words, "access_token": "t"}).access_token.reveal() == "t"


SAID = '"scope" in the token response is not a string: granted scope unknown.'


@pytest.mark.parametrize(
    ("written", "scope", "is_said"),
    [
        (None, None, False),
        ("a b", {"a", "b"}, False),
        (" a,b ,c\n", {"a", "b", "c"}, False),
        ("", set(), False),
        (["a", "b c"], {"a", "b", "c"}, False),
        (["a,b", ""], {"a", "b"}, False),
        ([], set(), False),
        (["a", 7], None, True),
        ([7], None, True),
        (7, None, True),
        ({"a": 1}, None, True),
    ],
)
def test_a_scope_is_read_in_each_shape_that_servers_have(
    written: Any, scope: set[str] | None, is_said: bool
) -> None:
    found = reading_of({"access_token": "t", "token_type": "Bearer", "scope": written})
    assert found.scope == (None if scope is None else frozenset(scope))
    assert (SAID in found.warnings) is is_said

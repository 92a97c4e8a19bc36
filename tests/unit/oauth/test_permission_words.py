"""What servers say of a scope or an API: unknown, not allowed, or either."""

from __future__ import annotations

import pytest

from outrider.oauth.foreign_words import in_english
from outrider.oauth.permission_words import Permission, says_of


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Scope orders.read is unknown", Permission.UNKNOWN),
        ("One or more scopes are not configured for the authorization server", Permission.UNKNOWN),
        ("The scope does not exist", Permission.UNKNOWN),
        ("unsupported scope", Permission.UNKNOWN),
        ("orders.read is not a valid scope for this client", Permission.NOT_ALLOWED),
        ("The OAuth 2.0 Client is not allowed to request scope 'a'.", Permission.NOT_ALLOWED),
        ("Audience has not been whitelisted", Permission.NOT_ALLOWED),
        ("The scope is unknown or not allowed", Permission.OPEN),
        ("The requested scope is invalid, unknown, or malformed.", Permission.OPEN),
        ("Invalid scopes: nope", Permission.OPEN),
        ("", Permission.OPEN),
    ],
)
def test_what_is_said(words: str, said: Permission) -> None:
    assert says_of(words.lower()) is said


def test_the_definition_before_a_cause_is_left_out() -> None:
    words = "The requested scope is invalid, unknown, or malformed. The client may not use it."
    assert says_of(words.lower()) is Permission.NOT_ALLOWED


def test_other_languages_are_read_as_well() -> None:
    words = "スコープ orders.read は、このクライアントに許可されていません。"
    assert says_of(in_english(words)) is Permission.NOT_ALLOWED

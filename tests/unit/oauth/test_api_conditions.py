"""What an API requires beside a good token, by its words and fields."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from outrider.oauth.api_conditions import sign_in_redirect, unmet_condition
from outrider.oauth.challenges import read_challenges
from outrider.oauth.refusal_facts import ApiRefusal

PAGE = "https://github.com/orgs/a/sso?b=c"


def refusal(message: str = "", status: int = 403) -> ApiRefusal:
    where = "https://api.example"
    return ApiRefusal(status, "No", where, "api.example", message=message, token_size=9)


def code(found: ApiRefusal) -> str:
    cause = unmet_condition(found)
    return cause.code if cause is not None else ""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "Invalid key=value pair (missing equal-sign) in Authorization header",
            "signature_required",
        ),
        ("Authorization header requires 'Credential' parameter.", "signature_required"),
        ("User is NOT authorized. API Subscription validation failed.", "not_subscribed"),
        ("Invalid API call as no apiproduct match found", "not_subscribed"),
        ("You are not subscribed to this API", "not_subscribed"),
        ("CSRF token validation failed", "csrf_token_required"),
        ("Invalid XSRF token", "csrf_token_required"),
        ("Resource protected by organization SAML enforcement", "sign_on_required"),
        ("API rate limit exceeded for user", "rate_limited"),
        ("You may not do this", ""),
        ("Insufficient role", ""),
    ],
)
def test_the_words_name_it(message: str, expected: str) -> None:
    assert code(refusal(message)) == expected


def test_fields_name_it_without_words() -> None:
    asked = unmet_condition(replace(refusal(), wants_csrf=True))
    assert asked is not None
    assert "X-CSRF-Token: Fetch" in asked.advice
    named = unmet_condition(replace(refusal(), sign_on=PAGE))
    assert named is not None
    assert PAGE in named.advice
    limited = unmet_condition(
        replace(refusal(), is_used_up=True, wait="Try again in 5 s (Retry-After).")
    )
    assert limited is not None
    assert limited.advice == "Try again in 5 s (Retry-After)."


def test_a_challenge_for_more_scope_is_about_the_token() -> None:
    asked = read_challenges(['Bearer error="insufficient_scope"'])
    assert unmet_condition(replace(refusal("CSRF token"), challenges=asked)) is None


def test_a_401_is_about_the_token_where_only_limits_are_told() -> None:
    assert code(refusal("rate limit", 401)) == ""


def test_a_redirect_to_a_sign_in_page_names_it() -> None:
    found = sign_in_redirect(302, "https://login.example/login")
    assert (
        found.what
        == "This is not the API's response, but a redirect to a sign-in page (302): https://login.example/login"
    )

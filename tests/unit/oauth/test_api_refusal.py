"""The first cause that applies, from claims and challenges alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.oauth.api_refusal import clock_apart, missing_scope, rejected_token
from outrider.oauth.challenges import read_challenges
from outrider.oauth.refusal_facts import ApiRefusal, RefusalTarget, TokenClaims, TokenOrigin

ORIGIN = TokenOrigin("[auth.default]", "m2m")
HOST = "api.example"


def refusal(challenge: str = "Bearer", message: str = "", ahead: float | None = None) -> ApiRefusal:
    asked = read_challenges([challenge])
    return ApiRefusal(401, "No", f"https://{HOST}", HOST, asked, message=message, ahead=ahead)


@pytest.mark.parametrize(
    ("token", "origin", "why"),
    [
        (TokenClaims(audience=(f"https://{HOST}/v1",), scope=frozenset()), ORIGIN, "no reason"),
        (TokenClaims(audience=("orders",)), ORIGIN, "no reason"),
        (TokenClaims(audience=("https://a.example", "orders")), ORIGIN, "no reason"),
        (TokenClaims(audience=("https://a.example",), issuer="b"), ORIGIN, "aud is"),
        (TokenClaims(issuer="https://a/"), TokenOrigin("[auth]", issuer="https://a"), "no reason"),
        (TokenClaims(issuer="https://a"), TokenOrigin("[auth]", issuer="https://b"), "iss is"),
        (TokenClaims(begins=1_100.0), ORIGIN, "not valid before"),
        (TokenClaims(expires=900.0), ORIGIN, "expired at"),
        (TokenClaims(begins=900.0, expires=1_100.0), ORIGIN, "no reason"),
    ],
)
def test_causes_in_their_order(token: TokenClaims, origin: TokenOrigin, why: str) -> None:
    found = rejected_token(refusal(), token, origin, 1_000.0)
    assert why in found.why
    assert found.advice


def test_the_apis_clock_counts_for_the_apis_view_of_a_token() -> None:
    token = TokenClaims(begins=1_040.0)
    assert "not valid before" in rejected_token(refusal(), token, ORIGIN, 1_000.0).why
    late = rejected_token(refusal(ahead=60.0), token, ORIGIN, 1_000.0)
    assert late.why == "The API gave no reason."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("jwt audience invalid. expected: orders-api", "orders-api"),
        ("audience must be https://a.example/.", "https://a.example/"),
        ("Expected audience 'api://orders' but got account", "api://orders"),
        ("aud should contain `a b`", "a b"),
    ],
)
def test_the_audience_that_the_words_want(words: str, expected: str) -> None:
    token = TokenClaims(audience=("account",))
    found = rejected_token(refusal(message=words), token, ORIGIN, 0.0)
    assert found.why == f'The token\'s aud is "account", expected "{expected}".'


@pytest.mark.parametrize(
    "words",
    [
        'unexpected "aud" value',
        "The audience 'account' is invalid",
        "An audience is required to call this, see https://docs.example",
    ],
)
def test_what_the_words_do_not_name_is_not_guessed(words: str) -> None:
    token = TokenClaims(audience=("account",))
    found = rejected_token(refusal(message=words), token, ORIGIN, 0.0)
    assert found.why == 'The token\'s aud is "account", which the API does not accept.'
    assert HOST not in found.advice


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("The audience is invalid", "Set scope to the application ID URI of the API and /.default"),
        ("Expected audience: api://orders", 'Set scope = "api://orders/.default"'),
    ],
)
def test_where_the_scope_names_the_audience_the_scope_is_to_change(words: str, advice: str) -> None:
    origin = TokenOrigin("[auth.default]", scope=frozenset({"api://other/.default"}))
    token = TokenClaims(audience=("api://other",))
    found = rejected_token(refusal(message=words), token, origin, 0.0)
    assert (found.advice, found.target) == (f"{advice}{{place}}.", RefusalTarget.SCOPE)


def test_clocks_are_apart_from_a_minute_on() -> None:
    assert clock_apart(refusal()) is None
    assert clock_apart(refusal(ahead=-59.0)) is None
    behind = clock_apart(refusal(ahead=3_600.0))
    assert behind is not None
    assert behind.what == "The clock of this machine is 1 h behind api.example."
    ahead = clock_apart(refusal(ahead=-125.0))
    assert ahead is not None
    assert ahead.what == "The clock of this machine is 2 min 5 s ahead of api.example."


def test_a_token_that_has_the_scope_is_a_matter_of_the_provider() -> None:
    asked = refusal('Bearer error="insufficient_scope", scope="a"')
    found = missing_scope(asked, TokenClaims(scope=frozenset("a")), ORIGIN)
    assert found.what == 'The API requires scope "a": 401 insufficient_scope'
    assert found.target is RefusalTarget.NOTHING
    assert "{place}" not in found.advice


@pytest.mark.parametrize(
    ("scope", "token", "origin", "advice", "added"),
    [
        ("b", {"a"}, TokenOrigin("[auth]", scope=frozenset("a")), 'Add "b" to scope{place}.', "b"),
        ("b a c", {"a"}, TokenOrigin("[auth]", scope=frozenset("a")), 'Add "b c" to', "b c"),
        # Without a scope the server granted its default one: that is kept.
        ("b", {"a", "c"}, TokenOrigin("[auth]"), 'Add scope = "a c b" to [auth]{place}.', "a c b"),
        ("b", None, TokenOrigin("[auth]"), 'Add scope = "b" to [auth]{place}.', "b"),
        # What a challenge says may not bring references or quotation marks into a file.
        ("{{s}}", {"a"}, TokenOrigin("[auth]", scope=frozenset("a")), 'Add "{{s}}" to scope', ""),
        ("a\\\\b", {"a"}, TokenOrigin("[auth]", scope=frozenset("a")), "Add", ""),
        ("ü", {"a"}, TokenOrigin("[auth]", scope=frozenset("a")), 'Add "ü" to scope', ""),
        ("b", {"a"}, TokenOrigin("[auth]", has_command=True), "Change the command{place}: ", ""),
        ("b", {"a"}, TokenOrigin("[auth]", scope=frozenset("b")), "Ask the provider to", ""),
    ],
)
def test_what_is_added_to_the_scope(
    scope: str, token: set[str] | None, origin: TokenOrigin, advice: str, added: str
) -> None:
    asked = refusal(f'Bearer error="insufficient_scope", scope="{scope}"')
    claims = TokenClaims(scope=frozenset(token) if token is not None else None)
    found = missing_scope(asked, claims, origin)
    assert found.advice.startswith(advice)
    assert found.scope == added


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_no_words_make_it_fail(challenge: str, message: str, audience: list[str]) -> None:
    asked = refusal(challenge, message)
    token = TokenClaims(tuple(audience), "https://a", frozenset(audience), 1.0, 2.0)
    for found in (rejected_token(asked, token, ORIGIN, 5.0), missing_scope(asked, token, ORIGIN)):
        assert found.what.strip()
        assert found.advice.strip()

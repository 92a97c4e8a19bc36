"""The token on screen: its life, its scope, and what a JWT says of itself."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.patience import until
from tests.unit.dialogs.dialog_app import Asking
from tests.unit.widgets.widget_app import HOSTILE, LONG

from outrider.dialogs import token_dialog
from outrider.dialogs.token_dialog import TokenAction, TokenDialog
from outrider.engine.tokens.jwt_claims import ExpectedClaims, claim_lines, claim_problems
from outrider.model.jwt import DecodedJwt, decode_jwt, numeric_date
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenIndicator
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.widgets.view_models import TokenDetails

NOW = 1_700_000_000.0
EXPECTED = ExpectedClaims(
    audience=("https://api.test",),
    issuer="https://login.test",
    scope=frozenset({"orders.read"}),
    expires_at=NOW + 60,
)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(header: object, claims: object) -> str:
    return f"{encoded(header)}.{encoded(claims)}.CANARYsignature"


JWT = jwt(
    {"alg": "RS256", "kid": "key-1"},
    {"iss": "https://login.test", "aud": ["https://api.test"], "exp": NOW + 60, "iat": NOW - 200},
)


def view(value: str = JWT, **more: Any) -> TokenDetails:
    token = AccessToken(
        Secret(value),
        "Bearer",
        NOW - 5,
        NOW + 2530,
        more.pop("assumed", False),
        frozenset({"orders.read", "orders.write"}),
        more.pop("scope", frozenset({"orders.read"})),
    )
    more = {"reason": "no token yet", "token": token, **more}
    return TokenDetails("Staging", "default", TokenIndicator.FRESH, **more)


def screen(shown: TokenDetails) -> tuple[Asking, TokenDialog]:
    made = TokenDialog([shown], clock=lambda: NOW)
    return Asking(made), made


def text_of(made: TokenDialog) -> str:
    reading = made.query_one(WrappedList)
    lines = (reading.line(index, 56) for index in range(reading.count))
    return "\n".join("".join(piece.text for piece in line.left) for line in lines)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_shows_state_life_scope_and_claims(size: tuple[int, int]) -> None:
    app, made = screen(view(problems=("It is not for this API.",)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = text_of(made)
    for words in (
        "● fresh",
        "no token yet",
        "42 min left",
        "5 s ago",
        "orders.read orders.write",
        "! Not granted: orders.write",
        "! It is not for this API.",
        "not verified",
        "key-1",
        "https://login.test",
        "in 1 min",
        "3 min 20 s ago",
    ):
        assert words in text
    assert "CANARY" not in text


async def test_the_token_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_dialog, "REVEALED_FOR", 600.0)
    app, made = screen(view("CANARY-opaque"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        assert "CANARY" in text_of(made)


async def test_the_token_is_shown_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_dialog, "REVEALED_FOR", 0.01)
    app, made = screen(view("CANARY-opaque"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        await until(lambda: "CANARY" not in text_of(made), pilot.pause)


@pytest.mark.parametrize(
    ("key", "result"),
    [
        ("n", TokenAction.NEW),
        ("c", TokenAction.CLEAR),
        ("y", TokenAction.COPY),
        ("escape", None),
        ("q", None),
    ],
)
async def test_keys_say_what_is_to_be_done(key: str, result: TokenAction | None) -> None:
    app, _ = screen(view())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert app.result == result


async def test_without_a_token_only_a_new_one_can_be_asked_for() -> None:
    app, made = screen(TokenDetails("Staging", "default", TokenIndicator.FAILED, "invalid_client"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c", "y", "v")
        assert app.result == "pending"
        assert "✗ failed" in text_of(made)
        assert "invalid_client" in text_of(made)
        made.show(view())
        assert "● fresh" in text_of(made)
        await pilot.press("n")
        await pilot.pause()
        assert app.result == TokenAction.NEW


@pytest.mark.parametrize(
    "value",
    [
        "",
        "opaque",
        "a.b.c",
        "..",
        HOSTILE,
        LONG,
        jwt([], {}),
        jwt({}, 1),
        jwt({"alg": "none"}, {"exp": "soon", "aud": 7, "iat": -1e308, "nbf": True}),
        jwt({HOSTILE[:40]: HOSTILE}, {"aud": [HOSTILE], "exp": 1e300, "x": {"y": [None]}}),
        f"{encoded({})}.{base64.urlsafe_b64encode(b'[' * 9000).decode().rstrip('=')}.x",
    ],
)
async def test_no_token_is_too_odd(value: str) -> None:
    app, made = screen(view(value, audience=("https://api.test",), assumed=True, scope=None))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "end", "pageup")
        for strip in made._compositor.render_strips():
            assert strip.text.isprintable()


@given(st.text())
def test_claims_of_anything_are_claims_or_none(text: str) -> None:
    found = decode_jwt(text)
    assert found is None or isinstance(found, DecodedJwt)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["exp", "nbf", "iat", "aud", "auth_time", "alg", "scope"])


@given(st.dictionaries(NAMES, JSON), st.dictionaries(NAMES, JSON))
def test_any_claims_are_told(header: dict[str, Any], claims: dict[str, Any]) -> None:
    found = decode_jwt(f"{encoded(header)}.{encoded(claims)}.sig")
    assert found is not None
    assert len(list(claim_lines(found.claims, NOW))) == len(claims)
    assert all(list(claim_problems(found, EXPECTED, NOW)))


@pytest.mark.parametrize(
    ("header", "claims", "words"),
    [
        ({"alg": "RS256"}, {"exp": NOW - 90}, "expired 1 min 30 s ago"),
        ({"alg": "RS256"}, {"nbf": NOW + 90}, "Not valid for another 1:30"),
        ({"alg": "None"}, {}, "is not signed"),
        ({}, {"aud": "https://other.test"}, "https://other.test, not https://api.test"),
        ({}, {"iss": "https://evil.test"}, "https://evil.test, not https://login.test"),
        ({}, {"scope": "billing"}, "lacks orders.read"),
        ({}, {"scp": ["billing"]}, "lacks orders.read"),
        ({}, {"iat": NOW + 300}, "issued in 5 min"),
        ({}, {"exp": NOW + 10}, "50 s before the end given by expires_in"),
    ],
)
def test_what_an_api_might_object_to_is_said(
    header: dict[str, Any], claims: dict[str, Any], words: str
) -> None:
    [problem] = claim_problems(DecodedJwt(header, claims), EXPECTED, NOW)
    assert words in problem


def test_a_good_token_has_no_problem() -> None:
    found = decode_jwt(JWT)
    assert found is not None
    assert list(claim_problems(found, EXPECTED, NOW)) == []
    assert list(claim_problems(found, ExpectedClaims(), NOW)) == []


@pytest.mark.parametrize("value", [None, True, "1", [], float("nan"), float("inf"), -1, 1e300])
def test_nonsense_is_no_moment(value: object) -> None:
    assert numeric_date(value) is None


async def test_the_tokens_of_several_auths_are_gone_through_and_none_stays_revealed() -> None:
    first, second = view("CANARY-opaque"), view(JWT, ahead=-200.0)
    made = TokenDialog([first, structs.replace(second, auth="billing")], clock=lambda: NOW)
    app = Asking(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        assert "CANARY-opaque" in text_of(made)
        await pilot.press("right")
        assert "clock is 3 min 20 s ahead of" in text_of(made)
        await pilot.press("right")
        assert made.at == 0
        assert "CANARY" not in text_of(made)


def test_times_are_compared_with_the_server_s_clock() -> None:
    token = DecodedJwt({}, {"nbf": NOW + 90, "iat": NOW + 90})
    assert list(claim_problems(token, ExpectedClaims(ahead=100.0), NOW)) == []
    assert len(list(claim_problems(token, ExpectedClaims(), NOW))) == 2


def test_a_token_that_is_too_long_is_not_looked_into() -> None:
    assert decode_jwt(f"{JWT}{'x' * 70_000}") is None

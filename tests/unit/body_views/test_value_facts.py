"""What a value means beside what it says, and nothing where it says nothing more."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.body_views.value_facts import text_fact, value_fact
from outrider.visible_text import visible_line

NOW = 1_772_366_400.0
"""2026-03-01 12:00:00 UTC."""


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _jwt(claims: object, header: object = None) -> str:
    parts = [header or {"alg": "RS256"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts]
    return b".".join([*encoded, b"c2ln"]).decode()


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("name", "literal", "fact"),
    [
        ("created", "1772362800", "2026-03-01 12:00:00 local · 11:00:00 UTC · 1 h ago"),
        ("exp", "1772370000000", "2026-03-01 14:00:00 local · 13:00:00 UTC · in 1 h"),
        ("ts", '"1772362800"', "2026-03-01 12:00:00 local · 11:00:00 UTC · 1 h ago"),
        ("at", '"2026-03-01T11:00:00Z"', "2026-03-01 12:00:00 local · 11:00:00 UTC · 1 h ago"),
        ("at", '"2026-03-01t11:00:00.123456789z"', "2026-03-01 12:00:00 local · 11:00:00 UTC"),
        ("at", '"2026-03-01T20:00:00+0900"', "2026-03-01 12:00:00 local · 11:00:00 UTC"),
        ("at", '"2026-03-01T12:00:00"', "no time zone · as local time 1 h ago"),
        ("day", '"2026-03-02"', "Monday · tomorrow"),
        ("day", '"2026-02-01"', "Sunday · 28 days ago"),
        ("day", '"2026-02-30"', ""),
        ("date", '"Sun, 01 Mar 2026 11:00:00 GMT"', "2026-03-01 12:00:00 local · 11:00:00 UTC"),
        ("date", '"Sunday, 01-Mar-26 11:00:00 GMT"', "2026-03-01 12:00:00 local · 11:00:00 UTC"),
        ("date", '"Sun, 99 Mar 2026 11:00:00 GMT"', ""),
        ("size", "1572864", "1.5 MiB"),
        ("content_length", "812", ""),
        ("totalBytes", "2048", "2.0 KiB"),
        ("expires_in", "3600", "1 h"),
        ("elapsed_ms", "1500", "1.50 s"),
        ("n", "9007199254740993", "beyond 2^53: JavaScript reads 9007199254740992"),
        ("n", "-9007199254740993", "beyond 2^53: JavaScript reads -9007199254740992"),
        ("n", "9007199254740992", ""),
        ("n", "1e400", "beyond a double: JavaScript reads Infinity"),
        ("n", "0.1", ""),
        ("n", "1.10", ""),
        ("n", "3.14159265358979323846", "as a double: 3.141592653589793"),
        ("n", "9" * 5000, "beyond 2^53: JavaScript reads Infinity"),
        ("customer_id", "1772362800", ""),
        ("phone", '"1772362800"', ""),
        ("n", "42", ""),
        ("n", "-1", ""),
        ("b", "true", ""),
        ("b", "null", ""),
        ("s", '"plain words"', ""),
        ("s", '"ABCDEFGHIJKLMNOPQRST"', ""),
        ("sha", f'"{"0a" * 32}"', ""),
        ("uuid", '"123e4567-e89b-12d3-a456-426614174000"', ""),
        ("s", '"broken', ""),
    ],
)
def test_what_is_said_of_a_value(name: str, literal: str, fact: str) -> None:
    said = value_fact(name, literal, NOW)
    assert said.startswith(fact) if fact else not said


def test_a_token_says_who_made_it_and_how_long_it_lives() -> None:
    token = _jwt({"iss": "https://login.example", "exp": NOW + 3600})
    assert text_fact("t", token, NOW) == "JWT RS256 · expires in 1 h · iss https://login.example"
    assert text_fact("t", f"Bearer {token}", NOW).startswith("JWT RS256")
    assert "expired 1 h ago" in text_fact("t", _jwt({"exp": NOW - 3600}), NOW)
    assert text_fact("t", _jwt({"sub": "x"}), NOW) == "JWT RS256"
    # A signature that is no claim, and a claim that is no date.
    assert text_fact("t", _jwt({"exp": "soon"}), NOW) == "JWT RS256"
    assert text_fact("t", "ey.ey.ey", NOW) == ""


def test_base64_is_decoded_where_it_is_a_text_and_no_secret() -> None:
    assert text_fact("blob", _encoded("hello, wide world"), NOW) == "base64: hello, wide world"
    assert text_fact("blob", _encoded('{"a":\n "日本"}'), NOW) == 'base64: {"a":␊ "日本"}'
    assert text_fact("blob", _encoded("harbour:s3cret-word"), NOW) == "base64: ••••••"
    assert text_fact("client_secret", _encoded("hello, wide world"), NOW) == "base64: ••••••"
    assert text_fact("blob", base64.b64encode(bytes(range(40))).decode(), NOW) == ""
    assert "\x1b" not in text_fact("blob", _encoded("hello \x1b[31m world!"), NOW)


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_has_a_fact_of_one_harmless_line_or_none(name: str, text: str) -> None:
    said = text_fact(name, text, NOW)
    assert visible_line(said) == said
    assert len(said) < 120


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,400})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?", fullmatch=True)
)
def test_any_number_has_a_fact_or_none(literal: str) -> None:
    assert "\n" not in value_fact("n", literal, NOW)

"""Captures and expectations of a request's file: what is refused, and that nothing is lost."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.expectation import (
    JSON_TYPES,
    NAMED,
    WITHOUT_CHECK,
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.storage.reading.expectation_schema import (
    captures,
    decode_captures,
    decode_expectations,
    encode_capture,
    encode_expectation,
    expectations,
)
from outrider.toml_text.schema import Finding

WRONG = {
    'capture = [{ name = "a" }]': "capture[1] does not say what to look at.",
    'capture = [{ name = "a", jq = ".a", header = "B" }]': "capture[1] names jq and header.",
    'capture = [{ jq = ".a" }]': "capture[1].name is missing.",
    'capture = [{ name = "a b", jq = ".a" }]': 'capture[1].name is "a b"',
    'capture = [{ name = "$env.HOME", jq = ".a" }]': 'capture[1].name is "$env.HOME"',
    'capture = [{ name = "access_token", jq = ".a" }]': 'capture[1].name is "access_token"',
    'capture = [{ name = "a", status = false }]': "capture[1].status must be true.",
    'capture = [{ name = "a", body = true, regex = "(" }]': "capture[1].regex is not a regular",
    'capture = [{ name = "a", jq = " " }]': "capture[1].jq must be text that is not empty.",
    'capture = { name = "a" }': "capture must be an array, is a table.",
    "expect = [{ }]": "expect[1] does not say what to look at.",
    "expect = [{ status = 99 }]": "expect[1].status must be a status",
    "expect = [{ status = [] }]": "expect[1].status must be a status",
    "expect = [{ status = true }]": "expect[1].status must be a status",
    'expect = [{ status = "20x" }]': "expect[1].status must be a status",
    "expect = [{ status = 200, equals = 200 }]": "expect[1].equals cannot be used with status.",
    'expect = [{ jq = ".a" }]': "expect[1] has no check.",
    'expect = [{ jq = ".a", equals = 1979-05-27 }]': "expect[1].equals must be text, a number",
    'expect = [{ jq = ".a", matches = "[" }]': "expect[1].matches is not a regular expression.",
    'expect = [{ jq = ".a", type = "text" }]': "expect[1].type must be one of null, boolean",
    'expect = [{ jq = ".a", one_of = [] }]': "expect[1].one_of must not be empty.",
    'expect = [{ jq = ".a", at_least = true }]': "expect[1].at_least must be a number",
    "expect = [{ time = true, contains = 1 }]": "expect[1].contains cannot be used with time.",
    'expect = [{ jq = ".a", exists = true, ignore = [".b"] }]': "expect[1].ignore can be used with",
    'expect = [{ header = "A", cookie = "b", exists = true }]': "expect[1] names header and",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_at_its_key(text: str) -> None:
    first = _findings(text)[0]
    assert first.what.startswith(WRONG[text])
    assert first.is_error


def test_an_unknown_key_is_a_warning_with_the_nearest() -> None:
    (found,) = _findings('expect = [{ jq = ".a", equal = 1, exists = true }]')
    assert (found.what, found.advice) == (
        "Unknown key expect[1].equal: it is ignored.",
        "Did you mean equals?",
    )
    assert not found.is_error


def test_a_misspelled_check_is_asked_about_where_there_is_no_other() -> None:
    errors = {
        key: next(
            one for one in _findings(f'expect = [{{ jq = ".a", {key} = 1 }}]') if one.is_error
        )
        for key in ("equal", "at-least", "colour")
    }
    assert {one.what for one in errors.values()} == {"expect[1] has no check."}
    assert errors["equal"].advice.startswith("Did you mean equals? Add one of equals, ")
    assert errors["at-least"].advice.startswith("Did you mean at_least? ")
    assert errors["colour"].advice.startswith("Add one of ")


def _findings(text: str) -> list[Finding]:
    document = tomllib.loads(text)
    found: list[Finding] = []
    if "capture" in document:
        captures(document["capture"], ("capture",), found)
    if "expect" in document:
        expectations(document["expect"], ("expect",), found)
    return found


_TEXT = st.text(min_size=1).filter(str.strip)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_CAPTURES = st.builds(
    lambda subject, argument, **more: Capture(
        subject=subject, argument=argument if subject in NAMED else "", **more
    ),
    subject=st.sampled_from([Subject.JQ, Subject.HEADER, Subject.STATUS, Subject.BODY]),
    argument=_TEXT,
    name=st.from_regex(r"[a-z_][\w.-]{0,8}", fullmatch=True).filter(lambda n: n != "access_token"),
    regex=st.none() | st.just(r"(\d+)$"),
    secret=st.booleans(),
)
_EXPECTED = {
    CheckKind.EXISTS: st.booleans(),
    CheckKind.TYPE: st.sampled_from(JSON_TYPES),
    CheckKind.MATCHES: st.just("^a"),
    CheckKind.ONE_OF: st.lists(_JSON, min_size=1, max_size=3),
    CheckKind.AT_LEAST: st.integers() | st.just("{{least}}"),
}
_CHECKS = st.lists(
    st.sampled_from([CheckKind.EQUALS, CheckKind.CONTAINS, *_EXPECTED]), min_size=1, unique=True
).flatmap(
    lambda kinds: st.tuples(
        *(st.builds(Check, st.just(kind), _EXPECTED.get(kind, _JSON)) for kind in kinds)
    )
)
_STATUS = st.integers(100, 599) | st.sampled_from(["1xx", "5xx"])


@st.composite
def _expectations(draw: st.DrawFn) -> Expectation:
    subject = draw(st.sampled_from([*Subject]))
    argument: Any = True
    if subject is Subject.STATUS:
        argument = draw(_STATUS | st.lists(_STATUS, min_size=1).map(tuple))
    elif subject in NAMED or subject in WITHOUT_CHECK:
        argument = draw(_TEXT)
    least = st.just((Check(CheckKind.AT_MOST, 5),))
    checks = draw(least if subject is Subject.TIME else _CHECKS)
    ignore = draw(st.lists(_TEXT, max_size=2)) if subject is Subject.SNAPSHOT else ()
    return Expectation(
        subject,
        argument,
        () if subject in WITHOUT_CHECK else checks,
        draw(st.text()),
        tuple(ignore),
    )


@given(st.lists(_CAPTURES, max_size=3), st.lists(_expectations(), max_size=3))
def test_what_is_encoded_passes_its_check_and_reads_as_the_same(
    taken: list[Capture], expected: list[Expectation]
) -> None:
    found: list[Finding] = []
    tables = [encode_capture(one) for one in taken]
    captures(tables, ("capture",), found)
    assert decode_captures(tables) == tuple(taken)
    tables = [encode_expectation(one) for one in expected]
    expectations(tables, ("expect",), found)
    assert decode_expectations(tables) == tuple(expected)
    assert found == []

"""WWW-Authenticate as servers write it (RFC 9110 §11.6.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.oauth.challenges import read_challenges

Plain = list[tuple[str, dict[str, str]]]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((), []),
        (("Bearer",), [("bearer", {})]),
        (('Bearer realm="a, b", error=no',), [("bearer", {"realm": "a, b", "error": "no"})]),
        (('BEARER Error = "x"',), [("bearer", {"error": "x"})]),
        (('Basic realm="x", Bearer scope="a b"',),
         [("basic", {"realm": "x"}), ("bearer", {"scope": "a b"})]),
        (("Negotiate YWJj==, Bearer",), [("negotiate", {}), ("bearer", {})]),
        (("Basic", "DPoP algs=\"ES256\""), [("basic", {}), ("dpop", {"algs": "ES256"})]),
        (('Bearer error_description="say \\"hi\\", twice"',),
         [("bearer", {"error_description": 'say "hi", twice'})]),
        (('Bearer realm="api", error="invalid_token", error_description="say \\"hi\\", twice", '
          'DPoP realm="api", algs="ES256 RS256"',),
         [("bearer", {"realm": "api", "error": "invalid_token",
                      "error_description": 'say "hi", twice'}),
          ("dpop", {"realm": "api", "algs": "ES256 RS256"})]),
        (('Keystone uri="https://keystone.example.com/v3"',),
         [("keystone", {"uri": "https://keystone.example.com/v3"})]),
        (('Bearer error="cut',), [("bearer", {"error": "cut"})]),
        (("Bearer error=a, error=b,, ,",), [("bearer", {"error": "a"})]),
        (("error=lost", "(nothing)"), []),
    ],
)  # fmt: skip
def test_challenges_and_their_parameters(values: tuple[str, ...], found: Plain) -> None:
    assert [(one.scheme, dict(one.parameters)) for one in read_challenges(values)] == found


_TOKENS = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
_QUOTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@given(st.lists(st.tuples(_TOKENS, st.dictionaries(_TOKENS, _QUOTABLE, max_size=3)), max_size=3))
def test_what_is_written_by_the_grammar_is_read_again(wanted: Plain) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = ", ".join(
        f"{scheme} " + ", ".join(f"{name}={quoted(value)}" for name, value in more.items())
        for scheme, more in wanted
    )
    assert [(one.scheme, dict(one.parameters)) for one in read_challenges([text])] == wanted


@given(st.lists(st.text(max_size=60), max_size=3))
def test_no_field_makes_it_fail(values: list[str]) -> None:
    read_challenges(values)

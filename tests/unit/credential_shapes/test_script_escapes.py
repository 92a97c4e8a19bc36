"""Escapes of a script's letters hide no credential."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.credential_shapes.script_escapes import without_escapes
from outrider.credential_shapes.script_search import find_in_script

VALUE = "Zq7-pLain_s3cretV4lue"


@pytest.mark.parametrize(
    "target",
    [
        'obj["client\\x5fsecret"]',
        "obj['client_secr\\u0065t']",
        "obj['client_secr\\u{65}t']",
        "obj['client\\137secret']",
        "client_secr\\u0065t",
    ],
)
def test_an_escaped_name_is_a_name(target: str) -> None:
    script = f"{target} = '{VALUE}';"
    assert [script[one.start : one.end] for one in find_in_script(script)] == [VALUE]


@pytest.mark.parametrize(
    "script",
    [
        f"x = {{'client_secr\\u0065t': '{VALUE}'}};",
        f"pm.environment.set('client_secr\\u0065t', '{VALUE}');",
    ],
)
def test_an_escaped_key_or_argument_is_a_name(script: str) -> None:
    assert [script[one.start : one.end] for one in find_in_script(script)] == [VALUE]


def test_an_escape_within_the_value_is_covered_whole() -> None:
    script = "const clientSecret = 'Zq7\\x2dpLain\\u{5f}s3cret';"
    assert [script[one.start : one.end] for one in find_in_script(script)] == [
        "Zq7\\x2dpLain\\u{5f}s3cret"
    ]


def test_what_a_backslash_makes_literal_is_none() -> None:
    assert without_escapes("a\\\\x5fb")[0] == "a\\\\x5fb"


@given(st.text(st.sampled_from("ab\\xu{}0156f'\"\n")))
def test_every_letter_has_its_place(script: str) -> None:
    plain, places = without_escapes(script)
    assert len(places) == len(plain) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(script)

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.token import TokenResponse
from outrider.oauth.command_output import TokenOutput, UnusableOutput

NOW = 1_700_000_000.0


def read(text: str | bytes, paths: Mapping[str, tuple[str, ...]] | None = None) -> TokenResponse:
    data = text if isinstance(text, bytes) else text.encode()
    return TokenOutput(data, paths or {}, str, NOW).read()


def refused(text: str | bytes, paths: Mapping[str, tuple[str, ...]] | None = None) -> str:
    with pytest.raises(UnusableOutput) as told:
        read(text, paths)
    return f"{told.value.how}|{told.value.why}"


@pytest.mark.parametrize(
    "text", ["abc.def-1", "abc.def-1\n", " abc.def-1\r\n", '"abc.def-1"\n', "\ufeffabc.def-1"]
)
def test_plain_output_is_the_token(text: str) -> None:
    found = read(text)
    assert found.access_token.reveal() == "abc.def-1"
    assert found.lifetime is None


def test_digits_alone_are_a_token() -> None:
    assert read("12345678").access_token.reveal() == "12345678"


def test_json_with_the_names_of_the_rfc_needs_no_paths() -> None:
    found = read('{"access_token": "a1", "expires_in": "70", "scope": "a b", "token_type": "x"}')
    assert (found.lifetime, found.scope, found.token_type) == (70, frozenset({"a", "b"}), "x")


def test_paths_lead_to_members_and_elements() -> None:
    text = '{"status": {"tokens": [{"t": "a1"}], "until": "2023-11-14T22:14:20Z"}}'
    paths = {"access_token": ("status", "tokens", "0", "t"), "expires_at": ("status", "until")}
    found = read(text, paths)
    assert (found.access_token.reveal(), found.lifetime) == ("a1", 60)


@pytest.mark.parametrize(
    "written",
    [
        NOW + 60,
        str(NOW + 60),
        (NOW + 60) * 1000,
        "2023-11-14T22:14:20Z",
        "2023-11-14T23:14:20+01:00",
        datetime.fromtimestamp(NOW + 60).isoformat(sep=" "),
        "2023-11-14 22:14:20 UTC",
        "2023-11-14t22:14:20z",
        "Tue, 14 Nov 2023 22:14:20 GMT",
        NOW + 60.7,
    ],
)
def test_a_point_in_time_is_one_in_every_spelling(written: object) -> None:
    text = json.dumps({"accessToken": "a1", "expiresOn": written})
    paths = {"access_token": ("accessToken",), "expires_at": ("expiresOn",)}
    assert read(text, paths).lifetime == 60


@pytest.mark.parametrize(
    ("text", "paths", "told"),
    [
        ("", {}, "printed nothing|"),
        (" \n", {}, "printed nothing|"),
        (b"\xff", {}, "printed text that is not UTF-8 (at byte 1)|"),
        ("a b", {}, "contains a space"),
        ("é", {}, "a character that a header cannot carry"),
        ("a\nb\n", {}, "printed 2 lines|A token is one line of text."),
        ("token abc", {}, 'printed "token " before the token'),
        ('""', {}, "printed an empty token"),
        ("{}", {}, "without access_token|The JSON has no members."),
        ("[1]", {}, "without access_token|The JSON has an array."),
        ('{"access_token": 5}', {}, "printed an access_token that is a number"),
        ('{"access_token": "a\\nb"}', {}, "printed 2 lines"),
        ("abc", {"access_token": ("a",)}, "printed what is not JSON"),
        ('{"a": "S"}', {"access_token": ("b",)}, 'without "b"|The JSON has a.'),
        ('{"a": {"c": "S"}}', {"access_token": ("a", "b")}, 'without "a.b"|"a" has c.'),
        ('{"a": "S"}', {"access_token": ("a", "b")}, '"a" is a string.'),
        ('{"t": "S"}', {"access_token": ("t",), "expires_in": ("e",)}, "The JSON has t."),
        ('{"access_token": "S", "expires_in": 0}', {}, "printed a token that expired"),
    ],
)
def test_output_without_a_token_is_named_and_no_value_is(
    text: str | bytes, paths: Mapping[str, tuple[str, ...]], told: str
) -> None:
    found = refused(text, paths)
    assert told in found
    assert "S" not in found.replace("JSON", "")


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"accessToken": "x"}, "accessToken"),
        ({"token": "x", "id_token": "y"}, "token"),
        ({"status": {"token": "x"}}, "status.token"),
        ({"other": "x"}, ""),
    ],
)
def test_the_likely_place_of_the_token_is_named(members: object, path: str) -> None:
    with pytest.raises(UnusableOutput) as told:
        read(json.dumps(members))
    assert (told.value.member, told.value.path) == ("access_token", path)


def test_an_expiry_that_is_none_is_a_warning_without_its_value() -> None:
    found = read('{"access_token": "a1", "expires_in": "soon"}')
    assert found.lifetime is None
    assert found.warnings == (
        "expires_in in the output of the command is not a number of seconds.",
    )


@pytest.mark.parametrize("written", ["soon", "", 3600, -1, True, [NOW], {"a": 1}, "NaN"])
def test_what_is_no_point_in_time_is_said(written: object) -> None:
    found = read(json.dumps({"access_token": "a1", "expires_at": written}))
    assert found.lifetime is None
    assert found.warnings == (
        "expires_at in the output of the command is not a date or a number of seconds since 1970.",
    )


def test_a_long_life_is_cut_to_a_day() -> None:
    found = read('{"access_token": "a1", "expires_in": 999999}')
    assert found.lifetime == 24 * 3600
    assert found.warnings


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(json_values, st.lists(st.sampled_from(["a", "0", "access_token"]), min_size=1, max_size=3))
def test_whatever_is_printed_is_a_token_or_a_sentence(value: object, path: list[str]) -> None:
    text = json.dumps({"a": value, "access_token": value})
    for paths in ({}, {"access_token": tuple(path)}, {"expires_at": tuple(path)}):
        with suppress(UnusableOutput):
            assert read(text, paths).access_token.reveal().isascii()


def test_the_date_of_the_vectors_is_the_one_meant() -> None:
    assert datetime.fromtimestamp(NOW + 60, UTC).isoformat() == "2023-11-14T22:14:20+00:00"

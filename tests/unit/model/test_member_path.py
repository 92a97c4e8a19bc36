"""Paths of members: dotted text, or a list where a name holds dots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.member_path import member_path, path_text, written_path


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("accessToken", ("accessToken",)),
        ("data.accessToken", ("data", "accessToken")),
        ("data.items.0.token", ("data", "items", "0", "token")),
        (" data.token ", ("data", "token")),
        (["data", "access.token"], ("data", "access.token")),
        (["items", 0, "token"], ("items", "0", "token")),
        ("", None),
        ("  ", None),
        ("a..b", None),
        (".a", None),
        ("a.", None),
        ([], None),
        ([""], None),
        ([True], None),
        ([["a"]], None),
        (5, None),
        ({"a": "b"}, None),
    ],
)
def test_a_path_is_text_or_a_list_of_names(written: object, path: tuple[str, ...] | None) -> None:
    assert member_path(written) == path


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_path_as_text_is_the_same_path(names: list[str]) -> None:
    assert member_path(written_path(path_text(names))) == tuple(names)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("data", "token"), "data.token"),
        (("da.ta", "token"), '["da.ta", "token"]'),
        (("[a",), '["[a"]'),
        (("clé",), "clé"),
    ],
)
def test_a_path_is_dotted_where_it_can_be(path: tuple[str, ...], text: str) -> None:
    assert path_text(path) == text


@pytest.mark.parametrize("text", ["[", "[5.5]", "[]", "plain"])
def test_a_text_that_is_no_list_stays_one(text: str) -> None:
    assert written_path(text) == text

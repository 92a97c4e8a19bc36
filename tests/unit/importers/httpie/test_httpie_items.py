"""How HTTPie divides an item, and what its nested names make."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.httpie.httpie_items import (
    SEPARATORS,
    FieldConflict,
    RequestItem,
    nested_json,
    read_item,
)
from outrider.importers.importer import ImportSource

ITEMS = {
    "a=1": ("a", "=", "1"),
    "a:=1": ("a", ":=", "1"),
    "a==1=2": ("a", "==", "1=2"),
    "A:b=c": ("A", ":", "b=c"),
    "a:=@f": ("a", ":=@", "f"),
    r"a\:b=c\=d": ("a:b", "=", "c=d"),
    r"a\x=1": (r"a\x", "=", "1"),
    "X;": ("X", ";", ""),
    "@f": ("", "@", "f"),
}


@each_case(ITEMS.items())
def test_an_item_is_divided_at_its_first_separator(
    case: tuple[str, tuple[str, str, str]],
) -> None:
    assert read_item(case[0]) == RequestItem(*case[1])


def test_a_word_without_a_separator_is_none() -> None:
    assert read_item(r"a\=b") is None


@given(st.text(alphabet="ab=:@;\\[]", max_size=12))
def test_no_word_is_lost(word: str) -> None:
    item = read_item(word)
    if item is not None:
        assert item.separator in SEPARATORS


BODIES: tuple[tuple[list[tuple[str, Any]], Any], ...] = (
    ([("a", "1"), ("b", 2)], {"a": "1", "b": 2}),
    ([("a[b][]", 1), ("a[b][]", 2)], {"a": {"b": [1, 2]}}),
    ([("[]", 1), ("[2]", 3)], [1, None, 3]),
    ([(r"a\[b\]", 1)], {"a[b]": 1}),
    ([(r"a[\1]", 1)], {"a": {"1": 1}}),
    ([("a]b", 1)], {"a]b": 1}),
    ([("a[b]c", 1)], {"a[b]c": 1}),
    ([], {}),
)


@each_case(BODIES)
def test_nested_names_make_objects_and_lists(case: tuple[list[tuple[str, Any]], Any]) -> None:
    assert json.loads(nested_json(case[0])) == case[1]


@each_case(([("a", 1), ("a[b]", 2)], [("a[]", 1), ("a[b]", 2)], [("a[999999999]", 1)]))
def test_names_that_do_not_fit_are_a_conflict(fields: list[tuple[str, Any]]) -> None:
    with pytest.raises(FieldConflict):
        nested_json(fields)


def test_names_nested_without_end_are_told() -> None:
    command = "http POST a.test/x a" + "[b]" * 3000 + "=1 c[999999999]=1\n"
    result = read_sources([ImportSource("c.sh", command)])
    assert len(result.requests) == 1
    assert any("[b][b]" in one.what for one in result.remarks)

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.body_views import format_head
from outrider.body_views.large_json import json_head

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab"\\{}[],: é\n', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text('k"\\{,', max_size=3), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(VALUES, st.floats(0, 1), st.booleans())
def test_the_start_is_laid_out_as_the_whole_will_be(value: Any, part: float, compact: bool) -> None:
    text = json.dumps(value, separators=(",", ":") if compact else None).encode()
    head = json_head(text[: round(len(text) * part)])
    if head is None:
        return
    msgspec.json.decode(head)
    whole = msgspec.json.format(text, indent=2).split(b"\n")
    rows = head.split(b"\n")
    # What is open is closed: up to there, every row is one of the whole.
    closed = len(rows)
    while closed and rows[closed - 1].strip() in {b"}", b"]"}:
        closed -= 1
    assert rows[: closed - 1] == whole[: closed - 1]
    assert whole[closed - 1].rstrip(b",").startswith(rows[closed - 1].rstrip(b"{}[] "))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[1",
        b'{"a": "long, and without an end',
        b'{"a":1}\n{"b":2}\n{"c":3,',
        b"[1,2]]",
        b"[1}",
        b"no json, at all",
        b"[" * 4000 + b"1,",
        b'["\x01", 2,',
    ],
)
def test_what_has_no_such_start_has_none(text: bytes) -> None:
    assert json_head(text) is None


def test_a_string_without_an_end_hides_its_commas() -> None:
    assert json_head(b'{"a": 1, "b": "x, y, {z') == b'{\n  "a": 1\n}'


def test_the_start_of_other_bodies_is_shown_as_it_came() -> None:
    assert format_head(b"<a>" * 50_000, "application/xml").rows.data == (b"<a>" * 50_000)[:65_536]
    assert format_head(b"\x00\x01" * 50_000, "image/png").view == "hex"
    broken = b"[1}" + b" " * 5_000
    assert format_head(broken, "application/json").rows.data == broken

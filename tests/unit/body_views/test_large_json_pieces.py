from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.body_views import large_json
from outrider.body_views.large_json import format_json

TEXTS = st.text('ab"\\{}[],:1 é\n', max_size=8)
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=60,
)
LAYOUTS = st.sampled_from([{"separators": (",", ":")}, {}, {"indent": 1}, {"indent": "\t"}])


def outcome(data: bytes, **options: int) -> bytes | str:
    try:
        return format_json(data, **options) if options else msgspec.json.format(data, indent=2)
    except msgspec.DecodeError as error:
        return str(error)


@given(VALUES, LAYOUTS, st.integers(1, 40))
def test_pieces_are_laid_out_as_the_whole_is(value: Any, layout: Any, piece: int) -> None:
    text = json.dumps(value, ensure_ascii=False, **layout).encode()
    assert outcome(text, piece=piece) == outcome(text)


@given(VALUES, st.data(), st.integers(1, 40))
def test_what_is_not_valid_is_refused_with_the_same_words(
    value: Any, data: st.DataObject, piece: int
) -> None:
    text = json.dumps(value, separators=(",", ":")).encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    put = data.draw(st.binary(max_size=3) | st.sampled_from([b",", b"]", b"}", b'"', b"[", b":"]))
    spoiled = text[:start] + put + text[end:]
    assert outcome(spoiled, piece=piece) == outcome(spoiled)


@pytest.mark.parametrize(
    "text",
    [
        b'[{"a":1},{"a":2},{"a":3},{"a":4},{"a":5}]',
        b'{"a":{"b":[{"c":[1,2,3,4]},{"c":[5,6,7,8]}]},"d":{"e":"f","g":"h","i":[]}}',
        b"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]",
        b'["abc","def","ghi","jkl","mno"]',
        b' [ [ 1 ] , [ 2 ] , [ 3 ] , { "a" : true } , { } , [ ] , [ 4 ] ] \n',
    ],
)
def test_it_is_cut(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    whole = msgspec.json.format(text, indent=2)
    calls: list[bytes] = []

    def format_and_record(data: bytes, *, indent: int) -> bytes:
        calls.append(data)
        return form(data, indent=indent)

    form = msgspec.json.format
    monkeypatch.setattr(msgspec.json, "format", format_and_record)
    assert format_json(text, piece=8) == whole
    assert len(calls) > 1
    assert text not in calls


def test_brackets_and_commas_in_strings_cost_time_only() -> None:
    text = json.dumps([{"a": '},{"b":[', "c": "]],[["} for _ in range(50)]).encode()
    for piece in range(1, 200):
        assert format_json(text, piece=piece) == msgspec.json.format(text, indent=2)


@pytest.mark.parametrize("text", [b"[" * 50_000 + b"1,2,3" + b"]" * 50_000, b"[1],[2]" * 400])
def test_deep_and_broken_ones_end(text: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, RecursionError)):
        format_json(text, piece=64)


def test_a_large_one_is_cut_without_being_asked() -> None:
    member = b'{"id":1,"name":"' + b"x" * 1_000 + b'"}'
    text = b"[" + b",".join([member] * (3 * large_json.PIECE // len(member))) + b"]"
    assert format_json(text) == msgspec.json.format(text, indent=2)

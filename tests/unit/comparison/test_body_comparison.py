"""Bodies, by their kind."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.comparison.exchanges import (
    FORM,
    JSON,
    TEXT,
    answer,
    compared,
    differences,
    side,
    told,
)

from outrider.comparison.compared_exchange import ComparedExchange
from outrider.model.secret import MASK, Secret
from outrider.visible_text import visible_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text("ab"), inside),
    max_leaves=8,
)


def bodies(first: str, second: str, kind: tuple[str, str] = JSON) -> list[str]:
    return differences(side(kind, body=first), side(kind, body=second))


def of_json(value: Any) -> ComparedExchange:
    return side(response=answer(json.dumps([value]).encode(), JSON))


def test_json_is_told_by_path() -> None:
    first = {"orders": [{"id": 1, "a b": 2}, {"id": 3}], "total": 2, "gone": None}
    second = {"orders": [{"id": 1, "a b": 5}, {"id": 3}, {"id": 4}], "total": "2"}
    assert bodies(json.dumps(first), json.dumps(second)) == [
        '.orders[0]["a b"] changed 2 5',
        '.orders[2] only_b {"id": 4}',
        '.total changed 2 "2"',
        ".gone only_a null",
    ]


def test_an_item_put_in_front_moves_nothing() -> None:
    assert bodies("[1, 2, 3]", "[0, 1, 2, 3]") == ["[0] only_b 0"]


def test_the_order_of_members_and_spaces_are_no_difference() -> None:
    comparison = compared(side(JSON, body='{"a": 1, "b": 2}'), side(JSON, body='{"b":2,"a":1}'))
    assert not comparison.differs
    assert [one.kind.value for one in comparison.found] == ["spelling"]


def test_the_same_text_in_another_encoding_is_said_to_be_that() -> None:
    marked = side(response=answer(b"\xef\xbb\xbfa", TEXT))
    comparison = compared(marked, side(response=answer(b"a", TEXT)))
    assert not comparison.differs
    assert [one.kind.value for one in comparison.found] == ["spelling"]


def test_nothing_of_json_is_lost() -> None:
    assert bodies('{"a": 1, "a": 2}', '{"a": 2}')
    assert bodies('{"a": 1.0}', '{"a": 1}') == [".a changed 1.0 1"]
    assert bodies('{"a": 12345678901234567890123}', '{"a": 12345678901234567890124}')
    assert bodies("[NaN]", "[null]")
    deep = "[" * 5000 + "1" + "]" * 5000
    assert bodies(deep, deep.replace("1", "2"))


@given(VALUES, VALUES)
def test_two_documents_differ_where_they_do_and_so_from_both_sides(first: Any, second: Any) -> None:
    one, other = of_json(first), of_json(second)
    there, back = compared(one, other), compared(other, one)
    assert there.differs == (
        json.dumps(first, sort_keys=True) != json.dumps(second, sort_keys=True)
    )
    assert sorted(map(repr, there.differences)) == sorted(
        repr(found.mirrored()) for found in back.differences
    )
    assert not compared(one, one).found


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_texts_differ_where_they_do_and_so_from_both_sides(first: str, second: str) -> None:
    one = side(response=answer(first.encode("utf-8", "replace"), TEXT))
    other = side(response=answer(second.encode("utf-8", "replace"), TEXT))
    there, back = compared(one, other), compared(other, one)
    same = first.encode("utf-8", "replace") == second.encode("utf-8", "replace")
    assert there.differs != same
    assert sorted(map(repr, there.differences)) == sorted(
        repr(found.mirrored()) for found in back.differences
    )


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_two_bodies_of_bytes_differ_where_they_do(first: bytes, second: bytes) -> None:
    there = compared(side(response=answer(first)), side(response=answer(second)))
    assert there.differs == (first != second)


def test_forms_are_told_by_field() -> None:
    assert bodies("a=1&b=2&b=3", "b=2&b=4&c=1", FORM) == [
        'field "a" only_a 1',
        'field "b" changed 3 4',
        'field "c" only_b 1',
    ]
    assert bodies("a=1&b=2", "b=2&a=1", FORM) == ["order of fields order a, b b, a"]


def test_text_is_told_by_line() -> None:
    assert bodies("a\nb\nc", "a\nx\nc\nd", TEXT) == ["line 2 changed b x", "line 4 only_b d"]


def test_bytes_are_told_by_size_and_first_difference() -> None:
    found = differences(side(response=answer(b"\0abcd")), side(response=answer(b"\0abxde")))
    assert len(found) == 1
    assert found[0].startswith("byte 4 changed 5 bytes, binary, SHA-256 ")


def test_a_multipart_text_is_told_by_part_whatever_its_boundary() -> None:
    def made(boundary: str, value: str, content: str) -> ComparedExchange:
        text = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{value}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{content}\r\n--{boundary}--\r\n"
        )
        kind = ("Content-Type", f"multipart/form-data; boundary={boundary}")
        return side(kind, body=text)

    found = compared(made("one", "1", "x"), made("two", "1", "y"))
    assert [text for text in told(found.differences) if "header" not in text] == [
        'part "f" changed x y'
    ]


def test_a_body_of_which_not_all_is_known_is_never_called_equal() -> None:
    cut = replace(answer(b"abc", TEXT), size=10, truncated=True)
    comparison = compared(side(response=cut), side(response=cut))
    assert [one.kind.value for one in comparison.found] == ["not_compared"]


def test_secrets_in_bodies_are_compared_and_not_shown() -> None:
    def body(value: str, *, kind: tuple[str, str], text: str) -> ComparedExchange:
        return side(kind, body=Secret(text.format(value), text.format(MASK)))

    for kind, text in (
        (JSON, '{{"note": "{}"}}'),
        (FORM, "note={}&a=1"),
        (TEXT, "first\nthe note is {}\n"),
    ):
        one, other = body("pin1", kind=kind, text=text), body("pin2", kind=kind, text=text)
        comparison = compared(one, other)
        assert [found.kind.value for found in comparison.found] == ["another_secret"], text
        assert "pin1" not in repr(comparison)
        same = compared(one, body("pin1", kind=kind, text=text))
        assert [found.kind.value for found in same.found] == ["same_secret"], text


def test_a_secret_that_breaks_its_document_is_masked_whole() -> None:
    one = side(JSON, body=Secret('{"n": 4711, "s": "x"}', f'{{"n": {MASK}, "s": "x"}}'))
    other = side(JSON, body='{"n": 4712, "s": "y"}')
    assert "4711" not in repr(compared(one, other))


def test_members_named_as_credentials_and_what_looks_like_one_are_masked() -> None:
    jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWl0"
    one = side(JSON, body=json.dumps({"password": "hunter22", "note": jwt, "pin": 4711}))
    other = side(JSON, body=json.dumps({"password": "hunter23", "note": "x", "pin": 4712}))
    text = repr(compared(one, other))
    for secret in ("hunter22", "hunter23", jwt, "4711", "4712"):
        assert secret not in text


@given(st.binary(max_size=60))
def test_any_bytes_are_safe_to_tell(data: bytes) -> None:
    comparison = compared(side(response=answer(data)), side(response=answer(b"x")))
    for row in (*comparison.response, *comparison.response_body):
        assert visible_line(visible_line(row.text)) == visible_line(row.text)

"""Two exchanges, part by part."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.comparison.exchanges import (
    FORM,
    JSON,
    TEXT,
    URL,
    answer,
    compared,
    differences,
    side,
)
from tests.unit.comparison.exchanges import told as texts

from outrider.cli.output.comparison_output import comparison_object
from outrider.comparison.compared_exchange import ComparedExchange
from outrider.comparison.exchange_comparison import compare_exchanges
from outrider.comparison.page_lines import page_lines, plain_lines
from outrider.exporters.masking import MaskingPolicy
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

S = Secret("the-known-secret-1")
OTHER = "othervalue999"

HEADERS = st.lists(
    st.tuples(st.sampled_from(["A", "a", "B", "Date", "Content-Type"]), st.sampled_from("xy")),
    max_size=4,
)
PARTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST", "get"]),
        "url": st.sampled_from(
            [URL, f"{URL}?a=1&b=2", f"{URL}?b=2&a=1", "https://API.example.com/orders"]
        ),
        "headers": HEADERS,
        "body": st.none() | st.sampled_from(['{"a": 1}', '{"a":1}', "a=1&b=2", "text\n", ""]),
        "status": st.sampled_from([200, 404]),
        "answered": HEADERS,
        "content": st.sampled_from([b"", b"[1]", b"[1, 2]", b"\0\1", b"\0\2"]),
    }
)


def made(parts: dict[str, Any]) -> ComparedExchange:
    response = answer(parts["content"], *parts["answered"], status=parts["status"])
    return side(
        *parts["headers"],
        method=parts["method"],
        url=parts["url"],
        body=parts["body"],
        response=response,
    )


@given(PARTS, PARTS)
def test_it_is_symmetric_empty_for_the_same_and_complete(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    one, other = made(first), made(second)
    there, back = compared(one, other), compared(other, one)
    assert bool(there.found) == (first != second)
    assert there.differs == back.differs
    assert sorted(map(repr, there.found)) == sorted(repr(one.mirrored()) for one in back.found)


def test_a_version_and_a_reason_are_compared_where_both_sides_have_them() -> None:
    first = side(response=replace(answer(b"", JSON), reason="OK"))
    second = side(response=answer(b"", JSON, version="http/2.0"))
    assert differences(first, second) == ["changed HTTP/1.1 200 HTTP/2 200"]
    assert not differences(second, side(response=answer(b"", JSON, version="HTTP/2")))
    assert not differences(second, side(response=answer(b"", JSON, version="")))


def test_a_failure_is_compared_by_its_words() -> None:
    failed = replace(side(), problem=("Connection refused.",), is_planned=False)
    assert differences(failed, side(response=answer(b""))) == [
        "only_b HTTP/1.1 200",
        "problem only_a Connection refused.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (
            side(("X-Key", S)),
            side(("X-Key", OTHER)),
            f'header "X-Key" another_secret {MASK} {MASK}',
        ),
        (
            side(("X-Key", Secret(f"Custom {S.reveal()}"))),
            side(("X-Key", f"Custom {OTHER}")),
            f'header "X-Key" another_secret {MASK} {MASK}',
        ),
        (
            side(("X-Key", f"v1 {S.reveal()} end")),
            side(("X-Key", f"v1 {OTHER} end")),
            f'header "X-Key" another_secret v1 {MASK} end v1 {MASK} end',
        ),
        (
            side(("X-Key", f"v1 {S.reveal()}")),
            side(("X-Key", f"v2 {OTHER}")),
            f'header "X-Key" changed v1 {MASK} {MASK}',
        ),
        (
            side(("X-Key", S)),
            side(("X-Key", OTHER), ("X-Key", f"{OTHER}2")),
            f'header "X-Key" another_secret {MASK} {MASK}|header "X-Key" only_b {MASK}',
        ),
        (
            side(url=f"{URL}?k={S.reveal()}&n=1"),
            side(url=f"{URL}?k={OTHER}&n=1"),
            f'query parameter "k" another_secret {MASK} {MASK}',
        ),
        (
            side(url=f"{URL}/{S.reveal()}/x"),
            side(url=f"{URL}/{OTHER}/x"),
            f"path segment 2 another_secret {MASK} {MASK}",
        ),
        (
            side(url=f"https://me:{S.reveal()}@api.example.com/"),
            side(url=f"https://{OTHER}@api.example.com/"),
            None,
        ),
        (
            side(JSON, body=f'{{"k": "{S.reveal()}", "n": 1}}'),
            side(JSON, body=f'{{"k": "{OTHER}", "n": 1}}'),
            f'.k another_secret "{MASK}" "{MASK}"',
        ),
        (
            side(JSON, body=f'{{"k": "{S.reveal()}"}}'),
            side(JSON, body=f'{{"k": {{"deep": "{OTHER}"}}}}'),
            None,
        ),
        (
            side(FORM, body=f"k={S.reveal()}&n=1"),
            side(FORM, body=f"k={OTHER}&n=1"),
            f'field "k" another_secret {MASK} {MASK}',
        ),
        (
            side(TEXT, body=f"one\nthe key is {S.reveal()}."),
            side(TEXT, body=f"one\nthe key is {OTHER}."),
            f"line 2 another_secret the key is {MASK}. the key is {MASK}.",
        ),
        (
            side(response=answer(S.reveal().encode(), TEXT, ("X-Key", S.reveal()))),
            side(response=answer(OTHER.encode(), TEXT, ("X-Key", OTHER))),
            f'header "X-Key" another_secret {MASK} {MASK}|line 1 another_secret {MASK} {MASK}',
        ),
        (side(("X-Key", S)), side(("X-Key", "")), f'header "X-Key" changed {MASK}'),
    ],
)
def test_what_stands_where_the_other_side_has_a_secret_is_masked(
    first: ComparedExchange, second: ComparedExchange, told: str | None
) -> None:
    redactor = Redactor()
    redactor.register([S])
    for sides in ((first, second), (second, first)):
        found = compare_exchanges(*sides, MaskingPolicy(redactor))
        pages = plain_lines(page_lines(found)) + json.dumps(comparison_object(found))
        assert OTHER not in pages
        assert S.reveal() not in pages
    if told is not None:
        found = compare_exchanges(first, second, MaskingPolicy(redactor))
        assert "|".join(texts(found.differences)) == told

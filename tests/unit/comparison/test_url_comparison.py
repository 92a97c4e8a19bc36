"""URLs, part by part."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case
from tests.unit.comparison.exchanges import compared, differences, side, told

from outrider.model.secret import Secret


def urls(first: str, second: str) -> list[str]:
    return differences(side(url=first), side(url=second))


@each_case(
    [
        ("http://a.b:1/", "https://a.b:1/", ["scheme changed http https"]),
        ("http://a.b/", "http://a.c/", ["host changed a.b a.c"]),
        ("http://a:1/", "http://a:2/", ["port changed 1 2"]),
        ("http://a/", "http://a:81/", ["port changed 80 81"]),
        ("http://a/v1/x", "http://a/v2/x", ["path segment 1 changed v1 v2"]),
        ("http://a/x/z", "http://a/x/y/z", ["path segment 2 only_b y"]),
        ("http://a/x", "http://a/x/", ["path segment 2 only_b"]),
        ("http://a/?p=1&q=2", "http://a/?p=1&q=3", ['query parameter "q" changed 2 3']),
        ("http://a/?q=a+b", "http://a/?q=a%20b", ['query parameter "q" changed a+b a%20b']),
        ("http://a/?q=1&q=2", "http://a/?q=2", ['query parameter "q" only_a 1']),
        (
            "http://a/?p=1&q=2",
            "http://a/?q=2&p=1",
            ["order of query parameters order p, q q, p"],
        ),
        ("http://a/#x", "http://a/", ["fragment only_a x"]),
    ]
)
def test_each_part_is_told_by_itself(case: tuple[str, str, list[str]]) -> None:
    first, second, expected = case
    assert urls(first, second) == expected


def test_what_means_the_same_is_said_and_is_no_difference() -> None:
    for first, second in (
        ("https://a.b/x", "https://a.b:443/x"),
        ("https://a.b", "HTTPS://A.B/"),
    ):
        comparison = compared(side(url=first), side(url=second))
        assert not comparison.differs
        assert told(comparison.found) == [f"spelling spelling {first} {second}"]


def test_secrets_in_a_query_are_compared_and_not_shown() -> None:
    first = side(url=Secret("https://a.b/?key=abcdefgh1", "https://a.b/?key=••••••"))
    second = side(url="https://a.b/?key=abcdefgh2")
    comparison = compared(first, second)
    assert "abcdefgh1" not in str(comparison)
    assert [one.kind.value for one in comparison.found] == ["another_secret"]
    same = side(url=Secret("https://a.b/?key=abcdefgh1", "https://a.b/?key=••••••"))
    assert told(compared(first, same).found) == ['query parameter "key" same_secret •••••• ••••••']


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_differ_where_they_do(first: str, second: str) -> None:
    found = compared(side(url=first), side(url=second)).found
    assert bool(found) == (first != second)

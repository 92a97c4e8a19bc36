"""Two exchanges, part by part."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.comparison.exchanges import JSON, URL, answer, compared, differences, side

from outrider.comparison.compared_exchange import ComparedExchange

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

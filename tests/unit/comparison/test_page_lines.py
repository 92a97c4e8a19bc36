"""A comparison as a page shows it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.comparison.exchanges import JSON, TEXT, answer, compared, side

from outrider.comparison.difference import RowSign
from outrider.comparison.page_lines import PageLine, difference_count, page_lines, plain_lines


def body(first: str, second: str) -> tuple[PageLine, ...]:
    one, other = answer(first.encode(), TEXT), answer(second.encode(), TEXT)
    lines = page_lines(compared(side(response=one), side(response=other)))
    return lines[lines.index(PageLine(RowSign.HEADING, "Body")) + 1 :]


def test_equal_lines_far_from_a_difference_are_counted() -> None:
    lines = [str(at) for at in range(40)]
    changed = [*lines[:20], "new", *lines[21:]]
    assert [f"{one.sign}{one.text}" for one in body("\n".join(lines), "\n".join(changed))] == [
        *(" 0", " 1", "…16 equal lines", " 18", " 19", "-20", "+new"),
        *(" 21", " 22", "…17 equal lines"),
    ]


def test_what_only_one_side_has_is_written_out_a_member_a_line() -> None:
    one = side(response=answer(b'{"a": []}', JSON))
    other = side(response=answer(json.dumps({"a": [{"b": 1, "c": [2]}]}).encode(), JSON))
    lines = page_lines(compared(one, other))
    assert [line.text for line in lines if line.sign is RowSign.NEW] == [
        *("    {", '      "b": 1', '      "c": [', "        2", "      ]", "    }"),
    ]
    assert difference_count(lines) == 1


def test_volatile_headers_are_no_step_of_the_cursor() -> None:
    lines = page_lines(compared(side(("Date", "a")), side(("Date", "b"))))
    assert difference_count(lines) == 0
    assert [line.is_volatile for line in lines if line.sign is not RowSign.SAME][1:] == [True, True]


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_signs_give_both_texts_back(first: list[str], second: list[str]) -> None:
    lines = body("\n".join(["x", *first]), "\n".join(["x", *second]))
    if any(line.sign is RowSign.LEFT_OUT for line in lines):
        return
    assert [line.text for line in lines if line.sign is not RowSign.NEW] == ["x", *first]
    assert [line.text for line in lines if line.sign is not RowSign.GONE] == ["x", *second]


def test_a_page_is_copied_as_text() -> None:
    lines = page_lines(compared(side(("X", "1")), side(("X", "2"))))
    assert plain_lines(lines).splitlines()[-2:] == ["- X: 1", "+ X: 2"]

"""Rows of data."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import DocumentError
from outrider.storage.reading.data_rows import (
    csv_rows,
    json_lines_rows,
    json_rows,
    rows_of_text,
)

FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(FIELD, min_size=2, max_size=2), min_size=1), st.sampled_from(",;\t"))
def test_what_pythons_csv_writes_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two"], *rows])
    found = csv_rows(out.getvalue(), "d.csv")
    assert [list(row.values.values()) for row in found] == rows
    assert [row.number for row in found] == list(range(1, len(rows) + 1))


@given(st.lists(st.dictionaries(FIELD, FIELD | st.booleans() | st.none() | st.integers())))
def test_json_and_its_lines_say_the_same(rows: list[dict[str, object]]) -> None:
    wanted = [
        {name: one if isinstance(one, str) else json.dumps(one) for name, one in row.items()}
        for row in rows
    ]
    whole = json_rows(json.dumps(rows), "d.json")
    lines = json_lines_rows("".join(f"{json.dumps(row)}\n" for row in rows), "d.jsonl")
    assert [row.values for row in whole] == [row.values for row in lines] == wanted


def test_empty_fields_quotes_and_line_ends() -> None:
    text = 'a,b,c\r\n,"",x\r\n\r\n"say ""so""","two\r\nlines"," , "\r\n'
    first, second = csv_rows(text, "d.csv")
    assert first.values == {"a": "", "b": "", "c": "x"}
    assert second.values == {"a": 'say "so"', "b": "two\r\nlines", "c": " , "}
    assert (first.line, second.line) == (2, 4)


def test_numbers_keep_their_digits_and_the_rest_is_json() -> None:
    text = '[{"a": 1.50, "b": 12345678901234567890, "c": 1e3, "d": {"e": [1.0, "é"]}, "f": null}]'
    assert json_rows(text, "d.json")[0].values == {
        "a": "1.50",
        "b": "12345678901234567890",
        "c": "1e3",
        "d": '{"e": [1.0, "é"]}',
        "f": "null",
    }


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a,b\n1,2\n1\n", 3, "1 value in 2 columns."),
        ("a,b\n1,2,3\n", 2, "3 values in 2 columns."),
        ("a,a\n1,2\n", 1, 'Column "a" is there more than once.'),
        ('a,b\n1,"2\n', 2, "This is not CSV: unexpected end of data."),
        ('a,b\n"1"x,2\n', 2, "This is not CSV: ',' expected after '\"'."),
        ("[1]", None, "Row 1 is not a JSON object."),
        ('[{"a": 1},\n{"a": }]', 2, "This is not JSON: Expecting value, column 7."),
        ("[" * 100_000, 1, "This is not JSON: it is nested too deeply."),
        ('[{"a": NaN}]', 1, "This is not JSON: NaN is not a number of JSON."),
        ('{"a": 1}\n[2]\n', 2, "Row is not a JSON object."),
        ('{"a": 1}\n{"a"\n', 2, "This is not JSON: Expecting ':' delimiter, column 5."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int | None, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        rows_of_text(text, "d")
    assert caught.value.what == what
    place = caught.value.faults[0].place
    assert place is not None
    assert (place.file, place.line) == ("d", line)

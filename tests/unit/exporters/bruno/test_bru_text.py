"""Blocks are written so that their reader gives back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.exporters.bruno.bru_text import (
    BruRow,
    NotWritable,
    blocks,
    dictionary,
    is_writable,
    name_list,
    text_block,
)
from outrider.importers.bruno.bru_blocks import read_blocks

TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    )
    | st.sampled_from("'{}[]~:\"\\@\n ")
)


@given(TEXTS, TEXTS, st.booleans(), TEXTS)
def test_a_row_is_read_as_it_was_written(
    name: str, value: str, enabled: bool, description: str
) -> None:
    row = BruRow(name, value, enabled, description)
    if not name.strip() or not is_writable(row):
        return
    [block] = read_blocks(dictionary("headers", [row, BruRow("last", "x")]))
    first, last = block.pairs
    assert (last.name, last.text) == ("last", "x")
    assert (first.name, first.enabled) == (name, enabled)
    assert first.text == value.replace("\r\n", "\n").replace("\r", "\n")


@given(TEXTS)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    written = blocks([text_block("body:text", text), text_block("docs", "after")])
    found = [one.text for one in read_blocks(written)]
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert found == ([plain, "after"] if text else ["after"])


@pytest.mark.parametrize(
    "row",
    [
        BruRow("~a", "x"),
        BruRow("a", "one\n'''\ntwo"),
        BruRow("a", "'''x"),
        BruRow("a", " x"),
        BruRow(" a", "x"),
        BruRow("a\nb", "x"),
    ],
)
def test_what_the_language_cannot_hold_is_refused(row: BruRow) -> None:
    with pytest.raises(NotWritable):
        dictionary("headers", [row])


def test_what_is_empty_is_no_block() -> None:
    assert (dictionary("headers", []), text_block("docs", ""), name_list("x", [])) == ("", "", "")

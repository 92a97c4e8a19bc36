"""Rows of large texts: every byte is in one of them, and none is long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.work_counter import counted, given_up_at_last

from outrider.body_views.hex import HexRows
from outrider.body_views.text_rows import MAX_ROW_LENGTH, TextRows, find_all

PIECES = st.sampled_from(
    [
        *(b"", b"a", b"\n", b"\r\n", "é€😀".encode(), b"x" * 4095, b"y" * 8192, b"z" * 70_001),
        *("é".encode() * 5000, b"\xff\x80" * 5000, b"k\n" * 2000),
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=8).map(b"".join))
def test_rows_are_the_text_cut_at_line_ends_and_where_lines_are_long(data: bytes) -> None:
    rows = TextRows(data)
    starts = [rows.start(row) for row in range(rows.count)]
    ends = [*starts[1:], len(data)]
    assert b"".join(data[a:b] for a, b in zip(starts, ends, strict=True)) == data
    assert all(end - start <= MAX_ROW_LENGTH + 4 for start, end in zip(starts, ends, strict=True))
    assert rows.line_count == data.count(b"\n") + (not data.endswith(b"\n"))
    for row in {0, rows.count // 3, rows.count // 2, rows.count - 1}:
        start, end = starts[row], ends[row]
        assert rows.line_of(row) == data.count(b"\n", 0, start)
        assert rows.continues(row) == (start > 0 and data[start - 1] != 0x0A)
        assert start == end or rows.row_at(start) == rows.row_at(end - 1) == row
        first = rows.row_of_line(rows.line_of(row))
        assert rows.line_of(first) == rows.line_of(row)
        assert not rows.continues(first)


@given(st.text(alphabet="aé€😀\n", max_size=200))
def test_the_text_of_all_rows_is_the_text(text: str) -> None:
    rows = TextRows(text.encode())
    shown = "\n".join(rows.text(row) for row in range(rows.count))
    assert shown == text.removesuffix("\n")
    assert rows.all_text() == text


def test_a_character_is_never_cut_in_two() -> None:
    rows = TextRows(b"a" + "😀".encode() * 10_000)
    assert "".join(map(rows.text, range(rows.count))) == "a" + "😀" * 10_000


def test_line_ends_are_not_shown_and_a_lone_carriage_return_is() -> None:
    rows = TextRows(b"a\r\nb\rc\n")
    assert [rows.text(row) for row in range(rows.count)] == ["a", "b\rc"]


def test_places_behind_the_end_are_the_end() -> None:
    rows = TextRows(b"a\nb\nc")
    assert rows.row_of_line(99) == 2
    assert rows.row_of_line(-1) == 0
    assert rows.row_at(99) == 2
    empty = TextRows(b"")
    assert (empty.count, empty.text(0), empty.row_at(0), empty.row_of_line(5)) == (1, "", 0, 0)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["ab", "Ab", "aab", "\n", "é"]), max_size=30), st.booleans())
def test_a_search_finds_what_is_there(parts: list[str], capital: bool) -> None:
    text, needle = "".join(parts), "Ab" if capital else "ab"
    rows = TextRows(text.encode())
    found = [offset for part in find_all(rows, needle) for offset in part]
    looked = text.encode() if capital else text.encode().lower()
    assert len(found) == looked.count(needle.encode())
    assert all(looked[at : at + 2] == needle.encode() for at in found)


def test_a_match_on_the_border_of_two_slices_is_found_once() -> None:
    size = 1 << 22
    data = b"." * (size - 2) + b"needle" + b"." * size + b"needle"
    assert list(find_all(TextRows(data), "needle")) == [[size - 2], [], [2 * size + 4]]


def test_nothing_is_looked_for_where_it_cannot_be() -> None:
    assert list(find_all(TextRows(b"abc", "iso8859-1"), "€")) == []
    assert list(find_all(TextRows(b"abc"), "")) == []
    assert list(find_all(TextRows(b"abc"), "\ud800")) == []


def test_hex_rows_can_be_searched_by_bytes_and_by_text() -> None:
    rows = HexRows(b"\0" * 100 + b"\xde\xad" + b"Word")
    assert list(find_all(rows, "de ad")) == [[100]]
    assert list(find_all(rows, "word")) == [[102]]
    assert rows.row_at(100) == 6
    assert rows.text(6).startswith("00000060  00 00 00 00 de ad 57 6f  72 64")
    assert rows.text(6).endswith("  ......Word")


@pytest.mark.parametrize("data", [b"x" * 20_000_000, b'  "a": 1,\n' * 2_000_000])
def test_twenty_megabytes_are_indexed_without_looking_at_each_byte_or_line(data: bytes) -> None:
    with given_up_at_last(), counted() as work:
        rows = TextRows(data)
        rows.text(rows.count - 1)
        rows.text(rows.count // 2)
    assert work.steps < len(data) / 50

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.work_counter import counted, given_up_at_last

from outrider.visible_text import (
    count_invisible,
    has_combining_marks,
    visible_cells,
    visible_line,
    visible_text,
)

ANYTHING = st.text(st.characters(codec=None, categories=None))  # surrogates included
HOSTILE = st.text(
    st.sampled_from("a\r\n\t\x00\x1b\x7f\x9b\u202e\u200b\u0301\u0489\ud800\ufffe\U000e0041é\u00ad")
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [/x] text", "plain [/x] text"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a␍b"),
        ("\x1b]52;c;eA==\x07", "␛]52;c;eA==␇"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m\x85", "<U+009B>31m<U+0085>"),
        ("pay\u202eexe.txt", "pay<U+202E>exe.txt"),
        ("a\u200bb\u00adc\ufeff", "a<U+200B>b<U+00AD>c<U+FEFF>"),
        ("\U000e0041\U000e0100", "<U+E0041><U+E0100>"),
        ("\ud800", "<U+D800>"),
        ("\ufffe\U0010ffff\ufdd0", "<U+FFFE><U+10FFFF><U+FDD0>"),
        ("\u2028\u3164", "<U+2028><U+3164>"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("naïve Grüße ❤\ufe0f हिन्दी", "naïve Grüße ❤\ufe0f हिन्दी"),
    ],
)
def test_each_kind_of_character_has_its_shape(text: str, shown: str) -> None:
    assert visible_text(text) == shown


def test_one_line_has_no_line_end_and_no_tab() -> None:
    assert visible_line("a\r\nb\n\tc\rd") == "a␊b␊ c␍d"
    assert visible_text("a\nb", keep_newlines=False) == "a␊b"


@given(ANYTHING | HOSTILE)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    shown = visible_text(text)
    shown.encode("utf-8")
    for character in set(shown):
        assert character in "\t\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl"}
        assert unicodedata.bidirectional(character) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        }  # fmt: skip


@given(ANYTHING | HOSTILE)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    shown = visible_text(text)
    assert visible_text(shown) == shown
    assert count_invisible(shown) == 0


@given(ANYTHING | HOSTILE)
def test_no_character_carries_more_than_four_marks(text: str) -> None:
    run = 0
    for character in visible_text(text):
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        assert run <= 4


@given(ANYTHING | HOSTILE)
def test_a_count_of_zero_means_that_nothing_was_hidden(text: str) -> None:
    lines = text.replace("\r\n", "\n")
    assert (count_invisible(text) == 0) == (visible_text(text) == lines)


def test_hidden_characters_are_counted_one_by_one() -> None:
    assert count_invisible("a\r\nb") == 0
    assert count_invisible("\x1b[31m\u202e\u200b") == 3
    assert count_invisible("e" + "\u0301" * 6) == 2
    assert count_invisible("e" + "\u0301" * 4 + "\u200b" + "\u0301" * 4) == 1


@pytest.mark.parametrize("line", ['{"a": "plain"}\n', '{"a": "é"}\n'])
def test_fifty_megabytes_of_clean_text_are_no_more_work_than_fifty_bytes(line: str) -> None:
    text = line * (50_000_000 // len(line))
    with counted():  # some Pythons count from the second time on
        visible_text(line * 3)
    with counted() as few:
        visible_text(line * 3)
    with given_up_at_last(), counted() as work:
        assert visible_text(text) == text
    assert work.steps <= few.steps * 2


@pytest.mark.parametrize("line", ["\x1b[31m", "e" + "\u0301" * 999, "\u202e\u0301" * 50])
def test_hostile_text_is_work_in_proportion_to_its_length(line: str) -> None:
    text = line * (2_000_000 // len(line))
    with given_up_at_last(), counted() as work:
        visible_text(text)
    assert work.steps < len(text) / 10


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x00\x1f\x7f", "␀␟␡"),
        ("é", "é"),
        ("é\x1b", "é␛"),
        ("a\u202eb", "a�b"),
        ("\u0085", "�"),
        ("e" + "\u0301" * 4, "e" + "\u0301" * 4),
        ("e" + "\u0301" * 6 + "x", "e" + "\u0301" * 4 + "��x"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 4 + "�"),
    ],
)
def test_each_character_keeps_its_place_where_text_is_edited(text: str, cells: str) -> None:
    assert visible_cells(text) == cells
    assert len(visible_cells(text)) == len(text)


@given(st.text())
def test_positions_stay_the_same_where_text_is_edited(text: str) -> None:
    cells = visible_cells(text)
    assert len(cells) == len(text)
    assert "\x1b" not in cells


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("plain\n", 0),
        ("é\r\n", 0),
        ("\x1b", 1),
        ("é\r", 1),
        ("a\u202eb\u200bc", 2),
        ("e" + "\u0301" * 4, 0),
        ("e" + "\u0301" * 6, 2),
        ("e" + "\u0301" * 5 + "\u202e" + "\u0301" * 5, 3),
    ],
)
def test_what_is_replaced_or_left_out_is_counted(text: str, count: int) -> None:
    assert count_invisible(text) == count


@pytest.mark.parametrize(
    ("text", "has"),
    [("", False), ("e", False), ("é", False), ("e\u0301", True), ("a\u20dd", True), ("日", False)],
)
def test_marks_are_known(text: str, has: bool) -> None:
    assert has_combining_marks(text) is has


@pytest.mark.parametrize(
    "code",
    [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xE0000, 0xE0FFF, 0x2028, 0x2029, 0xD800],
)
def test_noncharacters_and_separators_are_written_out(code: int) -> None:
    assert visible_text(chr(code)) == f"<U+{code:04X}>"


@pytest.mark.parametrize("code", [0xFDCF, 0xFDF0, 0xFFFD, 0xE1000, 0x0600, 0x070F, 0x110CD])
def test_their_neighbours_and_signs_with_a_shape_stay(code: int) -> None:
    assert visible_text(chr(code)) == chr(code)


def test_enclosing_marks_are_counted_with_the_others() -> None:
    assert visible_text("a" + "\u20dd" * 6) == "a" + "\u20dd" * 4

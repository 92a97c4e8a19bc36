"""Sentences are folded between words."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from outrider.toolkit.viewer.row_painter import wrap_at_words


def lines_of(text: str, width: int) -> list[str]:
    starts = [*wrap_at_words(text, width), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(starts)]


def test_words_stay_whole_and_one_that_is_too_long_is_cut() -> None:
    assert lines_of("Check client_id, client_secret and more.", 17) == [
        "Check client_id, ",
        "client_secret ",
        "and more.",
    ]
    assert lines_of("x" * 10 + " y", 4) == ["xxxx", "xxxx", "xx y"]
    assert lines_of("", 4) == [""]


@given(st.text("ab é世\u0301 ", max_size=200), st.integers(2, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)

"""Answers of a terminal are told from keys, wherever a slow line cuts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.terminal.device.bracketed_paste import TypedText
from outrider.terminal.device.terminal_reports import (
    EXPECTED,
    PATIENCE,
    ReportSplitter,
    TerminalReport,
)

ANSWER = "\x1bP1+r524742=382f382f38\x1b\\"
OTHERS = ("\x1b]11;rgb:1/2/3\x07", "\x1b]4;1;x\x1b\\", "\x1bP0$r\x1b\\", "\x1bP>|foot(1.2)\x1b\\")
_KEY = 0.1


class Line:
    """Brings pieces, some of them late, to a parser that takes a lone ESC for a key."""

    def __init__(self, *, asked: bool = True) -> None:
        self.now = 1000.0
        self.splitter = ReportSplitter()
        if asked:
            self.splitter.expect(self.now)
        self.typed = ""
        self.reports: list[str] = []
        self.keys = 0
        self._escape_since: float | None = None

    def bring(self, text: str, after: float = 0.0) -> None:
        """A piece, so many seconds after the one before."""
        self.wait(after)
        waits = self._escape_since is not None
        for piece in self.splitter.feed(text, self.now, escape_waits=waits):
            self._take(piece)

    def wait(self, seconds: float) -> None:
        """Time passes."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 0.05)
            if self._escape_since is not None and self.now - self._escape_since >= _KEY:
                self._escape_since, self.keys = None, self.keys + 1
            for piece in self.splitter.tick(self.now):
                self._take(piece)

    def _take(self, piece: TypedText | TerminalReport) -> None:
        if isinstance(piece, TerminalReport):
            self.reports.append(piece.text)
            return
        if piece.fresh:
            self._escape_since = None
        if piece.text:
            self.typed += piece.text.removesuffix("\x1b")
            self._escape_since = self.now if piece.text.endswith("\x1b") else None


@given(
    st.lists(st.integers(1, len(ANSWER) - 1), max_size=5),
    st.lists(st.sampled_from([0.0, 0.05, 0.3, PATIENCE - 0.2]), min_size=6, max_size=6),
)
def test_an_answer_is_never_typed_text_wherever_and_however_late_it_is_cut(
    cuts: list[int], delays: list[float]
) -> None:
    line = Line()
    line.bring("a")
    places = sorted({0, *cuts, len(ANSWER)})
    for (start, end), delay in zip(pairwise(places), delays, strict=False):
        line.bring(ANSWER[start:end], delay)
    line.bring("b")
    assert line.typed == "ab"
    assert line.reports == [ANSWER[1:-2]]


@pytest.mark.parametrize("answer", [ANSWER, *OTHERS])
@pytest.mark.parametrize("asked", [True, False])
def test_answers_that_nobody_waits_for_any_more_are_no_text(answer: str, asked: bool) -> None:
    for cut in range(1, len(answer)):
        line = Line(asked=asked)
        line.wait(EXPECTED)
        line.bring(f"a{answer[:cut]}")
        # Behind five characters there is no doubt any more.
        line.bring(f"{answer[cut:]}b", 0.5 if cut >= 5 else 0.05)
        assert line.typed == "ab"
        assert len(line.reports) == 1


def test_half_an_answer_is_dropped_and_what_is_typed_behind_it_stays() -> None:
    line = Line()
    line.bring("a\x1bP1+r5247")
    line.wait(PATIENCE)
    line.bring("b")
    assert line.typed == "ab"
    assert line.reports == []
    line.bring("\x1bP1+r52\x1b[Ac")
    assert line.typed == "ab\x1b[Ac"


@pytest.mark.parametrize("letter", "PX]^_")
def test_a_key_with_alt_is_a_key_after_a_moment(letter: str) -> None:
    line = Line()
    line.wait(EXPECTED)
    line.bring(f"\x1b{letter}")
    assert line.splitter.holding
    line.wait(0.15)
    assert line.typed == f"\x1b{letter}"
    line.bring("x")
    assert line.typed == f"\x1b{letter}x"


@pytest.mark.parametrize("text", ["P", "Put", "]", "P1", "P0 x", "Price"])
def test_what_is_typed_behind_escape_is_text(text: str) -> None:
    line = Line()
    line.bring("\x1b")
    line.wait(0.5)
    assert line.keys == 1
    for letter in text:
        line.bring(letter, 0.2)
    line.wait(PATIENCE)
    assert line.typed == text
    assert line.keys == 1


@given(st.lists(st.text(st.sampled_from("\x1bP]1+r;\\\x07ab"), max_size=6), max_size=8))
def test_nothing_is_lost_but_answers(pieces: list[str]) -> None:
    line = Line()
    for piece in pieces:
        line.bring(piece)
    assert all(isinstance(one, TypedText) for one in line.splitter.flush())
    # Whatever was begun, a letter ends it after a while.
    line.wait(PATIENCE)
    line.bring("x")
    line.wait(PATIENCE)
    assert line.typed.endswith("x")

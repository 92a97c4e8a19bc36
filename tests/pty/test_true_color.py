"""All colours by asking the terminal: once, quietly, and never as typed text."""

from __future__ import annotations

import time

import pytest
from tests.pty.conftest import Start

QUESTION = b"\x1bP+q524742\x1b\\"
SYNC = b"\x1b[?2026$p"
YES = b"\x1bP1+r524742=382f382f38\x1b\\"
TRUE = b"8;2;"


def test_a_terminal_that_says_yes_gets_all_colours_and_one_frame(workbench: Start) -> None:
    terminal = workbench(size=(120, 40))
    terminal.settle()
    assert SYNC in terminal.output
    assert terminal.output.count(QUESTION) == 1
    assert TRUE not in terminal.output
    right = terminal.text()
    at = len(terminal.output)
    terminal.send(YES)
    terminal.wait_until(lambda: TRUE in terminal.output, "all colours")
    terminal.settle()
    assert terminal.text() == right
    assert b"8;5;" not in terminal.raw_since(at)
    once = len(terminal.raw_since(at))
    assert once < 20_000
    terminal.send(YES)
    terminal.settle()
    assert len(terminal.raw_since(at)) == once


@pytest.mark.parametrize("answer", [b"\x1bP0+r524742\x1b\\", b"\x1bP1+r5443\x1b\\"])
def test_another_answer_changes_nothing(workbench: Start, answer: bytes) -> None:
    terminal = workbench()
    terminal.settle()
    at = len(terminal.output)
    terminal.send(answer)
    terminal.settle()
    assert terminal.raw_since(at) == b""


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "linux"},
        {"TERM": "screen"},
        {"STY": "1.pts-0"},
        {"TERM_PROGRAM": "Apple_Terminal"},
        {"NO_COLOR": "1"},
        {"COLORTERM": "truecolor"},
        {"OUTRIDER_WHOLE_FRAMES": "1"},
    ],
    ids=str,
)
def test_who_would_print_the_question_or_need_not_be_asked_is_not(
    start: Start, environment: dict[str, str | None]
) -> None:
    assert b"+q" not in start(environment=environment).output


def test_a_terminal_that_prints_the_question_shows_none_of_it(start: Start) -> None:
    # As the emulator of the tests does.
    terminal = start()
    terminal.settle()
    assert QUESTION in terminal.output
    assert "524742" not in terminal.text()


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 9, len(YES) - 1])
def test_an_answer_in_late_pieces_is_not_typed(start: Start, cut: int) -> None:
    terminal = start()
    terminal.send(b"ab")
    terminal.wait_for("ab")
    terminal.send(YES[:cut])
    time.sleep(0.3)
    terminal.send(YES[cut:] + b"cd")
    terminal.wait_until(lambda: TRUE in terminal.output, "all colours")
    assert "abcd" in terminal.settle()

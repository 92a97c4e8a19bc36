"""Whom to ask for colours, and what is a yes."""

from __future__ import annotations

import pytest

from outrider.terminal.device.true_color import (
    can_be_asked,
    can_be_asked_for_color,
    confirms_true_color,
)


@pytest.mark.parametrize(
    ("process", "asked"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/x,1,0"}, True),
        ({}, True),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "screen"}, False),
        ({"TERM": "screen.xterm-256color"}, False),
        ({"TERM": "xterm-256color", "STY": "1.pts"}, False),
    ],
)
def test_who_would_print_the_question_is_not_asked(process: dict[str, str], asked: bool) -> None:
    assert can_be_asked_for_color(process) is asked
    if asked:
        assert can_be_asked(process)


@pytest.mark.parametrize(
    ("report", "yes"),
    [
        ("P1+r524742", True),
        ("P1+r524742=382f382f38", True),
        ("P1+r524742=3a", True),
        ("P1+r54433B524742", False),
        ("P1+r5443;524742=38", True),
        ("P0+r524742", False),
        ("P1+r5443=524742", False),
        ("P1+r5247", False),
        ("P1+r52474200", False),
        ("P1$r524742", False),
        ("]11;rgb:1/2/3", False),
    ],
)
def test_what_confirms_all_colours(report: str, yes: bool) -> None:
    assert confirms_true_color(report) is yes

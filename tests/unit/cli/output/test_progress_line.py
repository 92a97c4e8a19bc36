"""A line that says what is done, for as long as that takes."""

from __future__ import annotations

import io
import os
import time

import pytest
from tests.patience import PATIENCE

from outrider.cli.output.progress_line import ProgressLine


def test_elsewhere_than_on_a_terminal_nothing_is_said() -> None:
    out = io.StringIO()
    with ProgressLine(out, patience=0) as progress:
        progress.say("Checking")
    assert out.getvalue() == ""


def test_what_takes_long_is_told_and_wiped_away() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal, ProgressLine(terminal, patience=0.01) as progress:
        progress.say("Checking \x1b[2J one")
        seen, end = b"", time.monotonic() + PATIENCE
        while b"one" not in seen and time.monotonic() < end:
            seen += os.read(ours, 1000)
    seen += os.read(ours, 1000)
    os.close(ours)
    assert b"Checking" in seen
    assert b"\x1b[2J" not in seen
    assert seen.endswith(b"\r\x1b[K")


def test_what_is_quick_says_nothing() -> None:
    ours, theirs = os.openpty()
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w") as terminal:
        with ProgressLine(terminal, patience=PATIENCE) as progress:
            progress.say("Checking")
        with pytest.raises(BlockingIOError):
            os.read(ours, 1000)
    os.close(ours)

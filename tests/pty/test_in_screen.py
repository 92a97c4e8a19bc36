"""Inside GNU screen as it is without any settings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal, python

SCREEN = shutil.which("screen")
WINDOW = b"\x01"
"""Screen's own key."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Terminal]:
    """The tiny app in a screen of its own, on a terminal that takes OSC 52."""
    if SCREEN is None:
        pytest.skip("needs GNU screen")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    environment = {
        "TINY_DRAFT": str(tmp_path / "draft"),
        "LC_ALL": "C.UTF-8",
        "SCREENDIR": str(sockets),
        "SYSSCREENRC": "/dev/null",
    }
    command: list[str | Path] = [
        SCREEN,
        "-U",
        "-c",
        "/dev/null",
        *python(ROOT / "tests/pty/tiny_app.py"),
    ]
    with Terminal(command, environment=environment) as terminal:
        terminal.wait_for("ready")
        yield terminal
        terminal.send(WINDOW + b"k")
        terminal.wait_for("kill this window")
        terminal.send(b"y")
        terminal.exit_code()


def test_a_copy_reaches_the_terminal_around_screen(screen: Terminal) -> None:
    screen.send("abc")
    screen.wait_for("abc")
    screen.send(b"\x19")
    screen.wait_for("Copied 3,000 characters")
    screen.wait_until(lambda: b"\x1b]52;" in screen.output and b"YWJjYWJj" in screen.output)


def test_keys_pass_screen(screen: Terminal) -> None:
    screen.send(b"\x1b1")
    screen.wait_for("alt one")
    screen.send(b"\x072")
    screen.wait_for("second chosen")


def test_another_window_and_back_shows_all_again(screen: Terminal) -> None:
    screen.send("abc")
    screen.wait_for("abc")
    screen.send(WINDOW + b"c")
    screen.wait_gone("ready")
    screen.send(b"exit\r")
    screen.wait_for("ready", "abc")
    screen.send(b"d")
    screen.wait_for("abcd")

"""Inside tmux as it is without any settings."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal, python

TMUX = shutil.which("tmux")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Terminal]:
    """The tiny app in a tmux of its own, on a terminal that takes OSC 52."""
    if TMUX is None:
        pytest.skip("needs tmux")
    socket = tmp_path / "socket"
    app = " ".join(str(word) for word in python(ROOT / "tests/pty/tiny_app.py"))
    environment = {"TINY_DRAFT": str(tmp_path / "draft"), "LC_ALL": "C.UTF-8"}
    command: list[str | Path] = [TMUX, "-S", socket, "-f", "/dev/null", "new-session", app]
    try:
        with Terminal(command, environment=environment) as terminal:
            terminal.wait_for("ready")
            yield terminal
    finally:
        subprocess.run([TMUX, "-S", socket, "kill-server"], check=False, capture_output=True)


def test_a_copy_reaches_the_terminal_around_tmux(tmux: Terminal) -> None:
    tmux.send("abc")
    tmux.wait_for("abc")
    tmux.send(b"\x19")
    tmux.wait_for("Copied 3,000 characters (tmux buffer")
    tmux.wait_until(lambda: b"\x1b]52;" in tmux.output and b"YWJjYWJj" in tmux.output)


def test_keys_pass_tmux(tmux: Terminal) -> None:
    tmux.send(b"\x1b1")
    tmux.wait_for("alt one")
    tmux.send(b"\x072")
    tmux.wait_for("second chosen")


def test_closing_the_window_saves(tmux: Terminal, tmp_path: Path) -> None:
    tmux.send("typed")
    tmux.wait_for("typed")
    subprocess.run([str(TMUX), "-S", tmp_path / "socket", "kill-session"], check=True)
    tmux.exit_code()
    draft = tmp_path / "draft"
    tmux.wait_until(draft.exists, "the draft", 3)
    assert draft.read_text() == "draft: typed\n"

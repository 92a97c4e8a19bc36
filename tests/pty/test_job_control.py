"""Under a real shell: stopped, sent to the background, brought back."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal

BASH = shutil.which("bash")
COMMAND = f"{sys.executable} {ROOT}/tests/pty/tiny_app.py"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    if BASH is None:
        pytest.skip("needs bash")
    environment = {"TINY_DRAFT": str(tmp_path / "draft"), "PS1": "prompt> ", "HISTFILE": os.devnull}
    command = [BASH, "--norc", "--noprofile", "-i"]
    with Terminal(command, environment=environment, size=(160, 24)) as terminal:
        terminal.wait_for("prompt>")
        yield terminal


def leave(shell: Terminal) -> None:
    position = len(shell.output)
    shell.send(b"\x11")
    # What is typed while the screen is left is dropped.
    shell.wait_until(lambda: b"prompt>" in shell.output[position:], "the shell")
    shell.send("echo status $((40+$?))\n")
    shell.wait_for("status 40")


def wait_told_of_stop(shell: Terminal, position: int) -> None:
    def told() -> bool:
        # The shell says so only when it is asked for a prompt.
        shell.send("\n")
        shell.settle()
        return b"Stopped" in shell.output[position:]

    shell.wait_until(told, "the program to be stopped")


def test_ctrl_z_gives_the_shell_its_terminal_and_fg_brings_the_screen(shell: Terminal) -> None:
    shell.send(f"{COMMAND}\n")
    shell.wait_for("ready")
    shell.send(b"\x1a")
    shell.wait_for("Stopped")
    shell.send("stty -a\n")
    assert "-icanon" not in shell.wait_for(" icanon")
    # Until the shell knows that it has stopped again, it would not continue it.
    position = len(shell.output)
    shell.send("bg\n")
    wait_told_of_stop(shell, position)
    position = len(shell.output)
    shell.send("fg\n")
    shell.wait_until(lambda: b"ready" in shell.output[position:], "the screen again")
    shell.send("alive")
    shell.wait_for("alive")
    leave(shell)
    shell.send("stty -a\n")
    shell.wait_for(" echo ", " icanon")


def test_started_in_the_background_it_waits_for_the_foreground(shell: Terminal) -> None:
    shell.send(f"{COMMAND} &\n")
    wait_told_of_stop(shell, 0)
    assert b"\x1b[?1049h" not in shell.output
    shell.send("fg\n")
    shell.wait_for("careless")
    shell.send("alive")
    shell.wait_for("alive")
    leave(shell)

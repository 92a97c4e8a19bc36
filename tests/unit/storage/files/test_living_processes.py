"""A process is ended only if it is the one that has the lock open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE
from tests.pty.harness import Terminal, python

from outrider.storage.files.living_processes import process_has_open, process_terminal

HOLDS = "import sys, time; held = open(sys.argv[1]); print('held', flush=True); time.sleep(600)"


def test_the_process_that_has_a_file_open_is_told_from_others(tmp_path: Path) -> None:
    lock, other = tmp_path / "1.lock", tmp_path / "2.lock"
    lock.touch()
    other.touch()
    words = (sys.executable, "-c", HOLDS, str(lock))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert process_has_open(process.pid, lock)
        assert not process_has_open(process.pid, other)
        assert not process_has_open(os.getpid(), lock)
        process.kill()
        process.wait(PATIENCE)
    assert not process_has_open(process.pid, lock)
    assert not process_has_open(process.pid, tmp_path / "gone")


def test_its_terminal_is_named() -> None:
    with Terminal(python("-c", "input('ready')")) as terminal:
        terminal.wait_for("ready")
        assert f"/dev/{process_terminal(terminal.pid)}" == terminal.slave_name
    with subprocess.Popen(
        (sys.executable, "-c", "input()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process_terminal(process.pid) == ""
        process.communicate(b"\n", PATIENCE)

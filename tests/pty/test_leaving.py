"""However the program ends: the terminal is as before, nothing is lost, the status is told."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.pty.conftest import Start
from tests.pty.harness import ROOT, Terminal, python

LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[?1002l", b"\x1b[?7h")


def assert_terminal_is_back(terminal: Terminal) -> None:
    assert terminal.modes() == terminal.modes_before
    entered = terminal.output.rindex(b"\x1b[?1049h")
    for sequence in LEFT:
        assert sequence in terminal.output[entered:], sequence


def test_quitting_ends_with_zero(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert_terminal_is_back(terminal)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
        (signal.SIGQUIT, 131),
    ],
)
def test_a_signal_saves_and_puts_the_terminal_back(
    start: Start, draft: Path, number: signal.Signals, status: int
) -> None:
    terminal = start()
    terminal.send("half a word")
    terminal.wait_for("half a word")
    terminal.signal(number)
    assert terminal.exit_code() == status
    assert_terminal_is_back(terminal)
    assert draft.read_text() == "draft: half a word\n"


def test_a_second_signal_changes_nothing(start: Start, draft: Path) -> None:
    terminal = start()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
        terminal.signal(number)
    assert terminal.exit_code() in {143, 129}
    assert_terminal_is_back(terminal)
    assert draft.read_text() == "draft: \n"


def test_a_blocked_loop_does_not_keep_a_signal_from_saving(start: Start, draft: Path) -> None:
    terminal = start()
    terminal.send("kept")
    terminal.wait_for("kept")
    terminal.send(b"\x02")
    terminal.wait_for("blocked")
    time.sleep(0.2)
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert_terminal_is_back(terminal)
    assert draft.read_text() == "draft: kept\n"


@pytest.mark.parametrize("controlling", [True, False])
@pytest.mark.parametrize("drawing", [False, True])
def test_a_terminal_that_goes_ends_the_program_cheaply(
    start: Start, draft: Path, controlling: bool, drawing: bool
) -> None:
    terminal = start(controlling=controlling)
    terminal.send("typed")
    terminal.wait_for("typed")
    if drawing:
        terminal.send(b"\x06")
        terminal.wait_for("flood")
    before = terminal.cpu_seconds()
    terminal.hang_up()
    terminal.wait_ended()
    assert terminal.cpu_seconds() - before < 1
    assert terminal.exit_code() == 129
    assert draft.read_text() == "draft: typed\n"


def test_a_terminal_that_nobody_reads_does_not_keep_the_program(start: Start, draft: Path) -> None:
    terminal = start()
    terminal.send("typed")
    terminal.wait_for("typed")
    terminal.send(b"\x06")
    terminal.wait_for("flood")
    terminal.stall()
    time.sleep(1)
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert draft.read_text() == "draft: typed\n"
    assert terminal.modes() == terminal.modes_before
    terminal.resume()
    terminal.settle()
    assert b"\x1b[?1049l" in terminal.output


@pytest.mark.parametrize("key", [b"\x14", b"\x17", b"\x04"], ids=["handler", "worker", "thread"])
def test_a_fault_of_our_own_tells_where_and_no_values(
    start: Start, draft: Path, tmp_path: Path, key: bytes
) -> None:
    terminal = start()
    terminal.send("typed")
    terminal.wait_for("typed")
    terminal.send(key)
    assert terminal.exit_code() == 70
    assert_terminal_is_back(terminal)
    report = terminal.raw_since(terminal.output.rindex(b"\x1b[?1049l"))
    assert b"ValueError" in report
    assert b"tiny_app.py" in report
    assert b"action_break_here" in report
    assert b"canary" not in terminal.output
    assert b"client_secret" not in terminal.output
    assert draft.read_text() == "draft: typed\n"
    saved = tmp_path / "state/outrider/crash-1.txt"
    assert saved.stat().st_mode & 0o777 == 0o600
    assert "action_break_here" in saved.read_text()
    assert "canary" not in saved.read_text()
    assert str(saved).encode() in report.replace(b"\r\n", b"")


def test_a_task_that_fails_unseen_is_noted_and_ends_nothing(start: Start, tmp_path: Path) -> None:
    terminal = start()
    terminal.send(b"\x0b")
    terminal.wait_for("let go")
    terminal.send("still here")
    terminal.wait_for("still here")
    assert "ValueError" in (tmp_path / "state/outrider/crash-1.txt").read_text()
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert b"ValueError" not in terminal.output


def test_a_thread_that_hangs_does_not_keep_the_program(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x0f")
    terminal.wait_for("hanging")
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert_terminal_is_back(terminal)


@pytest.mark.parametrize("missing", ["stdin", "stderr"])
def test_without_a_terminal_there_is_a_sentence_and_no_spinning(missing: str, draft: Path) -> None:
    master, slave = os.openpty()
    streams = {"stdin": slave, "stderr": slave} | {missing: subprocess.PIPE}
    done = subprocess.run(
        python(ROOT / "tests/pty/tiny_app.py"),
        **({"stdin": streams["stdin"]} if missing != "stdin" else {"input": b""}),
        stdout=subprocess.DEVNULL,
        stderr=streams["stderr"],
        env={**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT), "TINY_DRAFT": str(draft)},
        timeout=PATIENCE,
        check=False,
    )
    os.close(slave)
    said = done.stderr if missing == "stderr" else os.read(master, 4096)
    os.close(master)
    assert done.returncode == 2
    assert b"needs a terminal" in said
    assert b"\x1b" not in said


@pytest.mark.parametrize("name", ["dumb", "unknown", None])
def test_a_terminal_that_cannot_place_text_is_refused(start: Start, name: str | None) -> None:
    terminal = start(environment={"TERM": name}, ready=False)
    assert terminal.exit_code() == 2
    assert b"TERM" in terminal.output
    assert b"\x1b" not in terminal.output

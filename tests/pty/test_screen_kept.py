"""The screen through stops, stalls, resizes and hostile text."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.pty.conftest import Start
from tests.pty.harness import Terminal


def last_frame_starts_anew(terminal: Terminal, position: int) -> None:
    terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.output[position:], "the screen again")


def test_stopping_gives_the_terminal_to_the_shell_and_coming_back_takes_it(start: Start) -> None:
    terminal = start()
    raw = terminal.modes()
    terminal.signal(signal.SIGTSTP)
    terminal.wait_stopped()
    terminal.pump()
    assert terminal.modes() == terminal.modes_before
    assert terminal.output.rstrip().endswith(b"\x1b[?25h")
    position = len(terminal.output)
    terminal.resize(100, 30)
    terminal.signal(signal.SIGCONT)
    last_frame_starts_anew(terminal, position)
    terminal.wait_until(lambda: b"ready" in terminal.output[position:], "a whole frame")
    assert terminal.modes() == raw
    terminal.send("alive")
    terminal.wait_for("alive")
    terminal.signal(signal.SIGTERM)
    terminal.exit_code()
    assert terminal.modes() == terminal.modes_before


def test_a_stop_that_nobody_announced_ends_with_a_whole_frame_too(start: Start) -> None:
    terminal = start()
    terminal.signal(signal.SIGSTOP)
    terminal.wait_stopped()
    terminal.settle()
    position = len(terminal.output)
    terminal.signal(signal.SIGCONT)
    last_frame_starts_anew(terminal, position)
    terminal.wait_until(lambda: b"ready" in terminal.output[position:], "a whole frame")
    terminal.send("once")
    terminal.wait_for("once")
    assert "oonnccee" not in terminal.text()
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert terminal.modes() == terminal.modes_before


def test_the_size_is_the_terminal_s_and_not_the_environment_s(start: Start) -> None:
    terminal = start(environment={"COLUMNS": "50", "LINES": "10"}, size=(100, 30))
    terminal.wait_until(lambda: len(terminal.text().splitlines()[3]) == 100)
    terminal.resize(60, 20)
    terminal.wait_until(lambda: len(terminal.text().splitlines()[3]) == 60)


def test_many_resizes_settle_at_the_last_size(start: Start) -> None:
    terminal = start()
    sizes = [(20 + step * 7 % 150, 3 + step * 5 % 60) for step in range(200)]
    for columns, lines in [*sizes, (1, 1), (0, 0), (500, 200), (90, 25)]:
        terminal.resize(columns, lines)
        terminal.pump(0.01)
    terminal.settle()
    terminal.send("x" * 5)
    terminal.wait_for("xxxxx", "ready")
    assert "\u258e" in terminal.text().splitlines()[3][85:]


def test_a_stall_loses_nothing_and_stops_nothing(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x06")
    terminal.wait_for("flood")
    terminal.stall()
    time.sleep(2)
    before = terminal.cpu_seconds()
    for _ in range(int(PATIENCE)):
        # The terminal is not read meanwhile: that would end the stall.
        time.sleep(1)
        if terminal.cpu_seconds() - before > 0.05:
            break
    else:
        raise AssertionError("the loop stands still; it should draw into the void")
    terminal.resume()
    terminal.send("after")
    terminal.wait_for("after", "ready", "flood")


def test_nothing_that_a_widget_lets_through_reaches_the_terminal(start: Start) -> None:
    terminal = start()
    terminal.wait_for("careless ]0;pwned")
    for hostile in (b"\x1b]0;", b"\x1b[2J", b"\x9b3", "\x9b".encode(), "\u202e".encode()):
        assert hostile not in terminal.output


def test_the_locale_does_not_turn_lines_into_escapes(start: Start) -> None:
    terminal = start(environment={"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert "\u2594" in terminal.text()
    assert "\\u" not in terminal.text()


def test_the_terminal_is_asked_for_no_pointer_motion_and_no_other_keyboard(start: Start) -> None:
    terminal = start()
    assert b"\x1b[?1003h" not in terminal.output
    assert b"\x1b[>" not in terminal.output
    assert b"\x1b]22;" not in terminal.output


def test_nothing_is_written_while_nothing_happens(start: Start) -> None:
    terminal = start()
    terminal.send("a")
    terminal.wait_for("a")
    terminal.settle(1.0)
    before, position = terminal.cpu_seconds(), len(terminal.output)
    end = time.monotonic() + 2
    while time.monotonic() < end:
        terminal.pump(0.1)
    assert len(terminal.output) == position
    assert terminal.cpu_seconds() - before <= 0.05


@pytest.mark.parametrize("status", [0, 3])
def test_an_editor_gets_the_terminal_and_gives_it_back(
    start: Start, tmp_path: Path, draft: Path, status: int
) -> None:
    editor = tmp_path / "vi"
    editor.write_text(f'#!/bin/sh\nstty -a | head -3\necho "args $*"\nread line\nexit {status}\n')
    editor.chmod(0o755)
    terminal = start(environment={"VISUAL": "", "EDITOR": f"'{editor}' -x"}, size=(250, 24))
    raw = terminal.modes()
    terminal.send(b"\x05")
    terminal.wait_for(f"args -x +3 {draft}")
    assert terminal.modes() == terminal.modes_before
    position = len(terminal.output)
    terminal.send(b"done\n")
    last_frame_starts_anew(terminal, position)
    terminal.wait_for("edited" if status == 0 else "status 3")
    assert terminal.modes() == raw
    terminal.send("alive")
    terminal.wait_for("alive")


def test_an_editor_that_cannot_be_started_is_a_sentence(start: Start) -> None:
    terminal = start(environment={"VISUAL": "/nowhere/vi"})
    terminal.send(b"\x05")
    terminal.wait_for("could not be started: no such file")
    terminal.send("alive")
    terminal.wait_for("alive")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, b"\x1b]52;c;YWJj"),
        ({"TMUX": "/tmp/x,1,0"}, b"\x1bPtmux;\x1b\x1b]52;c;YWJj"),
        ({"TERM": "screen"}, b"\x1bP\x1b]52;c;YWJj"),
    ],
)
def test_a_copy_reaches_the_terminal(
    start: Start, environment: dict[str, str | None], expected: bytes
) -> None:
    terminal = start(environment=environment)
    terminal.send("abc")
    terminal.wait_for("abc")
    terminal.send(b"\x19")
    terminal.wait_for("Copied 3,000 characters")
    terminal.wait_until(lambda: expected in terminal.output, "the sequence")


def test_a_copy_that_is_too_long_becomes_a_private_file(start: Start, tmp_path: Path) -> None:
    terminal = start()
    terminal.send("x" * 60)
    terminal.wait_for("x" * 60)
    terminal.send(b"\x19")
    terminal.wait_for("saved to")
    file = tmp_path / "state/outrider/copied.txt"
    assert file.read_text() == "x" * 60_000
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"\x1b]52" not in terminal.output

"""The first moments: nothing that is typed is lost or shown, and the terminal comes back."""

from __future__ import annotations

import signal
import termios
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal, python

EARLY = """
import os, sys
from outrider.terminal.device.early_terminal import EarlyTerminal
try:
    with EarlyTerminal(os.environ) as early:
        early.paint_frame()
        os.write(1, b"<taken>")
        typed = os.read(0, 1)
except KeyboardInterrupt:
    os.write(1, b"<interrupted>")
else:
    os.write(1, b"<typed %d>" % typed[0])
os.read(0, 1)
"""


def local_modes(terminal: Terminal) -> int:
    modes: int = terminal.modes()[3]
    return modes


@pytest.mark.parametrize("after", [0.03, 0.08, 0.15])
def test_keys_typed_while_it_starts_reach_the_requests(workbench: Start, after: float) -> None:
    terminal = workbench(shown=())
    terminal.pump(after)
    terminal.send(b"/zq")
    terminal.wait_for("Requests /zq")


def test_keys_typed_before_the_files_are_read_keep_their_order(lab: Lab, workbench: Start) -> None:
    for number in range(60):
        lab.request(f"many/number-{number:02}", "{{base_url}}/orders")
    terminal = workbench(shown=())
    terminal.wait_until(lambda: b"Outrider" in terminal.raw_since(), "the early frame")
    terminal.send(b"/number-4")
    terminal.send(b"2\r")
    terminal.wait_for("▌  GET  number-42")


def test_what_is_typed_early_is_not_shown_and_comes_at_once() -> None:
    with Terminal(python("-c", EARLY)) as terminal:
        terminal.wait_for("<taken>")
        assert not local_modes(terminal) & (termios.ECHO | termios.ICANON)
        terminal.send(b"\r")
        terminal.wait_for("<typed 13>")
        assert terminal.modes() == terminal.modes_before
        # The frame stood on the alternate screen, which was left.
        assert terminal.raw_since().index(b"Outrider") < terminal.raw_since().index(b"?1049l")


def test_ctrl_c_ends_what_takes_too_long_to_load() -> None:
    with Terminal(python("-c", EARLY)) as terminal:
        terminal.wait_for("<taken>")
        terminal.send(b"\x03")
        terminal.wait_for("<interrupted>")
        assert terminal.modes() == terminal.modes_before


def test_in_the_background_the_terminal_is_left_alone() -> None:
    script = f"import os, signal; os.setpgid(0, 0)\n{EARLY}"
    shell = (
        "import os, signal, sys, time\n"
        "pid = os.fork()\n"
        f"if not pid: os.execv(sys.executable, [sys.executable, '-c', {script!r}])\n"
        "os.waitpid(pid, os.WUNTRACED)\n"
        "os.kill(pid, signal.SIGKILL)\n"
        "os.write(1, b'<done>')\n"
        "os.read(0, 1)\n"
    )
    with Terminal(python("-c", shell)) as terminal:
        terminal.wait_for("<done>")
        assert terminal.modes() == terminal.modes_before
        assert b"Outrider" not in terminal.raw_since()


def test_without_a_workspace_the_users_own_screen_is_not_touched(tmp_path: Path) -> None:
    with Terminal(python("-m", "outrider"), cwd=tmp_path) as terminal:
        assert terminal.exit_code() == 2
        assert "No workspace found" in terminal.text()
        assert b"\x1b[?1049h" not in terminal.raw_since()
        assert terminal.modes() == terminal.modes_before


def test_a_broken_workspace_is_told_on_the_users_own_screen(tmp_path: Path) -> None:
    (tmp_path / "outrider.toml").write_text("name = \n")
    with Terminal(python("-m", "outrider"), cwd=tmp_path) as terminal:
        assert terminal.exit_code() != 0
        told = terminal.raw_since().rpartition(b"\x1b[?1049l")[2]
        assert b"outrider.toml:1" in told
        assert terminal.modes() == terminal.modes_before


def test_terminated_while_it_loads_it_gives_the_terminal_back(workbench: Start) -> None:
    terminal = workbench(shown=())
    terminal.wait_until(lambda: b"Outrider" in terminal.raw_since(), "the early frame")
    terminal.signal(signal.SIGTERM)
    terminal.exit_code()
    assert terminal.modes() == terminal.modes_before
    assert b"\x1b[?1049l" in terminal.raw_since()

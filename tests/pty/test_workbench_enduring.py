"""The real program among poor conditions: noise, floods of keys, few descriptors, no home."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.pty.conftest import Start
from tests.pty.harness import ROOT, Terminal, python
from tests.pty.test_leaving import assert_terminal_is_back
from tests.servers.strict import StrictServers

POOR = {
    "HOME": "/nonexistent/home",
    "XDG_STATE_HOME": None,
    "XDG_CONFIG_HOME": None,
    "TMPDIR": "/nonexistent/tmp",
    "LANG": "C",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "TERM": "linux",
}


def works(terminal: Terminal, file: Path) -> None:
    """Edits, saves, sends and leaves."""
    terminal.wait_for("Environments", "^R Send", "Send; the token")
    assert "\\u2" not in terminal.text()
    terminal.send(b"\x07u\x05?q=1")
    terminal.wait_for("orders?q=1")
    terminal.send(b"\x13")
    terminal.wait_until(lambda: "q=1" in file.read_text(), "the file")
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert_terminal_is_back(terminal)


def seen_since(terminal: Terminal, position: int) -> bool:
    """Whether what was typed has been drawn since."""
    return b"typed=1" in terminal.output[position:]


def pour(terminal: Terminal, data: bytes) -> None:
    """Types as fast as the program reads."""
    rest, end = memoryview(data), time.monotonic() + PATIENCE
    while rest:
        assert time.monotonic() < end, "the program does not read its terminal"
        terminal.pump(0)
        if select.select([], [terminal.master], [], 0.1)[1]:
            rest = rest[os.write(terminal.master, rest[:1024]) :]


def test_without_home_or_temporary_folder_in_the_poorest_locale_it_works(lab: Lab) -> None:
    environment = POOR | ({"HOME": "/proc/self"} if os.geteuid() == 0 else {})
    with Terminal(python("-m", "outrider"), environment=environment, cwd=lab.root) as terminal:
        works(terminal, lab.root / "requests/list.toml")


@pytest.mark.parametrize("limits", ["ulimit -n 20", "ulimit -n 20 && ulimit -u 4"])
def test_with_few_descriptors_and_no_more_processes_it_works(
    lab: Lab, tmp_path: Path, limits: str
) -> None:
    shell = ["bash", "-c", f'{limits}; exec "$@"', "limited"]
    environment = {"HOME": str(tmp_path / "home")}
    command = [*shell, *python("-m", "outrider")]
    with Terminal(command, environment=environment, cwd=lab.root) as terminal:
        works(terminal, lab.root / "requests/list.toml")


def test_noise_a_held_key_and_huge_pastes_leave_it_usable(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x07u\x05")
    terminal.send(b"\xff\xe9a\x80\xc3(\xf5\x1b[999;999;999u\x1b[<9999;9999;9999M\x1bPzz\x1b\\")
    terminal.wait_for("orders")
    terminal.send(b"\x15" + b"k" * 1000)
    terminal.wait_until(lambda: "kkkkkkk" in terminal.text(), "the held key")
    terminal.send(b"\x1b[B" * 500)
    terminal.send(b"\x07u\x05\x15")
    pour(terminal, b"\x1b[200~" + b"a" * 20_000_000 + b"\x1b[201~!")
    terminal.wait_for("20,000,000")
    terminal.send(b"\x1b[200~no end")
    terminal.wait_for("no end")
    terminal.send(b"\x15{{base_url}}/orders")
    terminal.wait_for("{{base_url}}/orders")
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")


def test_stopped_and_continued_while_it_sends_nothing_is_lost(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    raw = terminal.modes()
    terminal.send(b"\x07u\x05?typed=1")
    terminal.wait_for("typed=1")
    for stop in (signal.SIGTSTP, signal.SIGSTOP):
        terminal.signal(stop)
        terminal.wait_stopped()
        terminal.pump()
        if stop is signal.SIGTSTP:
            assert terminal.modes() == terminal.modes_before
        position = len(terminal.output)
        terminal.resize(90 if stop is signal.SIGTSTP else 80, 24)
        terminal.signal(signal.SIGCONT)
        terminal.wait_until(partial(seen_since, terminal, position), "a frame")
        assert terminal.modes() == raw
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    terminal.send(b"\x11d")
    assert terminal.exit_code() == 0
    assert_terminal_is_back(terminal)


def test_a_line_that_stalls_and_returns_has_lost_nothing(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    terminal.stall()
    for _ in range(15):
        os.write(terminal.master, b"\x07z\x07b\x07z\x07r")
        time.sleep(0.05)
    os.write(terminal.master, b"\x07u\x05?after=stall")
    time.sleep(1.5)
    terminal.resume()
    terminal.wait_for("after=stall", "200 OK", "Environments")


def test_from_no_size_at_all_to_a_wall_of_screens_it_lives(lab: Lab, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path)}
    command = python("-m", "outrider")
    with Terminal(command, environment=environment, cwd=lab.root, size=(0, 0)) as terminal:
        terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.output, "the screen")
        terminal.settle(0.5)
        for columns, lines in ((80, 24), (500, 1000), (1, 1), (80, 24)):
            terminal.resize(columns, lines)
            if columns == 80:
                terminal.wait_for("Environments", "^R Send", "Send; the token")
            else:
                terminal.settle(0.5)
        terminal.send(b"\x11")
        assert terminal.exit_code() == 0


def test_where_hanging_up_is_ignored_it_ends_all_the_same(lab: Lab, tmp_path: Path) -> None:
    shell = ["bash", "-c", 'trap "" HUP; exec "$@"', "ignoring"]
    environment = {"HOME": str(tmp_path)}
    with Terminal(
        [*shell, *python("-m", "outrider")], environment=environment, cwd=lab.root
    ) as terminal:
        terminal.wait_for("Send; the token")
        terminal.send(b"\x07u\x05?typed=1")
        terminal.wait_for("typed=1")
        before = terminal.cpu_seconds()
        terminal.hang_up()
        assert os.waitid(os.P_PID, terminal.pid, os.WEXITED | os.WNOWAIT) is not None
        assert terminal.cpu_seconds() - before < 2
        assert terminal.exit_code() == 129
    kept = (tmp_path / ".local/state/outrider/drafts").glob("*.json")
    assert any("typed=1" in one.read_text() for one in kept)


@pytest.mark.parametrize(
    ("environment", "stdin"), [({"TERM": "dumb"}, None), ({}, subprocess.DEVNULL)]
)
def test_where_there_can_be_no_screen_the_program_says_so(
    lab: Lab, environment: dict[str, str], stdin: int | None
) -> None:
    if stdin is None:
        with Terminal(python("-m", "outrider"), environment=environment, cwd=lab.root) as terminal:
            assert terminal.exit_code() == 2
            said = bytes(terminal.output)
    else:
        done = subprocess.run(
            python("-m", "outrider"),
            cwd=lab.root,
            stdin=stdin,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 2
        said = done.stderr
    assert b"The workbench " in said
    assert b"outrider --help" in said
    assert b"\x1b" not in said


def test_no_secret_is_in_the_words_of_any_process_and_no_image_of_the_memory_is_left(
    lab: Lab, workbench: Start, demo_servers: StrictServers
) -> None:
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    assert resource.prlimit(terminal.pid, resource.RLIMIT_CORE) == (0, 0)
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = words.read_bytes()
        except OSError:
            continue
        assert b"dev-only-secret" not in text


DUMPABLE = """
import ctypes, resource
from outrider.crash_report import disable_core_dumps
disable_core_dumps()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a system call of Linux")
def test_other_programs_of_the_user_cannot_read_the_memory() -> None:
    words = [sys.executable, "-c", DUMPABLE]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0 (0, 0)\n"

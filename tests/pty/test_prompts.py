"""A secret that is asked for in a real shell, whatever interrupts the question."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal

BASH = shutil.which("bash")
FILES = {
    "outrider.toml": 'default_environment = "dev"\n',
    "environments/dev.toml": "[secrets]\npin = { prompt = true }\n",
    # Nobody listens on port 1.
    "requests/pr.toml": 'method = "GET"\nurl = "http://127.0.0.1:1/?pin={{pin}}"\n',
}
SEND = f"{sys.executable} -m outrider send pr"
ECHO = termios.ECHO


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    if BASH is None:
        pytest.skip("needs bash")
    folder = tmp_path / "ws"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    environment = {"HOME": str(tmp_path), "PS1": "prompt> ", "HISTFILE": os.devnull}
    command = [BASH, "--norc", "--noprofile", "-i"]
    with Terminal(
        command, environment=environment | {"PYTHONPATH": str(ROOT)}, size=(160, 24), cwd=folder
    ) as terminal:
        terminal.wait_for("prompt>")
        yield terminal


def silent(shell: Terminal) -> bool:
    """Whether the terminal shows nothing of what is typed."""
    return not shell.modes()[3] & ECHO


def ask(shell: Terminal, command: str = SEND) -> None:
    """Begins a send, which asks."""
    shell.send(f"{command}\n")
    shell.wait_until(lambda: b"dev.toml): " in shell.output and silent(shell), "the question")


def anew(shell: Terminal, keys: str | bytes) -> None:
    """Brings the program back, which asks once more."""
    position = len(shell.output)
    shell.send(keys)
    shell.wait_until(
        lambda: b"dev.toml): " in shell.output[position:] and silent(shell), "the question anew"
    )


def status(shell: Terminal) -> str:
    """How the last command ended."""
    shell.wait_until(lambda: shell.text().rstrip().endswith("prompt>"), "the shell")
    shell.send("echo ended $((1000+$?))\n")
    shell.wait_until(lambda: re.search(r"ended \d", shell.text()) is not None, "the status")
    return str(re.findall(r"ended (\d+)", shell.text())[-1])


def test_what_is_typed_after_a_stop_is_not_shown(shell: Terminal) -> None:
    ask(shell)
    for count in (1, 2):
        shell.send("half")
        shell.send(b"\x1a")
        shell.wait_until(
            lambda wanted=count: shell.output.count(b"Stopped") == wanted,  # type: ignore[misc]
            "the stop",
        )
        anew(shell, "fg\n")
    shell.send("s3cret-words\n")
    assert status(shell) == "1005"
    assert b"s3cret" not in shell.output
    assert b"half" not in shell.output
    shell.send("stty -a\n")
    shell.wait_for(" echo ", " icanon")


def test_a_program_that_was_stopped_by_force_asks_anew(shell: Terminal) -> None:
    ask(shell)
    pid = _child(shell)
    os.kill(pid, signal.SIGSTOP)
    shell.wait_for("Stopped")
    shell.send("bg\n")
    # In the background it may not touch the terminal, and is stopped until it is brought back.
    shell.settle()
    anew(shell, "fg\n")
    shell.send("s3cret-words\n")
    assert status(shell) == "1005"
    assert b"s3cret" not in shell.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_out_gives_the_terminal_back(shell: Terminal, number: signal.Signals) -> None:
    # The shell between them takes no interrupt, and puts no modes back.
    ask(shell, f"{BASH} -c 'trap : INT; {SEND}; echo modes $?; stty -a'")
    if number is signal.SIGINT:
        shell.send(b"\x03")
    else:
        os.kill(_child(shell, "-m outrider send pr"), number)
    shell.wait_for("modes 1", " echo ", " icanon")


READS = (
    "import fcntl, os, sys; blocking = not fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK; "
    "print('blocking', blocking, len(os.environ['pin']), flush=True); "
    "print('read', input()[::-1], flush=True); input()"
)


def test_a_program_that_exec_starts_after_a_question_has_the_terminal(shell: Terminal) -> None:
    program = f'{sys.executable} -c "{READS}"'
    ask(shell, f"{sys.executable} -m outrider exec --no-token --secret pin -- {program}")
    shell.send("s3cret-words\n")
    shell.wait_for("blocking True 12")
    shell.send("abc-def\n")
    shell.wait_for("read fed-cba")
    # The shell's jobs are this one program: it is stopped, brought back and interrupted.
    shell.send(b"\x1a")
    shell.wait_for("Stopped")
    shell.send("fg\n")
    shell.settle()
    shell.send(b"\x03")
    shell.wait_for("KeyboardInterrupt")
    assert status(shell) == "1130"
    assert b"s3cret" not in shell.output


def test_without_who_started_it_the_question_ends(shell: Terminal) -> None:
    ask(shell, f"{BASH} -c '{SEND}; true'")
    program = _child(shell, "-m outrider send pr")
    parent = _parent(program)
    assert parent != shell.pid
    os.kill(parent, signal.SIGKILL)
    shell.wait_for("Killed")
    shell.send("echo still $((40+2))\n")
    shell.wait_for("still 42")
    assert not silent(shell) or b"still 42" in shell.output
    shell.wait_until(lambda: not Path(f"/proc/{program}").exists(), "the program's end")


def _child(shell: Terminal, command: str = "outrider send pr") -> int:
    """The program that asks, below the shell."""
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in found.splitlines()]
    below = {shell.pid}
    for pid, parent, _ in sorted(rows, key=lambda row: int(row[0])):
        if int(parent) in below:
            below.add(int(pid))
    fitting = [int(pid) for pid, _, words in rows if int(pid) in below and command in words]
    return max(fitting)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

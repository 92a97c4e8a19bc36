"""A terminal that is given by a shell is taken, whenever that happens."""

from __future__ import annotations

from tests.patience import PATIENCE
from tests.pty.harness import Terminal, python

ROUNDS = 2000
SHELL = """
import os, select, signal, sys, time
from pathlib import Path

from outrider.terminal.device.tty_mode import TtyMode

rounds, patience = int(sys.argv[1]), float(sys.argv[2])
began, begin = os.pipe()
told, tell = os.pipe()
program = os.fork()
if not program:
    os.setpgid(0, 0)
    signal.signal(signal.SIGCONT, lambda *_: None)
    mode = TtyMode(0)
    while os.read(began, 1):
        os.write(tell, b"." if mode.enter() else b"x")
    os._exit(0)
os.setpgid(program, program)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
for number in range(rounds):
    os.tcsetpgrp(0, os.getpgrp())
    os.write(begin, b".")
    # From before the program asks for the terminal to after it was stopped for that.
    end = time.perf_counter() + number % 60 * 1e-6
    while time.perf_counter() < end:
        pass
    os.tcsetpgrp(0, program)
    os.kill(program, signal.SIGCONT)
    if not select.select([told], [], [], patience)[0] or os.read(told, 1) != b".":
        state = Path(f"/proc/{program}/stat").read_text().rpartition(")")[2].split()[0]
        print("lost", number, state)
        os.kill(program, signal.SIGKILL)
        sys.exit(1)
os.kill(program, signal.SIGKILL)
"""


def test_a_program_that_is_given_the_terminal_at_any_moment_takes_it() -> None:
    with Terminal(python("-c", SHELL, str(ROUNDS), str(PATIENCE))) as terminal:
        assert terminal.exit_code() == 0, terminal.text()

"""Runs a real program on a pseudo-terminal: raw bytes in, raw bytes and a screen out."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte
from tests.patience import PATIENCE
from tests.pty.ready_screen import ready_screen

ROOT = Path(__file__).parents[2]


class NotSeen(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class Terminal:
    """A program on a pseudo-terminal, whose other end is the test.

    Args:
        command: the program and its arguments.
        environment: added to a small environment of its own; ``None`` removes a name.
        size: columns and lines.
        controlling: whether the terminal is the program's controlling one, so that the system
            sends SIGHUP when it goes. ``docker exec`` and ``su`` often leave it without.
        ready: whether it is forked from a process that has everything imported, where that is
            the same (``tests/pty/ready_screen.py``): all but the start is shown as well.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = (80, 24),
        controlling: bool = True,
        cwd: Path = ROOT,
        ready: bool = False,
    ) -> None:
        self.output = bytearray()
        self.size = size
        self.reading = True
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._status: int | None = None
        self.master, slave = os.openpty()
        self.slave_name = os.ttyname(slave)
        set_size(self.master, size)
        self.modes_before: list[Any] = termios.tcgetattr(slave)
        self._shown = 0
        words, variables = [str(word) for word in command], _environment(environment)
        forking = ready_screen(os.getpid()) if ready else None
        if forking is None or not forking.can_start(words, variables):
            self.pid = _spawn(words, variables, slave, controlling, cwd)
        else:
            self.pid = forking.start(words, variables, slave, controlling, cwd)
        # Kept open: modes can be read after the program has ended.
        self._slave: int | None = slave

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._status is None:
            for number in (signal.SIGCONT, signal.SIGKILL):
                os.kill(self.pid, number)
            os.waitpid(self.pid, 0)
        self.hang_up()

    # What goes in

    def send(self, data: bytes | str) -> None:
        """Types; nothing is translated."""
        rest = data.encode() if isinstance(data, str) else data
        end = time.monotonic() + PATIENCE
        while rest:
            assert time.monotonic() < end, "the program does not read its terminal"
            self.pump(0)
            _, ready, _ = select.select([], [self.master], [], 0.1)
            if ready:
                rest = rest[os.write(self.master, rest[:512]) :]

    def resize(self, columns: int, lines: int) -> None:
        """Changes the size; the system sends SIGWINCH to who has this as controlling terminal."""
        self.size = (columns, lines)
        set_size(self.master, self.size)
        self.screen.resize(max(1, lines), max(1, columns))

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the program."""
        os.kill(self.pid, number)

    def stall(self) -> None:
        """Reads the terminal no more, like a line that went silent."""
        self.reading = False

    def resume(self) -> None:
        """Reads the terminal again."""
        self.reading = True

    def hang_up(self) -> None:
        """Takes the terminal away."""
        for name in ("_slave", "master"):
            descriptor = getattr(self, name)
            if descriptor is not None and descriptor >= 0:
                os.close(descriptor)
                setattr(self, name, -1)

    # What comes out

    def pump(self, seconds: float = 0.05) -> bool:
        """Reads what the program has written; returns whether there was something."""
        if not self.reading or self.master < 0:
            time.sleep(min(seconds, 0.05))
            return False
        seen = False
        while select.select([self.master], [], [], 0 if seen else seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError as error:
                if error.errno == errno.EIO:
                    return seen
                raise
            if not data:
                return seen
            self.output += data
            seen = True
        return seen

    def text(self) -> str:
        """The screen as it is now."""
        return "\n".join(line.rstrip() for line in self.shown())

    def shown(self) -> list[str]:
        """The lines of the screen, blanks at their ends included."""
        # Fed at once: a sequence may be cut between two reads, never at the end of the last.
        self._stream.feed(bytes(self.output[self._shown :]))
        self._shown = len(self.output)
        return list(self.screen.display)

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> str:
        """Waits until all of these are on the screen at once; returns the screen."""
        return self.wait_until(
            lambda: all(text in self.text() for text in texts), f"{texts}", seconds
        )

    def wait_gone(self, text: str, seconds: float = PATIENCE) -> str:
        """Waits until this is no longer on the screen."""
        return self.wait_until(lambda: text not in self.text(), f"{text!r} to go", seconds)

    def wait_until(
        self, holds: Callable[[], bool], what: str = "it", seconds: float = PATIENCE
    ) -> str:
        """Waits until something holds, reading the terminal meanwhile."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise NotSeen(f"waited {seconds} s for {what}; the screen:\n{self.text()}")
            self.pump()
        return self.text()

    def settle(self, quiet: float = 0.2, seconds: float = PATIENCE) -> str:
        """Waits until nothing has been written for a while; returns the screen."""
        end = time.monotonic() + seconds
        while self.pump(quiet):
            assert time.monotonic() < end, "the program does not stop writing"
        return self.text()

    def raw_since(self, position: int = 0) -> bytes:
        """The bytes written since a position (``len(terminal.output)`` at some moment)."""
        return bytes(self.output[position:])

    def modes(self) -> list[Any]:
        """The line discipline now; equal to :attr:`modes_before` when it was put back."""
        assert self._slave is not None
        return termios.tcgetattr(self._slave)

    # The program

    def exit_code(self, seconds: float = PATIENCE) -> int:
        """Waits for the end; a signal that killed the program is negative."""
        end = time.monotonic() + seconds
        while self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise NotSeen(f"still running after {seconds} s; the screen:\n{self.text()}")
            else:
                self.pump()
        self.pump(0)
        return self._status

    def wait_ended(self) -> None:
        """Waits until the program has ended; it is not reaped, and still tells what it cost."""
        end = time.monotonic() + PATIENCE
        while os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            assert time.monotonic() < end, "the program does not end"
            time.sleep(0.02)

    def wait_stopped(self, seconds: float = PATIENCE) -> None:
        """Waits until the program is stopped (Ctrl-Z)."""
        self.wait_until(lambda: _state(self.pid) == "T", "the program to stop", seconds)

    def cpu_seconds(self) -> float:
        """Processor time that the program has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def python(*words: str | Path) -> list[str | Path]:
    """The command that runs Python, as the tests themselves run."""
    return [sys.executable, *words]


def set_size(descriptor: int, size: tuple[int, int]) -> None:
    """Sets columns and lines of a terminal."""
    columns, lines = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _environment(changes: Mapping[str, str | None] | None) -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
    environment: dict[str, str | None] = {name: os.environ.get(name) for name in kept}
    environment |= {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    environment |= changes or {}
    return {name: value for name, value in environment.items() if value is not None}


def _spawn(
    command: Sequence[str],
    environment: Mapping[str, str],
    slave: int,
    controlling: bool,
    cwd: Path,
) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        if controlling:
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for descriptor in (0, 1, 2):
            os.dup2(slave, descriptor)
        os.closerange(3, 256)
        os.chdir(cwd)
        os.execvpe(command[0], list(command), environment)
    finally:
        os._exit(127)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]

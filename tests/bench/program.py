"""One program on a pseudo-terminal: keys go in, every piece of output is kept with its time."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.emulator import Answers, Emulator, key_presses
from tests.bench.processes import busy, take_priority

SIZE = (120, 40)
"""Columns and lines."""
_WITHOUT = ("COLUMNS", "LINES", "NO_COLOR", "TMUX", "STY", "TERM_PROGRAM")

clock = time.perf_counter


class Program:
    """A running program.

    Args:
        command: the program and its arguments.
        environ: added to this process's environment.
        folder: where it runs.
        link: bytes a second that the line to the terminal carries; 0 for as many as come.
        watched: note its processor time at each piece of output.

    Attributes:
        started: when (:data:`clock`).
        log: everything that it wrote: when a piece came, and the piece.
        busy: processor seconds when each piece came; only with ``watched``.
        ended: whether it is gone.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        folder: Path,
        link: float = 0.0,
        watched: bool = False,
    ) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in _WITHOUT}
        environment = {
            **inherited,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            # Else everything is compiled anew at each start.
            "PYTHONDONTWRITEBYTECODE": "",
            **environ,
        }
        self.log: list[tuple[float, bytes]] = []
        self.busy: list[float] = []
        self._watched = watched
        self.ended = False
        self.emulator = Emulator(*SIZE)
        self._shown = 0
        self._answers = Answers()
        self._link = link
        self._free_at = 0.0
        nice = os.getpriority(os.PRIO_PROCESS, 0)
        self.started = clock()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            try:
                take_priority(nice)
                size = struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.chdir(folder)
                os.execvpe(command[0], list(command), environment)
            finally:
                os._exit(127)
        os.set_blocking(self._terminal, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.end()

    # Out

    def read(self, seconds: float) -> bool:
        """Reads one piece if one comes in time."""
        if self.ended or not self._line_is_free(seconds):
            return False
        if not select.select([self._terminal], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._terminal, 1024 if self._link else 65_536)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return False
        came = clock()
        if self._link:
            self._free_at = max(self._free_at, came - 0.01) + len(data) / self._link
        self.log.append((came, data))
        if self._watched:
            self.busy.append(busy(self.pid))
        self._write(self._answers.to(data))
        return True

    def _line_is_free(self, seconds: float) -> bool:
        wait = self._free_at - clock()
        if self._link and wait > 0:
            time.sleep(min(wait, seconds))
            return wait <= seconds
        return True

    def read_for(self, seconds: float) -> None:
        """Reads for a while."""
        ending = clock() + seconds
        while (left := ending - clock()) > 0 and not self.ended:
            self.read(left)

    def settle(self, quiet: float = 0.15, patience: float = 10.0) -> None:
        """Reads until nothing has come for a while."""
        ending = clock() + patience
        while clock() < ending and self.read(quiet):
            pass

    def shows(self, expected: str) -> bool:
        """Whether the expression is found on the screen now."""
        return re.search(expected, self.text) is not None

    @property
    def text(self) -> str:
        """The screen as it is now."""
        if self._shown < len(self.log):
            self.emulator.feed(b"".join(data for _, data in self.log[self._shown :]))
            self._shown = len(self.log)
        return self.emulator.text

    @property
    def written(self) -> int:
        """Bytes that it wrote so far."""
        return sum(len(data) for _, data in self.log)

    def wait(self, expected: str, patience: float = 60.0) -> float:
        """Reads until the expression is on the screen; when the piece came that showed it.

        Raises:
            TimeoutError: it never came; the message holds the screen.
        """
        ending = clock() + patience
        while not self.shows(expected):
            if self.ended or clock() > ending:
                raise TimeoutError(f"{expected!r} is not on the screen:\n{self.text}")
            if self.read(0.05):
                while self.read(0.0):
                    pass
        return self.log[-1][0] if self.log else clock()

    # In

    def press(self, keys: str, pause: float = 0.02) -> None:
        """Presses keys one after the other, with a pause (seconds) behind each."""
        for key in key_presses(keys):
            self._write(key)
            self.read_for(pause)

    def send(self, data: bytes) -> None:
        """Sends bytes at once."""
        self._write(data)

    def do(self, steps: Sequence[str]) -> None:
        """Steps of a scenario: keys, ``~wait:EXPRESSION`` or ``~sleep:SECONDS``."""
        for step in steps:
            if step.startswith("~wait:"):
                self.wait(step.removeprefix("~wait:"))
            elif step.startswith("~sleep:"):
                self.read_for(float(step.removeprefix("~sleep:")))
            else:
                self.press(step)
                self.settle(0.1)

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._terminal, data) :]
            except BlockingIOError:
                select.select([], [self._terminal], [], 0.5)
            except OSError:
                self.ended = True
                return

    def end(self) -> None:
        """Ends the program, by force if need be, and this one process only."""
        for number, patience in ((signal.SIGTERM, 1.5), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
            ending = clock() + patience
            while clock() < ending:
                self.read(0.02)
                with suppress(ChildProcessError):
                    if not os.waitpid(self.pid, os.WNOHANG)[0]:
                        continue
                os.close(self._terminal)
                return

"""A terminal that is looked at: a pty, and what a terminal emulator makes of what is written."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte
from tests.patience import PATIENCE

# Makes the pty the process's own terminal, so that Ctrl-C typed there is a signal.
_OWNING = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
WIDTH, HEIGHT = 200, 50


@dataclass
class Terminal:
    """A program on a pty, standard input, output and error alike.

    Attributes:
        raw: every byte that it wrote.
    """

    process: subprocess.Popen[bytes]
    master: int
    raw: bytes = b""

    @classmethod
    def start(cls, words: Sequence[str], *, folder: Path, environ: Mapping[str, str]) -> Terminal:
        """Starts a program as the terminal's own."""
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _OWNING, *words],
            cwd=folder,
            env={**environ, "TERM": "xterm-256color"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        return cls(process, master)

    def read_until(self, text: str, patience: float = PATIENCE) -> None:
        """Reads until the text has come."""
        ending = time.monotonic() + patience
        while text.encode() not in self.raw:
            assert time.monotonic() < ending, self.raw
            assert self._read(0.2), self.raw

    def type(self, text: str) -> None:
        """Types."""
        os.write(self.master, text.encode())

    def end(self, patience: float = PATIENCE) -> int:
        """Reads to the end; the exit status."""
        ending = time.monotonic() + patience
        while self._read(0.2):
            assert time.monotonic() < ending, self.raw
        os.close(self.master)
        return self.process.wait(PATIENCE)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65_536)
        except OSError:  # Linux says EIO when the other side is closed
            return False
        self.raw += data
        return bool(data)

    def screen(self) -> pyte.Screen:
        """What stands on the screen afterwards."""
        screen = pyte.Screen(WIDTH, HEIGHT)
        pyte.ByteStream(screen).feed(self.raw)
        return screen

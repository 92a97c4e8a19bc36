"""Standard streams that the caller has closed, filled up or walked away from."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any

_STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))


class TolerantStream(io.TextIOWrapper):
    """Standard error: what cannot be written to it has nobody left to be told to."""

    def write(self, text: str, /) -> int:
        """Writes, or gives up without a word."""
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Flushes, or gives up without a word."""
        with suppress(OSError):
            super().flush()


class OutputIsClosed(OSError):
    """Something was to be printed, and standard output was closed before the start."""


class ClosedOutput(io.RawIOBase):
    """Standard output that the caller has closed: writing to it fails, until that was told."""

    told = False

    def writable(self) -> bool:
        """Otherwise nothing would be tried."""
        return True

    def fileno(self) -> int:
        """The number of standard output."""
        return 1

    def write(self, data: Any, /) -> int:
        """Fails.

        Raises:
            OutputIsClosed: always, until that was told.
        """
        if ClosedOutput.told:
            return len(data)
        raise OutputIsClosed(errno.EBADF, "it is closed")


def open_streams() -> None:
    """Sees to it that there are three streams, and that standard error never fails.

    One that the caller has closed (``>&-``) leads to nothing from here on. Else the next file or
    socket would get its number, and what is printed would go there.
    """
    for number, name, mode in _STREAMS:
        if getattr(sys, name) is None:
            redirect_to_null(number)
            buffer = io.BufferedWriter(ClosedOutput()) if number == 1 else _buffer(number, mode)
            # It stays open for as long as the process lives.
            setattr(sys, name, io.TextIOWrapper(buffer, encoding="utf-8"))
    # A buffer of its own: the one before it closes together with the text around it.
    sys.stderr = TolerantStream(
        _buffer(2, "w"), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )


def _buffer(number: int, mode: str) -> io.BufferedReader | io.BufferedWriter:
    raw = io.FileIO(number, mode, closefd=False)
    return io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)


def give_up_output() -> None:
    """Lets standard output lead to nothing, for it was told that it cannot be written."""
    ClosedOutput.told = True
    redirect_to_null(1)


def redirect_to_null(number: int) -> None:
    """Lets a stream lead to nothing."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    if descriptor != number:
        os.dup2(descriptor, number)
        os.close(descriptor)

"""Standard streams that the caller has closed, filled up or walked away from."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

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


def open_streams() -> None:
    """Sees to it that there are three streams, and that standard error never fails.

    One that the caller has closed (``>&-``) leads to nothing from here on. Else the next file or
    socket would get its number, and what is printed would go there.
    """
    for number, name, mode in _STREAMS:
        if getattr(sys, name) is None:
            redirect_to_null(number)
            # It stays open for as long as the process lives.
            stream = io.TextIOWrapper(_buffer(number, mode), encoding="utf-8")
            setattr(sys, name, stream)
    # A buffer of its own: the one before it closes together with the text around it.
    sys.stderr = TolerantStream(
        _buffer(2, "w"), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )


def _buffer(number: int, mode: str) -> io.BufferedReader | io.BufferedWriter:
    raw = io.FileIO(number, mode, closefd=False)
    return io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)


def redirect_to_null(number: int) -> None:
    """Lets a stream lead to nothing."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    if descriptor != number:
        os.dup2(descriptor, number)
        os.close(descriptor)

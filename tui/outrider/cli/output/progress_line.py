"""A line on the terminal that says what is done, for as long as that takes."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self, TextIO

from outrider.cli.output.terminal_width import columns_of
from outrider.visible_text import visible_line

PATIENCE = 0.5
"""Seconds for which nothing is said."""

_PAUSE = 0.1


class ProgressLine:
    """Says on a terminal what is done now, once that takes a moment; elsewhere nothing.

    Used in a ``with``: behind it, the line is gone.
    """

    def __init__(self, out: TextIO, patience: float = PATIENCE) -> None:
        self._out = out
        self._patience = patience
        self._text = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True) if out.isatty() else None

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def say(self, text: str) -> None:
        """What is done from now on."""
        self._text = text

    def _write(self) -> None:
        shown, pause = "", self._patience
        while not self._ended.wait(pause):
            pause = _PAUSE
            if self._text != shown:
                shown = self._text
                line = visible_line(shown)[: max(columns_of(self._out) - 2, 0)]
                self._out.write(f"\r{line}…\x1b[K")
                self._out.flush()
        if shown:
            self._out.write("\r\x1b[K")
            self._out.flush()

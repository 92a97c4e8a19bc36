"""Runs ``outrider`` and notes what holds up its event loop: callbacks, and searches for garbage.

.venv/bin/python tests/bench/held_loop.py NOTES [ARGUMENTS OF OUTRIDER]

The notes are written when it ends, as JSON.

Counted is the processor time of the thread: others that use the machine do not count.
"""

from __future__ import annotations

import asyncio.events
import gc
import json
import sys
import time
from pathlib import Path
from typing import Any


class HeldLoop:
    """What was noted: pairs of the time (monotonic, in seconds) and how many milliseconds."""

    def __init__(self) -> None:
        self.callbacks: list[tuple[float, float]] = []
        self.searches: list[tuple[float, float]] = []
        self._began = 0

    def watch(self) -> None:
        """Notes from now on."""
        run = asyncio.events.Handle._run

        def noted(handle: asyncio.events.Handle) -> None:
            began = time.thread_time_ns()
            try:
                run(handle)
            finally:
                self.callbacks.append(_since(began))

        setattr(asyncio.events.Handle, "_run", noted)  # noqa: B010  # a method is no variable
        gc.callbacks.append(self._on_search)

    def _on_search(self, phase: str, _about: dict[str, Any]) -> None:
        if phase == "start":
            self._began = time.thread_time_ns()
        else:
            self.searches.append(_since(self._began))

    def write(self, notes: Path) -> None:
        """Writes what was noted."""
        notes.write_text(json.dumps({"callbacks": self.callbacks, "searches": self.searches}))


def _since(began: int) -> tuple[float, float]:
    return time.monotonic(), (time.thread_time_ns() - began) / 1e6


if __name__ == "__main__":
    from outrider.__main__ import run as run_outrider

    held, file = HeldLoop(), Path(sys.argv[1])
    held.watch()
    sys.argv[1:] = sys.argv[2:]
    try:
        run_outrider()
    finally:
        held.write(file)

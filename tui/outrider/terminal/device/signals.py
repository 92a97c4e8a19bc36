"""The ways out that nobody chose: signals, a terminal that is gone, an end that does not come."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from threading import Event, Thread
from types import FrameType
from typing import Any, Self

GRACE = 2.0
"""Seconds after a signal in which the process leaves by itself, before it is made to."""

EXIT_CODES = {
    signal.SIGHUP: 129,
    signal.SIGINT: 130,
    signal.SIGQUIT: 131,
    signal.SIGTERM: 143,
}


class Watchdog:
    """Ends the process if it has not ended by itself in time.

    Args:
        restore: puts the terminal back; called in the watchdog's thread, never longer than a
            blink.
    """

    def __init__(self, restore: Callable[[], None]) -> None:
        self._restore = restore
        self._ended = Event()
        self._armed = False

    def arm(self, seconds: float, code: int) -> None:
        """Ends the process with this status after this time; only the first call counts."""
        if not self._armed:
            self._armed = True
            Thread(target=self._watch, args=(seconds, code), name="watchdog", daemon=True).start()

    def disarm(self) -> None:
        """The process ends by itself."""
        self._ended.set()

    def _watch(self, seconds: float, code: int) -> None:
        if not self._ended.wait(seconds):
            try:
                self._restore()
            finally:
                os._exit(code)


class SignalGuard:
    """Handles SIGHUP, SIGTERM, SIGINT and SIGQUIT while it is entered.

    The handlers are the interpreter's and not the event loop's: they run although the loop is
    blocked. A second signal changes nothing.

    Args:
        leave: called once with the exit status, in the main thread, between any two
            instructions.

    Attributes:
        left: whether a signal has come.
    """

    def __init__(self, leave: Callable[[int], None]) -> None:
        self._leave = leave
        self.left = False
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Installs the handlers."""
        for number in EXIT_CODES:
            self._previous[number] = signal.signal(number, self._received)
        return self

    def __exit__(self, *_: object) -> None:
        """Puts the former handlers back, unless the process is ending because of a signal."""
        if self.left:
            return
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def ignore(self) -> None:
        """Lets no further signal interrupt the end, whose status is settled."""
        # The interpreter gives its own handlers back before it has quite ended.
        for number in EXIT_CODES:
            signal.signal(number, signal.SIG_IGN)

    def _received(self, number: int, _frame: FrameType | None) -> None:
        if not self.left:
            self.left = True
            self._leave(EXIT_CODES[signal.Signals(number)])

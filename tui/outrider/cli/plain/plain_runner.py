"""Runs what waits for the network, and gives it up when the user interrupts."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from outrider.cli.main import tell_fault
from outrider.cli.told_to_stop import SIGNALS, until_told
from outrider.crash_report import FaultLog

T = TypeVar("T")


class PlainRunner:
    """One event loop for a whole session, which runs only while something is waited for."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._hangup: Any = None

    def __enter__(self) -> Self:
        # A terminal that goes away ends the program as SIGTERM does: with what it has to save.
        self._hangup = signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))
        self._runner.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._runner.close()
        signal.signal(signal.SIGHUP, self._hangup)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs to the end.

        Raises:
            KeyboardInterrupt: the user interrupted; what was under way is cancelled.
            Terminated: SIGTERM or SIGHUP arrived.
        """
        before = {number: signal.getsignal(number) for number in SIGNALS}
        noted = FaultLog()
        try:
            return self._runner.run(until_told(work, noted))
        finally:
            # The loop leaves the system's own handling behind.
            for number, handler in before.items():
                signal.signal(number, handler)
            for fault in noted.faults:
                tell_fault(fault)

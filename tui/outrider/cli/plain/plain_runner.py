"""Runs what waits for the network, and gives it up when the user interrupts."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from outrider.cli.main import Terminated

T = TypeVar("T")

_ENDING = (signal.SIGTERM, signal.SIGHUP)


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
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, *_ENDING)}
        try:
            return self._runner.run(_until_told(work))
        finally:
            # The loop leaves the system's own handling behind.
            for number, handler in before.items():
                signal.signal(number, handler)


async def _until_told(work: Coroutine[Any, Any, T]) -> T:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    told: list[int] = []

    def stop(number: int) -> None:
        told.append(number)
        task.cancel()

    for number in (signal.SIGINT, *_ENDING):
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        if signal.SIGINT in told:
            raise KeyboardInterrupt from None
        raise Terminated from None
    finally:
        for number in (signal.SIGINT, *_ENDING):
            loop.remove_signal_handler(number)

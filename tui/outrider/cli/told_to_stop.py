"""A coroutine that runs to its end, an interrupt or termination."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

from outrider.cli.main import Terminated
from outrider.crash_report import FaultLog

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a command, after it has put in order what was under way."""


async def until_told(work: Coroutine[Any, Any, T], faults: FaultLog) -> T:
    """Runs the work; a signal cancels it, unless the caller had it ignored (as nohup does).

    Args:
        work: what is run.
        faults: takes what goes wrong in a callback of the loop, where nobody else sees it.

    Raises:
        KeyboardInterrupt: the user interrupted.
        Terminated: SIGTERM or SIGHUP arrived.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    told: list[int] = []

    def stop(number: int) -> None:
        told.append(number)
        task.cancel()

    loop.set_exception_handler(lambda _, context: faults.take(context))
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in heeded:
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        if signal.SIGINT in told:
            raise KeyboardInterrupt from None
        raise Terminated from None
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)

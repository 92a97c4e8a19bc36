"""Runs a coroutine to its end, to the interrupt or to termination."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from tui.cli.main import Terminated
from tui.engine.workbench import Workbench

T = TypeVar("T")


def run_with(process: Mapping[str, str], body: Callable[[Workbench], Coroutine[Any, Any, T]]) -> T:
    """Opens a workbench, runs the body with it, and closes it whatever happens.

    Raises:
        KeyboardInterrupt: the user interrupted.
        Terminated: SIGTERM or SIGHUP arrived.
    """

    async def whole() -> T:
        async with Workbench(process_environment=process, ask=_asker()) as workbench:
            return await body(workbench)

    async def until_told() -> T:
        task = asyncio.ensure_future(whole())
        told: list[int] = []

        def stop(number: int) -> None:
            told.append(number)
            task.cancel()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop, number)
        try:
            return await task
        except asyncio.CancelledError:
            if signal.SIGINT in told:
                raise KeyboardInterrupt from None
            raise Terminated from None

    return asyncio.run(until_told())


def _asker() -> Callable[[str], Coroutine[Any, Any, str | None]] | None:
    """Asks at the terminal, where there is one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    async def ask(question: str) -> str | None:
        from getpass import getpass

        from tui.visible import visible_line

        try:
            # Not in a thread: nobody could make it stop reading, and the program would not end.
            with _signals_raised():
                return getpass(f"{visible_line(question)}: ", sys.stderr)
        except EOFError:
            return None
        except _Arrived as arrived:
            sys.stderr.write("\n")
            signal.raise_signal(arrived.number)
        # The loop hears of the signal next, and cancels this.
        nothing: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        return await nothing

    return ask


class _Arrived(BaseException):
    """A signal arrived at a question."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Raises :class:`_Arrived` for the signals that otherwise only the loop hears of."""

    def arrived(number: int, _frame: object) -> None:
        raise _Arrived(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    previous = {number: signal.signal(number, arrived) for number in numbers}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)

"""Runs a coroutine to its end, to the interrupt or to termination."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from tui.cli.main import Terminated
from tui.engine.workbench import Workbench

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Interrupted(BaseException):
    """A signal arrived while the user was asked."""


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
        for number in _SIGNALS:
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
        from tui.visible import visible_line

        try:
            return _typed(f"{visible_line(question)}: ")
        except EOFError:
            return None
        except _Interrupted:
            sys.stderr.write("\n")
            # The loop has heard of the signal as well, and cancels whoever waits here.
            await asyncio.sleep(1)
            return None

    return ask


def _typed(prompt: str) -> str:
    """What the user types, unseen; the loop stands still meanwhile, as does the command.

    A thread could not be stopped: Ctrl-C would wait for the Enter key, and so would SIGTERM.

    Raises:
        _Interrupted: a signal ended the question; the terminal shows again what is typed.
    """
    from getpass import getpass

    previous = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        return getpass(prompt, sys.stderr)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted

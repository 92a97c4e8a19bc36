"""Runs a coroutine to its end, to the interrupt or to termination."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from outrider.cli.main import Terminated
from outrider.crash_report import disable_core_dumps
from outrider.engine.engine import Engine
from outrider.engine.user_interface import UserInterface

T = TypeVar("T")


def run_with_engine(
    process: Mapping[str, str], body: Callable[[Engine], Coroutine[Any, Any, T]]
) -> T:
    """Opens an engine, runs the body with it, and closes it whatever happens.

    Raises:
        KeyboardInterrupt: the user interrupted.
        Terminated: SIGTERM or SIGHUP arrived.
    """
    disable_core_dumps()

    async def whole() -> T:
        async with Engine(process_environment=process, user=_user()) as workbench:
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


def _user() -> UserInterface | None:
    """Who sits at the terminal, where there is one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    from outrider.cli.secret_prompt import TerminalUser

    return TerminalUser()

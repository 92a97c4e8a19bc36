"""Ends a program that was started by asyncio, and leaves its exit status to asyncio."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process


async def end_child(process: Process, *, group: bool = False) -> None:
    """Kills a program if it still runs, and waits for it.

    Args:
        process: it.
        group: all that is left of its process group is killed too, also where the program itself
            has ended; it has to lead one.
    """
    import signal

    # Process.kill() asks for the exit status first. One that has just ended is gone then before
    # asyncio's own thread asks, which says so on standard error.
    with suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        elif process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
    await process.wait()

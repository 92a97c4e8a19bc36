"""How long tests wait for what has to happen."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

PATIENCE = 90.0
"""Seconds that anything may take, on a busy machine, before a test fails: an end, no measure."""


async def until(happened: Callable[[], bool], pause: Callable[[float], Awaitable[None]]) -> None:
    """Waits, by pauses, until something has happened.

    Args:
        happened: whether it has.
        pause: waits so many seconds, as a pilot of Textual does.
    """
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "It did not happen."
        await pause(0.05)

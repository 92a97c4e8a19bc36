"""Imports what a first request needs, so that it need not wait for it."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

_LATE = ("tui.transport.rehearsal", "anyio._backends._asyncio", "httpcore", "h11")
"""What is imported late. Of other libraries these are details, which may be elsewhere one day."""


def warm_up() -> None:
    """Imports httpx, and what httpx and anyio themselves import at their first request."""
    import_module("tui.transport.transport")
    for name in _LATE:
        with suppress(ImportError):
            import_module(name)

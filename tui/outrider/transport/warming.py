"""What a first request needs, so that it need not wait for it."""

from __future__ import annotations

SOON = (
    *("email.parser", "http.client", "urllib.request", "http.cookiejar"),
    *("h11", "anyio.to_thread", "anyio.streams.memory", "anyio._core._sockets"),
    *(
        "anyio._backends._asyncio",
        "outrider.transport.httpx_library",
        "outrider.transport.transport",
    ),
    "outrider.transport.rehearsal",
)
"""Modules to be imported one by one, in pieces that take a few milliseconds each.

Most are what httpx imports at once or at its first request. Of other libraries some are details,
which may be elsewhere one day: one that is missing matters to nobody.
"""

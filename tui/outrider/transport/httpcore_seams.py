"""Things of httpcore that are other ones here; imported for what it does.

Its HTTP/2 connection is ours, loaded by the first connection that needs it, and its HTTP/1.1
connection keeps the trailer fields (RFC 9112 §7.1.2) that it would drop. Its locks are asyncio's:
those that it has ask each time whether this is asyncio, and are made by anyio, which is not loaded.
All of it relies on private names of httpcore.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from types import ModuleType
from typing import Any, Literal

from outrider.transport.httpx_import import httpcore

_receive_event = httpcore.AsyncHTTP11Connection._receive_event


async def _receive_event_with_trailers(
    self: httpcore.AsyncHTTP11Connection,
    timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
) -> Any:
    event: Any = await _receive_event(self, timeout)
    stream: Any = self._network_stream
    if type(event).__name__ == "EndOfMessage":
        stream.trailers = event.headers.raw_items()
    return event


class _Http2Module(ModuleType):
    """Stands where httpcore looks for its HTTP/2 connection, when one is opened."""

    def __getattr__(self, name: str) -> Any:
        if name != "AsyncHTTP2Connection":
            raise AttributeError(name)
        from outrider.transport.http2_connection import Http2Connection

        return Http2Connection


class _Event(asyncio.Event):
    """Set once a request has its connection."""

    async def wait(self, timeout: float | None = None) -> Literal[True]:  # noqa: ASYNC109 - httpcore's word
        try:
            async with asyncio.timeout(timeout):
                return await super().wait()
        except TimeoutError as error:
            raise httpcore.PoolTimeout(error) from error


_LOCKS = {
    "AsyncLock": asyncio.Lock,
    "AsyncEvent": _Event,
    # A task that is cancelled is told once: what it closes on its way out needs no shield.
    "AsyncShieldCancellation": nullcontext,
}
_USERS = (
    "_synchronization",
    *("_async.connection", "_async.connection_pool", "_async.http11", "_async.http_proxy"),
)

httpcore.AsyncHTTP11Connection._receive_event = _receive_event_with_trailers  # type: ignore[method-assign]
sys.modules["httpcore._async.http2"] = _Http2Module("httpcore._async.http2")
for _user in _USERS:
    _names = vars(sys.modules[f"httpcore.{_user}"])
    _names.update({name: lock for name, lock in _LOCKS.items() if name in _names})

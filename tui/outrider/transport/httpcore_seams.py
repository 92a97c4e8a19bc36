"""Three things of httpcore that are other ones here; imported for what it does.

Its HTTP/2 connection is ours, loaded by the first connection that needs it, and its HTTP/1.1
connection keeps the trailer fields (RFC 9112 §7.1.2) that it would drop. Its locks do not look for
sniffio to learn that this is asyncio: where it is not installed, each look goes through every
folder of modules, a third of an exchange in all. All of it relies on private names of httpcore.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from outrider.transport.httpx_import import httpcore

_synchronization: Any = sys.modules["httpcore._synchronization"]
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


def _asyncio() -> str:
    """The library whose loop runs here."""
    return "asyncio"


httpcore.AsyncHTTP11Connection._receive_event = _receive_event_with_trailers  # type: ignore[method-assign]
sys.modules["httpcore._async.http2"] = _Http2Module("httpcore._async.http2")
_synchronization.current_async_library = _asyncio

"""Connections kept apart by environment, TLS settings and proxy, and kept alive for a while.

A *pooled connection* is httpx's connection layer for one set of settings, used by one exchange at
a time. An exchange that ends badly takes its pooled connection with it: nothing of it can reach
another exchange, and no HTTP/2 connection carries on with a stream that nobody reads.  httpx's
``AsyncClient`` is left out on purpose. It changes the method's case, builds redirects that nobody
asked for (and fails where their Location is bad), stores cookies and logs URLs; its transports do
none of that.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

import outrider.transport.httpcore_seams  # noqa: F401 - for what it does
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.transport.connection_info import NetworkStream
from outrider.transport.exchange_progress import ExchangeProgress
from outrider.transport.httpx_import import httpcore, httpx
from outrider.transport.proxies import Proxy
from outrider.transport.wire_streams import WireBackend

if TYPE_CHECKING:
    from outrider.transport.tls_contexts import TlsContextCache, TlsContextKey

# Short, because a server that closes an idle connection at the same moment as a request goes out
# leaves it open whether the request was executed.
_KEEPALIVE_SECONDS = 5.0
_MAX_IDLE = 4


class ConnectionKey(Struct, frozen=True):
    """Everything that makes two exchanges unable to share a connection.

    Attributes:
        tls: towards the server; ``None`` for plain http.
        proxy_tls: towards the proxy; ``None`` without TLS there.
    """

    connection: ConnectionSettings
    proxy: Proxy | None
    tls: TlsContextKey | None
    proxy_tls: TlsContextKey | None
    http: HttpVersion


class PooledConnection:
    """Connections for what its key says, for one exchange at a time."""

    def __init__(
        self, key: ConnectionKey, context: ssl.SSLContext, proxy_context: ssl.SSLContext | None
    ) -> None:
        self.key = key
        self._streams: list[NetworkStream] = []
        self._backend = WireBackend(key.http, tls_to_proxy=key.proxy_tls is not None)
        self._transport = _HttpxTransport(key, context, proxy_context, self._backend)

    async def send(self, request: httpx.Request, progress: ExchangeProgress) -> httpx.Response:
        """Sends a request and receives the response's header."""

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
                self._streams.append(info["return_value"])
            await progress.trace(event, info)

        self._streams = [stream for stream in self._streams if _is_open(stream)]
        request.extensions["trace"] = trace
        self._backend.observer = progress
        response = await self._transport.handle_async_request(request)
        progress.answered_on(response.extensions["network_stream"])
        return response

    async def aclose(self) -> None:
        """Closes the connections; what fails about that is of no interest to anybody."""
        closing = [self._transport.aclose, *(stream.aclose for stream in reversed(self._streams))]
        self._streams = []
        for close in closing:
            # httpcore leaves the socket open on a cancelled handshake.
            with suppress(Exception):
                await close()


class _HttpxTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with a pool of ours beneath, for httpx's constructor loads certifi."""

    def __init__(
        self,
        key: ConnectionKey,
        context: ssl.SSLContext,
        proxy_context: ssl.SSLContext | None,
        backend: WireBackend,
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=None if key.proxy is None else _httpcore_proxy(key.proxy, proxy_context),
            max_keepalive_connections=8,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            http1=key.http is not HttpVersion.HTTP2,
            http2=key.http is not HttpVersion.HTTP1,
            network_backend=backend,
        )


def _httpcore_proxy(proxy: Proxy, context: ssl.SSLContext | None) -> httpcore.Proxy:
    credentials = None
    if proxy.username is not None:
        password = proxy.password.reveal() if proxy.password is not None else ""
        credentials = (_bytes(proxy.username.reveal()), _bytes(password))
    return httpcore.Proxy(proxy.url, ssl_context=context, auth=credentials)


def _bytes(text: str) -> bytes:
    # A variable of the process may hold bytes that are no text.
    return text.encode("utf-8", "replace")


def _is_open(stream: NetworkStream) -> bool:
    socket = stream.get_extra_info("socket")
    return socket is not None and socket.fileno() >= 0


class ConnectionPool:
    """The pooled connections of all environments."""

    def __init__(self) -> None:
        self._contexts: TlsContextCache | None = None
        self._idle: dict[ConnectionKey, list[PooledConnection]] = {}
        self._busy: set[PooledConnection] = set()
        self._retired: set[PooledConnection] = set()
        self._closing: set[asyncio.Task[None]] = set()

    async def acquire(self, key: ConnectionKey) -> PooledConnection:
        """A pooled connection for one exchange; give it back with :meth:`release`.

        Raises:
            ExchangeStopped: the TLS settings are broken.
        """
        idle = self._idle.get(key)
        pooled = idle.pop() if idle else await self._open(key)
        self._busy.add(pooled)
        return pooled

    async def release(self, pooled: PooledConnection, *, reusable: bool) -> None:
        """Takes a pooled connection back, and closes it unless another exchange may use it."""
        self._busy.discard(pooled)
        idle = self._idle.setdefault(pooled.key, [])
        if reusable and pooled not in self._retired and len(idle) < _MAX_IDLE:
            idle.append(pooled)
            return
        self._retired.discard(pooled)
        await self._close(pooled)

    async def close(self, environment: str | None) -> None:
        """Closes the idle connections of an environment, or of all; busy ones at their end."""
        self._retired |= {pooled for pooled in self._busy if _belongs(pooled.key, environment)}
        for key in [key for key in self._idle if _belongs(key, environment)]:
            for pooled in self._idle.pop(key):
                await self._close(pooled)
        while self._closing:
            await asyncio.wait(self._closing)

    async def _open(self, key: ConnectionKey) -> PooledConnection:
        # It trusts nothing: should a plain http connection try TLS, that fails.
        context = await self._context(key.tls) or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return PooledConnection(key, context, await self._context(key.proxy_tls))

    async def _context(self, settings: TlsContextKey | None) -> ssl.SSLContext | None:
        if settings is None:
            return None
        if self._contexts is None:
            from outrider.transport.tls_contexts import TlsContextCache

            self._contexts = TlsContextCache()
        return await self._contexts.get(settings)

    async def _close(self, pooled: PooledConnection) -> None:
        # Shielded: a second cancellation must not leave a socket open.
        closing = asyncio.ensure_future(pooled.aclose())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        await asyncio.shield(closing)


def _belongs(key: ConnectionKey, environment: str | None) -> bool:
    return environment is None or key.connection.environment == environment

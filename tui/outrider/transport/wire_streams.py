"""The sockets beneath httpcore: what goes out and comes in on them is noticed here.

What a failure says about the request follows from the bytes that were handed to a socket, which
nothing above this place knows for certain.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import Any, Protocol

from outrider.model.connection import HttpVersion
from outrider.model.exchange import Failure, FailureKind
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.httpx_import import httpcore
from outrider.transport.socket_streams import SocketStream, connected_stream

_FIRST_BYTES = 64

ALPN = {
    HttpVersion.HTTP1: ["http/1.1"],
    HttpVersion.AUTO: ["h2", "http/1.1"],
    HttpVersion.HTTP2: ["h2"],
}
"""The protocols offered in a TLS handshake, the preferred one first (RFC 7301)."""


class WireObserver(Protocol):
    """Who is told of what goes over a connection."""

    def wrote(self, size: int) -> None:
        """So many bytes are about to be written."""

    def received(self, data: bytes) -> None:
        """The first bytes of what came in, once for each read."""


class WireBackend(httpcore.AsyncNetworkBackend):
    """Opens sockets whose traffic an observer is told of.

    Attributes:
        observer: of the exchange under way; ``None`` between two.
    """

    def __init__(self, http: HttpVersion, *, tls_to_proxy: bool) -> None:
        self.observer: WireObserver | None = None
        self.http = http
        self.tls_to_proxy = tls_to_proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects; an IPv6 address may have the brackets of a URL, and a zone.

        Raises:
            ExchangeStopped: the zone is no interface of this machine.
        """
        address = _connectable(host.strip("[]"))
        stream = await connected_stream(address, port, timeout, socket_options)
        return WireStream(stream, self)


_FIXED = frozenset({"client_addr", "server_addr", "socket", "ssl_object"})
"""What does not change while a socket is open, and takes time to ask for."""


class WireStream(httpcore.AsyncNetworkStream):
    """A socket, with TLS or without.

    Attributes:
        trailers: the trailer fields of the last HTTP/1.1 response that ended on it.
    """

    def __init__(self, stream: SocketStream, backend: WireBackend, *, secure: bool = False) -> None:
        self.trailers: list[tuple[bytes, bytes]] = []
        self._stream = stream
        self._backend = backend
        self._secure = secure
        self._known: dict[str, Any] = {}

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
    ) -> bytes:
        """Waits for bytes; none at the end."""
        data = await self._stream.read(max_bytes, timeout)
        if self._backend.observer is not None:
            self._backend.observer.received(data[:_FIRST_BYTES])
        return data

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
    ) -> None:
        """Writes all of the bytes. They count before: a write that fails may have sent some."""
        if buffer and self._backend.observer is not None:
            self._backend.observer.wrote(len(buffer))
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Closes the socket."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
    ) -> httpcore.AsyncNetworkStream:
        """Sets up TLS, towards a proxy or the server.

        Raises:
            ExchangeStopped: HTTP/2 is demanded, and the server does not choose it.
        """
        to_proxy = self._backend.tls_to_proxy and not self._secure
        http = HttpVersion.HTTP1 if to_proxy else self._backend.http
        ssl_context.set_alpn_protocols(ALPN[http])
        # A zone is this machine's own business (RFC 6874 §3), and brackets are the URL's.
        name = (server_hostname or "").strip("[]").partition("%")[0]
        from outrider.transport.tls_streams import set_up_tls

        stream = await set_up_tls(self._stream, ssl_context, name or None, timeout)
        secured = WireStream(stream, self._backend, secure=True)
        if http is HttpVersion.HTTP2:
            chosen = stream.get_extra_info("ssl_object").selected_alpn_protocol()
            if chosen != "h2":
                await secured.aclose()
                raise _no_http2(name)
        return secured

    def get_extra_info(self, info: str) -> Any:
        """What the socket knows of itself."""
        if info not in _FIXED:
            return self._stream.get_extra_info(info)
        if info not in self._known:
            self._known[info] = self._stream.get_extra_info(info)
        return self._known[info]


def _connectable(host: str) -> str:
    """The host as the system takes it: with a zone only where that means something (RFC 4007)."""
    address, _, zone = host.partition("%")
    if not zone:
        return host
    if not IPv6Address(address).is_link_local:
        return address
    names = [name for _, name in socket.if_nameindex()]
    if zone in names or zone.isdigit():
        return host
    raise ExchangeStopped(
        Failure(
            FailureKind.UNREACHABLE,
            f'Network interface "{zone}" of the address in the URL not found.',
            advice=f"Use one of: {', '.join(names)}.",
        )
    )


def _no_http2(host: str) -> ExchangeStopped:
    return ExchangeStopped(
        Failure(
            FailureKind.HTTP_VERSION,
            f'{host} does not support HTTP/2, which http = "2" requires.',
            why="It did not choose h2 in the TLS handshake (ALPN).",
            advice='Set http = "auto" in [options].',
        )
    )

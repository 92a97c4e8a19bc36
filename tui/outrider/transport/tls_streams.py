"""TLS over a connection of asyncio's, or over TLS to a proxy."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, TypeVar

from outrider.transport.httpx_import import httpcore
from outrider.transport.socket_streams import SocketStream, timeouts_as

Given = TypeVar("Given")

_PIECE = 1 << 16


class TlsStream(SocketStream):
    """A connection with TLS; a peer that ends it without a word has ended it all the same.

    Args:
        below: what carries it.
        context: of the connection.
        server_hostname: which the certificate is checked for.
    """

    def __init__(
        self, below: SocketStream, context: ssl.SSLContext, server_hostname: str | None
    ) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        # Of a text, names in other alphabets would be sought: see where addresses are looked up.
        name = None if server_hostname is None else server_hostname.encode("ascii")
        self._secure = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self._turn = asyncio.Lock()
        self._is_broken = False

    async def handshake(self) -> None:
        """Sets up TLS.

        Raises:
            OSError: that failed; ssl.SSLError where it is TLS that failed.
        """
        await self._call(self._secure.do_handshake)

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._below.aclose()

    def get_extra_info(self, info: str) -> Any:
        """What TLS and the connection below know of themselves."""
        return self._secure if info == "ssl_object" else self._below.get_extra_info(info)

    async def receive(self, size: int) -> bytes:
        """Waits for bytes; none at the end.

        Raises:
            OSError: the connection was lost; ssl.SSLError where it is TLS that failed.
        """
        try:
            return await self._call(self._secure.read, size)
        except ssl.SSLError as error:
            if is_unexpected_end(error):
                return b""
            raise

    async def send_all(self, data: bytes) -> None:
        """Gives all of the bytes to the connection below.

        Raises:
            OSError: the connection was lost; ssl.SSLError where it is TLS that failed.
        """
        try:
            await self._call(self._secure.write, data)
        except ssl.SSLError as error:
            if is_unexpected_end(error):
                raise ConnectionResetError("TLS has ended.") from error
            raise
        await self._flush()

    async def _call(self, work: Callable[..., Given], *given: Any) -> Given:
        if self._is_broken and not self._turn.locked():
            # A record was lost on its way: whatever follows it could not be decrypted.
            raise ConnectionAbortedError("A part of what was sent is lost.")
        while True:
            try:
                found = work(*given)
            except ssl.SSLWantReadError:
                # Whoever is writing now writes this as well: it must not keep anybody from reading.
                if not self._turn.locked():
                    await self._flush()
                data = await self._below.receive(_PIECE)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                if not self._turn.locked():
                    await self._flush()
                return found

    async def _flush(self) -> None:
        if not self._outgoing.pending:
            return
        async with self._turn:
            while self._outgoing.pending:
                self._is_broken = True
                await self._below.send_all(self._outgoing.read())
                self._is_broken = False


def is_unexpected_end(error: ssl.SSLError) -> bool:
    """Whether an error says no more than that the peer has closed the connection."""
    return isinstance(error, ssl.SSLEOFError) or "UNEXPECTED_EOF" in str(error.strerror)


async def set_up_tls(
    below: SocketStream,
    context: ssl.SSLContext,
    server_hostname: str | None,
    seconds: float | None,
) -> TlsStream:
    """Sets up TLS on a connection, which is closed where that fails.

    Args:
        below: the connection, or TLS to a proxy.
        context: of TLS.
        server_hostname: which the certificate is checked for.
        seconds: how long the handshake may take.

    Raises:
        httpcore.ConnectTimeout: the handshake took too long.
        httpcore.ConnectError: it failed.
    """
    secured = TlsStream(below, context, server_hostname)
    try:
        with timeouts_as(httpcore.ConnectTimeout):
            async with asyncio.timeout(seconds):
                try:
                    await secured.handshake()
                except OSError as error:
                    raise httpcore.ConnectError(error) from error
    except BaseException:
        await below.aclose()
        raise
    return secured

"""TLS on a connection: both ways at once, and how it ends."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE
from tests.servers.tls import Authority

from outrider.transport.httpx_import import httpcore
from outrider.transport.socket_streams import connected_stream
from outrider.transport.tls_streams import TlsStream, set_up_tls

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def serving(serve: Serve, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """A server on 127.0.0.1; its port."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(once, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()


async def secured(port: int, trusted: str | None, name: str = "127.0.0.1") -> TlsStream:
    stream = await connected_stream("127.0.0.1", port, PATIENCE)
    context = ssl.create_default_context(cafile=trusted)
    return await set_up_tls(stream, context, name, PATIENCE)


async def test_much_goes_both_ways_at_once(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    data = bytes(range(256)) * 20_000
    async with serving(echo, authority.server("127.0.0.1")) as port:
        stream = await secured(port, authority.pem)
        assert stream.get_extra_info("ssl_object").version() == "TLSv1.3"
        writing = asyncio.ensure_future(stream.write(data, PATIENCE))
        got = bytearray()
        while len(got) < len(data):
            got += await stream.read(1 << 16, PATIENCE)
        await writing
        assert bytes(got) == data
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(1, 0.01)
        await stream.aclose()
        assert stream.get_extra_info("socket").fileno() < 0


async def test_an_end_without_a_word_is_an_end(tmp_path: Path) -> None:
    async def short(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"half")
        await writer.drain()
        raw = writer.get_extra_info("socket")
        # The connection ends, and TLS does not say so.
        await asyncio.sleep(0.05)
        raw._sock.shutdown(1)
        await asyncio.sleep(PATIENCE)

    authority = Authority(tmp_path)
    async with serving(short, authority.server("127.0.0.1")) as port:
        stream = await secured(port, authority.pem)
        assert await stream.read(100, PATIENCE) == b"half"
        assert await stream.read(100, PATIENCE) == b""
        await stream.aclose()


async def test_a_handshake_that_fails_closes_the_connection(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with serving(echo, authority.server("127.0.0.1")) as port:
        with pytest.raises(httpcore.ConnectError) as raised:
            await secured(port, None)
        assert isinstance(raised.value.__cause__, ssl.SSLCertVerificationError)
        with pytest.raises(httpcore.ConnectError):
            await secured(port, authority.pem, "elsewhere.example")


async def test_a_handshake_has_a_limit() -> None:
    async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with serving(silence, None) as port:
        stream = await connected_stream("127.0.0.1", port, PATIENCE)
        with pytest.raises(httpcore.ConnectTimeout):
            await set_up_tls(stream, ssl.create_default_context(), "127.0.0.1", 0.01)
        assert stream.get_extra_info("socket").fileno() < 0


async def test_a_peer_that_speaks_no_tls_is_told_as_what_it_is() -> None:
    async def blurt(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with serving(blurt, None) as port:
        with pytest.raises(httpcore.ConnectError) as raised:
            await secured(port, None)
        assert isinstance(raised.value.__cause__, ssl.SSLError)

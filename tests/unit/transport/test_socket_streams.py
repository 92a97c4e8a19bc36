"""TCP connections: which address is taken, and what becomes of who waits."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from tests.patience import PATIENCE

from outrider.transport.httpx_import import httpcore
from outrider.transport.socket_streams import SocketStream, connected_stream

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def serving(serve: Serve, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """A server; its port."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(once, host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def silence(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()


async def connect(host: str, port: int) -> SocketStream:
    return await connected_stream(host, port, PATIENCE)


async def test_an_address_that_refuses_is_passed_over() -> None:
    async with serving(echo) as port:
        stream = await connect("localhost", port)
        await stream.write(b"hello")
        assert await stream.read(100, PATIENCE) == b"hello"
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        await stream.aclose()


async def test_an_address_that_says_nothing_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as full:
        full.bind(("127.0.0.2", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())

        async def both(_host: object, _port: int, **_more: object) -> list[Any]:
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            return [(*kind, (host, port)) for host in ("127.0.0.2", "127.0.0.3")]

        monkeypatch.setattr(loop, "getaddrinfo", both)
        async with serving(echo, "127.0.0.3", port):
            stream = await connect("two.example", port)
            assert stream.get_extra_info("server_addr") == ("127.0.0.3", port)
            await stream.aclose()
        for one in waiting:
            one.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_where_all_refuse_the_reason_is_below_the_error(host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(httpcore.ConnectError) as raised:
            await connect(host, taken.getsockname()[1])
    below: list[BaseException] = [raised.value]
    for one in below:
        below += [one.__cause__] if one.__cause__ is not None else []
        below += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
    assert errno.ECONNREFUSED in {one.errno for one in below if isinstance(one, OSError)}


async def test_a_read_and_a_write_have_limits() -> None:
    async with serving(silence) as port:
        stream = await connect("127.0.0.1", port)
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(100, 0.01)
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(bytes(50_000_000), 0.01)
        await stream.aclose()


async def test_who_waits_is_told_that_it_was_closed() -> None:
    async with serving(silence) as port:
        stream = await connect("127.0.0.1", port)
        reading = asyncio.ensure_future(stream.read(100, PATIENCE))
        await asyncio.sleep(0)
        await stream.aclose()
        with pytest.raises(httpcore.ReadError):
            await reading
        with pytest.raises(httpcore.ReadError):
            await stream.read(100, PATIENCE)
        with pytest.raises(httpcore.WriteError):
            await stream.write(b"x", PATIENCE)
        assert stream.get_extra_info("is_readable")
        await stream.aclose()


async def test_a_second_reader_is_refused_and_the_first_goes_on() -> None:
    async with serving(echo) as port:
        stream = await connect("127.0.0.1", port)
        reading = asyncio.ensure_future(stream.read(100, PATIENCE))
        await asyncio.sleep(0)
        with pytest.raises(httpcore.ReadError):
            await stream.read(100, PATIENCE)
        await stream.write(b"hello")
        assert await reading == b"hello"
        await stream.aclose()


async def test_a_read_that_was_cancelled_loses_nothing() -> None:
    async with serving(echo) as port:
        stream = await connect("127.0.0.1", port)
        reading = asyncio.ensure_future(stream.read(100, PATIENCE))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await stream.write(b"hello")
        assert await stream.read(100, PATIENCE) == b"hello"
        await stream.aclose()


async def test_a_peer_without_a_pause_leaves_others_their_turn() -> None:
    async def flood(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(bytes(1 << 16))
            await writer.drain()

    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with serving(flood) as port:
        stream = await connect("127.0.0.1", port)
        counting = asyncio.ensure_future(others())
        for _ in range(50):
            assert await stream.read(1 << 10, PATIENCE)
        counting.cancel()
        assert turns >= 50
        await stream.aclose()


async def test_much_is_written_and_read_at_once() -> None:
    data = bytes(range(256)) * 20_000
    async with serving(echo) as port:
        stream = await connect("127.0.0.1", port)
        writing = asyncio.ensure_future(stream.write(data, PATIENCE))
        got = bytearray()
        while len(got) < len(data):
            got += await stream.read(1 << 16, PATIENCE)
        await writing
        assert bytes(got) == data
        await stream.aclose()

"""An in-process server that misbehaves as it is told, and writes down what it was sent."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Call:
    """One connection as a misbehaviour sees it, its first request already read."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes
    body: bytes

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Closes with RST instead of FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    @property
    def target(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1")


Behaviour = Callable[[Call], Awaitable[None]]


@dataclass(slots=True)
class ToxicServer:
    """Runs one behaviour for each request of each connection.

    Attributes:
        behaviour: what it does with a request; may be replaced at any time.
        heads: the request heads in the order of arrival.
        bodies: the request bodies with a Content-Length.
        connections: how many were accepted.
        closed: how many of them ended.
    """

    behaviour: Behaviour
    port: int = 0
    scheme: str = "http"
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    peers: list[int] = field(default_factory=list)
    connections: int = 0
    closed: int = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.closed += 1
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        self.peers.append(writer.get_extra_info("peername")[1])
        body = await reader.readexactly(_length(head))
        self.bodies.append(body)
        await self.behaviour(Call(reader, writer, head, body))
        return not writer.is_closing()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


@asynccontextmanager
async def toxic_server(
    behaviour: Behaviour, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[ToxicServer]:
    """A server on a free port of the loopback interface."""
    toxic = ToxicServer(behaviour, scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await toxic.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    toxic.port = server.sockets[0].getsockname()[1]
    try:
        yield toxic
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


def answers(*parts: bytes, pause: float = 0.0, then: str = "keep") -> Behaviour:
    """Says these bytes, then keeps the connection, closes it, resets it or hangs."""

    async def behave(call: Call) -> None:
        for part in parts:
            await call.say(part)
            if pause:
                await asyncio.sleep(pause)
        if then == "close":
            call.writer.close()
        elif then == "reset":
            await asyncio.sleep(0.05)
            call.reset()
        elif then == "hang":
            await asyncio.sleep(3600)

    return behave


def ok(body: bytes = b"fine", *fields: bytes, status: bytes = b"200 OK") -> Behaviour:
    """A whole response."""
    return answers(response(body, *fields, status=status))


def response(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> bytes:
    """The bytes of a whole response."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def endless(head: bytes, piece: bytes, *, pause: float = 0.0) -> Behaviour:
    """Says a head, then the same piece for ever."""

    async def behave(call: Call) -> None:
        await call.say(head)
        while not call.writer.is_closing():
            await call.say(piece)
            await asyncio.sleep(pause)

    return behave


async def silence(call: Call) -> None:
    """Reads the request and says nothing."""
    await asyncio.sleep(3600)


async def disconnect(call: Call) -> None:
    """Reads the request and closes."""
    call.writer.close()


async def reset(call: Call) -> None:
    """Reads the request and resets."""
    call.reset()


async def mirror(call: Call) -> None:
    """Answers with the request's head and body."""
    await call.say(response(call.head + call.body))


@asynccontextmanager
async def deaf_server() -> AsyncIterator[str]:
    """Accepts connections and reads nothing; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def blurting_server(data: bytes, *, scheme: str = "https") -> AsyncIterator[str]:
    """Says the same bytes to whatever comes first, and closes; its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(data)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.sleep(0.01)

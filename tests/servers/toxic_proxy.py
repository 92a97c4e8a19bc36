"""HTTP and SOCKS5 proxies for tests, which write down what they are asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class ProxyServer:
    """A proxy that tunnels CONNECT, forwards plain http, or speaks SOCKS5.

    Attributes:
        kind: ``http`` or ``socks5``.
        answer: sent instead of doing the work.
        password: what SOCKS5 clients must give; empty asks for none.
        heads: the requests that came, or the SOCKS5 destinations.
    """

    kind: str = "http"
    scheme: str = "http"
    port: int = 0
    answer: bytes = b""
    password: bytes = b""
    heads: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.kind == "socks5":
                await self._socks(reader, writer)
            else:
                await self._http(reader, writer)
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if self.answer:
            writer.write(self.answer)
            await writer.drain()
            return
        target = head.split(b" ")[1].decode()
        if head.startswith(b"CONNECT "):
            host, _, port = target.rpartition(":")
            there = await asyncio.open_connection(host, int(port))
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            host, _, port = target.split("/")[2].partition(":")
            there = await asyncio.open_connection(host, int(port or 80))
            path = "/" + target.split("/", 3)[3]
            there[1].write(head.replace(target.encode(), path.encode(), 1))
        await _pump_both((reader, writer), there)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count = (await reader.readexactly(2))[1]
        methods = await reader.readexactly(count)
        wanted = b"\x02" if self.password else b"\x00"
        writer.write(b"\x05" + (wanted if wanted in methods else b"\xff"))
        if wanted not in methods:
            await writer.drain()
            return
        if self.password:
            size = (await reader.readexactly(2))[1]
            await reader.readexactly(size)
            given = await reader.readexactly((await reader.readexactly(1))[0])
            writer.write(b"\x01" + (b"\x00" if given == self.password else b"\x01"))
        kind = (await reader.readexactly(4))[3]
        if kind == 1:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.heads.append(f"{host}:{port}".encode())
        if self.answer:
            writer.write(self.answer)
            await writer.drain()
            return
        there = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big"))
        await _pump_both((reader, writer), there)


Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _pump_both(here: Pair, there: Pair) -> None:
    try:
        await asyncio.gather(_pump(here[0], there[1]), _pump(there[0], here[1]))
    finally:
        there[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxy_server(
    kind: str = "http",
    *,
    answer: bytes = b"",
    password: bytes = b"",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[ProxyServer]:
    """A proxy on a free port of the loopback interface."""
    proxy = ProxyServer(kind, "https" if tls else kind, answer=answer, password=password)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await proxy.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

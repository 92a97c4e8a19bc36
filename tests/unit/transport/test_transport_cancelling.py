from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.servers.tls import Authority
from tests.servers.toxic import deaf_server, endless, ok, silence, toxic_server
from tests.unit.transport.transport_client import DEV, SHORT, TransportClient

from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import FailureKind
from outrider.model.message import FileContent, RequestMessage


def _open_sockets() -> int:
    gc.collect()
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            links.append(str(descriptor.readlink()))
    return sum(link.startswith("socket:") for link in links)


@contextlib.contextmanager
def _full_queue() -> Iterator[str]:
    """A port whose connections are never accepted: connecting to it hangs."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
            fillers.append(filler)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for filler in fillers:
                filler.close()


@asynccontextmanager
async def _stuck(
    phase: str, folder: Path
) -> AsyncIterator[tuple[RequestMessage, ConnectionSettings]]:
    """A request that hangs in a phase."""
    match phase:
        case "connect":
            with _full_queue() as url:
                yield RequestMessage("GET", url), DEV
        case "tls":
            async with deaf_server() as url:
                yield RequestMessage("GET", url.replace("http", "https")), DEV
        case "proxy":
            async with deaf_server() as url:
                yield RequestMessage("GET", "https://api.test/"), replace(DEV, proxy=url)
        case "socks":
            async with deaf_server() as url:
                socks = url.replace("http", "socks5")
                yield RequestMessage("GET", "http://api.test/"), replace(DEV, proxy=socks)
        case "send":
            big = folder / "big"
            with big.open("wb") as file:
                file.truncate(200_000_000)
            async with deaf_server() as url:
                yield RequestMessage("POST", url, (), FileContent(str(big))), DEV
        case "header":
            async with toxic_server(silence) as server:
                yield RequestMessage("GET", server.url), DEV
        case "secure header":
            authority = Authority(folder)
            async with toxic_server(silence, tls=authority.server()) as server:
                yield RequestMessage("GET", server.url), replace(DEV, ca_bundle=authority.pem)
        case _:
            drip = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.01)
            async with toxic_server(drip) as server:
                yield RequestMessage("GET", server.url), DEV


PHASES = ["connect", "tls", "proxy", "socks", "send", "header", "secure header", "body"]


async def ends_at_once(task: asyncio.Task[object]) -> None:
    """Cancels a task, which ends within a few turns of the loop: it waits for nothing."""
    task.cancel()
    for _ in range(30):
        await asyncio.sleep(0)
    assert task.cancelled()


@pytest.mark.parametrize("phase", PHASES)
async def test_cancelling_closes_the_socket_at_once_and_the_next_send_works(
    client: TransportClient, tmp_path: Path, phase: str
) -> None:
    async with toxic_server(ok()) as fine:
        async with _stuck(phase, tmp_path) as (message, connection):
            before = _open_sockets()
            task = asyncio.create_task(client.transport.send(message, connection, SHORT))
            await asyncio.sleep(0.15)
            assert not task.done()
            await ends_at_once(task)
            await asyncio.sleep(0.05)
            ours = _open_sockets() - before
            # The server's side of a connection stays open until the server reads its end.
            assert ours <= (1 if phase in ("header", "secure header", "body") else 0)
        await client.response(fine.url)


@pytest.mark.parametrize("phase", PHASES)
async def test_the_deadline_ends_every_phase(
    client: TransportClient, tmp_path: Path, phase: str
) -> None:
    async with _stuck(phase, tmp_path) as (message, connection):
        limits = ExchangeLimits(total_timeout=0.6, connect_timeout=9, read_timeout=9)
        outcome = await client.transport.send(message, connection, limits)
        assert outcome.failure is not None
        assert outcome.failure.kind is FailureKind.DEADLINE
        assert "0.6 s" in outcome.failure.what
        assert outcome.failure.sent is (phase in ("send", "header", "secure header", "body"))


@pytest.mark.parametrize(
    ("phase", "kind", "says"),
    [
        ("connect", FailureKind.CONNECT_TIMEOUT, "accept the connection within 0.2 s"),
        ("tls", FailureKind.CONNECT_TIMEOUT, "finish the TLS handshake within 0.2 s"),
        ("proxy", FailureKind.PROXY, "sent no data for 0.3 s (while asking the proxy"),
        ("header", FailureKind.READ_TIMEOUT, "0.3 s (while waiting for the response)"),
    ],
)
async def test_timeouts_name_the_phase_and_the_seconds(
    client: TransportClient, tmp_path: Path, phase: str, kind: FailureKind, says: str
) -> None:
    async with _stuck(phase, tmp_path) as (message, connection):
        limits = ExchangeLimits(total_timeout=5, connect_timeout=0.2, read_timeout=0.3)
        outcome = await client.transport.send(message, connection, limits)
        assert outcome.failure is not None
        assert (outcome.failure.kind, says in outcome.failure.what) == (kind, True)


async def test_cancelling_during_name_resolution_returns_at_once(
    client: TransportClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    def slow(*_: object, **__: object) -> list[object]:
        answered.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    task = asyncio.create_task(client.get("http://api.test/"))
    await asyncio.sleep(0.1)
    try:
        await ends_at_once(task)
    finally:
        answered.set()


async def test_one_cancelled_of_many_leaves_the_others_unharmed(client: TransportClient) -> None:
    async def slow(call: object) -> None:
        await asyncio.sleep(0.2)
        await ok()(call)  # type: ignore[arg-type]

    async with toxic_server(slow) as server:
        tasks = [asyncio.create_task(client.get(server.url)) for _ in range(5)]
        await asyncio.sleep(0.05)
        tasks[2].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(each, BaseException) for each in done] == [
            False,
            False,
            True,
            False,
            False,
        ]

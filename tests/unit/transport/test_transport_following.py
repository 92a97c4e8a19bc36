"""A response that somebody follows: the header first, then each piece as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.patience import PATIENCE
from tests.servers.stepped_stream import EVENTS, SteppedStream
from tests.servers.toxic import endless, ok, toxic_server
from tests.unit.transport.transport_client import SHORT, TransportClient

from outrider.model.connection import StreamLimits
from outrider.model.exchange import FailureKind
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenUse

FOLLOWED = replace(SHORT, stream=StreamLimits(kept=100))


class Follower:
    """Keeps what it is given, and may stop after so many bytes."""

    def __init__(self, most: int | None = None) -> None:
        self.header: ResponseMessage | None = None
        self.pieces: list[bytes] = []
        self.came = asyncio.Event()
        self.stop: Callable[[], bool] = lambda: False
        self._most = most

    def token_taken(self, use: TokenUse) -> None:
        """Nothing."""

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        assert not self.pieces
        self.header, self.stop = response, stop

    def body_received(self, data: bytes) -> None:
        self.pieces.append(data)
        self.came.set()
        if self._most is not None and sum(map(len, self.pieces)) >= self._most:
            self.stop()

    async def next(self) -> bytes:
        """The next piece."""
        async with asyncio.timeout(PATIENCE):
            await self.came.wait()
        self.came.clear()
        return self.pieces[-1]


async def test_the_header_and_each_piece_are_told_while_the_body_arrives(
    client: TransportClient,
) -> None:
    follower, live = Follower(), SteppedStream()
    async with toxic_server(live) as server:
        getting = asyncio.create_task(client.get(server.url, limits=FOLLOWED, follower=follower))
        for piece in (b"data: 1\n\n", b"data:", b" 2\n\n"):
            live.say(piece)
            assert await follower.next() == piece
        assert follower.header is not None
        assert follower.header.header("content-type") == "text/event-stream"
        assert follower.header.content == b""
        live.end()
        outcome = await getting
    assert outcome.failure is None
    assert outcome.response is not None
    assert outcome.response.content == b"data: 1\n\ndata: 2\n\n"
    assert not follower.stop()


@pytest.mark.parametrize("status", [b"301", b"401", b"500"])
async def test_another_status_than_success_is_not_followed(
    client: TransportClient, status: bytes
) -> None:
    follower = Follower()
    async with toxic_server(ok(b"data: 1\n\n", EVENTS, status=status)) as server:
        answer = await client.response(server.url, limits=FOLLOWED, follower=follower)
    assert (follower.header, follower.pieces) == (None, [])
    assert answer.content == b"data: 1\n\n"


@pytest.mark.parametrize("fields", [EVENTS, b"Content-Type: text/html", b"X-Type: none"])
async def test_what_came_before_it_was_stopped_is_kept(
    client: TransportClient, fields: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n" + fields + b"\r\n\r\n"
    follower = Follower(most=20)
    async with toxic_server(endless(head, b"data: 1\n\n")) as server:
        outcome = await client.get(server.url, limits=FOLLOWED, follower=follower)
        async with asyncio.timeout(PATIENCE):
            while server.closed != 1:
                await asyncio.sleep(0.01)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.CANCELLED
    assert outcome.failure.what.startswith("Stopped after ")
    assert outcome.response is not None
    assert outcome.response.truncated
    assert outcome.response.content.startswith(b"data: 1\n\n")
    assert not follower.stop()


async def test_of_a_long_stream_the_last_is_kept_and_no_limit_ends_it(
    client: TransportClient,
) -> None:
    body = b"".join(b"data: %d\n\n" % number for number in range(1000))
    limits = replace(FOLLOWED, max_body_size=500)
    async with toxic_server(ok(body, EVENTS)) as server:
        followed = await client.response(server.url, limits=limits, follower=Follower())
        alone = (await client.get(server.url, limits=limits)).response
    assert followed.content == body[-99:]
    assert followed.size == len(body)
    dropped = len(body) - 99
    assert followed.notes == (
        f"The last 99 bytes of the stream are kept: the first {dropped:,} are dropped.",
    )
    assert not followed.truncated
    assert alone is not None
    assert (alone.truncated, alone.content) == (True, body[:500])


async def test_a_limit_of_its_own_ends_a_stream(client: TransportClient) -> None:
    limits = replace(SHORT, stream=StreamLimits(kept=100, max_size=12))
    async with toxic_server(ok(b"data: 1\n\n" * 3, EVENTS)) as server:
        answer = await client.response(server.url, limits=limits, follower=Follower())
    assert (answer.truncated, answer.size) == (True, 12)


async def test_a_stream_takes_longer_than_the_whole_exchange_may(client: TransportClient) -> None:
    limits = replace(FOLLOWED, total_timeout=0.5, read_timeout=0.5)
    live, follower = SteppedStream(), Follower()
    async with toxic_server(live) as server:
        getting = asyncio.create_task(client.get(server.url, limits=limits, follower=follower))
        for number in range(5):
            live.say(b"data: %d\n\n" % number)
            await follower.next()
            await asyncio.sleep(0.2)
        outcome = await getting
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.READ_TIMEOUT
    assert outcome.failure.what == "127.0.0.1 sent no data for 0.5 s (while receiving the body)."
    assert len(follower.pieces) == 5


async def test_a_header_that_does_not_come_is_not_waited_for(client: TransportClient) -> None:
    limits = replace(FOLLOWED, total_timeout=0.3)
    interim = endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.05)
    async with toxic_server(interim) as server:
        outcome = await client.get(server.url, limits=limits, follower=Follower())
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.DEADLINE


async def test_a_body_with_a_length_leaves_the_connection_usable(client: TransportClient) -> None:
    async with toxic_server(ok(b"data: 1\n\n", EVENTS)) as server:
        for _ in range(2):
            await client.response(server.url, limits=FOLLOWED, follower=Follower())
        assert server.connections == 1

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.patience import PATIENCE
from tests.servers.toxic import (
    Behaviour,
    Call,
    answers,
    deaf_server,
    disconnect,
    endless,
    ok,
    reset,
    silence,
    toxic_server,
)
from tests.unit.transport.transport_client import SHORT, TransportClient

from outrider.model.connection import ExchangeLimits
from outrider.model.exchange import FailureKind
from outrider.model.message import FileContent, TextContent

HEAD = b"HTTP/1.1 200 OK\r\n"
QUICK = ExchangeLimits(total_timeout=0.5, connect_timeout=0.3, read_timeout=0.3)


@pytest.mark.parametrize(
    ("behaviour", "kind", "says"),
    [
        (answers(b"garbage\r\n\r\n"), FailureKind.PROTOCOL, "did not respond with HTTP"),
        (answers(b"<html>\n\nhello"), FailureKind.PROTOCOL, "did not respond with HTTP"),
        (answers(b"\x15\x03\x03\x00\x02\x02\x46", then="close"), FailureKind.PROTOCOL, "with HTTP"),
        (answers(HEAD + b"no colon\r\n\r\n"), FailureKind.PROTOCOL, "header is malformed"),
        (answers(HEAD + b"X: " + b"a" * 200_000), FailureKind.PROTOCOL, "100 kB"),
        (
            answers(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            FailureKind.PROTOCOL,
            "Content-Length",
        ),
        (
            answers(HEAD + b"Transfer-Encoding: rot13\r\n\r\nab"),
            FailureKind.PROTOCOL,
            "Transfer-Encoding",
        ),
        (answers(b"HTTP/1.1 000 Zero\r\n\r\n"), FailureKind.PROTOCOL, "status code"),
        (answers(b"HTTP/1.1 101 Switch\r\n\r\n"), FailureKind.PROTOCOL, "switched protocols"),
        (disconnect, FailureKind.PROTOCOL, "closed the connection without a response"),
        (reset, FailureKind.PROTOCOL, "reset the connection without a response"),
        (
            answers(HEAD, then="close"),
            FailureKind.PROTOCOL,
            "closed the connection without a response",
        ),
    ],
)
async def test_what_is_not_a_response_has_its_sentence(
    client: TransportClient, behaviour: Behaviour, kind: FailureKind, says: str
) -> None:
    async with toxic_server(behaviour) as server:
        failure = await client.failure(kind, server.url)
        assert says in failure.what
        assert failure.where == server.url
        assert failure.sent


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
async def test_what_may_have_been_executed_is_not_sent_a_second_time(
    client: TransportClient, method: str
) -> None:
    async with toxic_server(reset) as server:
        failure = await client.failure(FailureKind.PROTOCOL, server.url, method=method)
        assert failure.sent
        assert server.connections == 1


@pytest.mark.parametrize(
    ("behaviour", "says", "content"),
    [
        (
            answers(HEAD + b"Content-Length: 10\r\n\r\nhello", then="close"),
            "5 of 10 bytes",
            b"hello",
        ),
        (
            answers(HEAD + b"Content-Length: 10\r\n\r\nhello", then="reset"),
            "5 of 10 bytes",
            b"hello",
        ),
        (
            answers(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", then="close"),
            "after 5 bytes",
            b"hello",
        ),
        (
            answers(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", then="close"),
            "not valid after 5 bytes",
            b"hello",
        ),
    ],
)
async def test_a_broken_body_keeps_what_came(
    client: TransportClient, behaviour: Behaviour, says: str, content: bytes
) -> None:
    async with toxic_server(behaviour) as server:
        outcome = await client.get(server.url)
        assert outcome.failure is not None
        assert outcome.failure.kind is FailureKind.BROKEN_BODY
        assert says in outcome.failure.what
        assert outcome.response is not None
        assert outcome.response.content == content
        assert outcome.response.truncated
        server.behaviour = ok()
        await client.response(server.url)


@pytest.mark.parametrize(
    ("behaviour", "phase"),
    [
        (endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.01), "Last step: waiting for"),
        (endless(b"HTTP/1.1 200 OK\r\nX: ", b"a", pause=0.05), "Last step: waiting for"),
        (
            endless(HEAD + b"Content-Length: 999\r\n\r\n", b"a", pause=0.05),
            "of 999 bytes of the body.",
        ),
    ],
)
async def test_dripping_ends_at_the_deadline(
    client: TransportClient, behaviour: Behaviour, phase: str
) -> None:
    async with toxic_server(behaviour) as server:
        # It drips often enough for ever: nothing but the deadline ends it.
        async with asyncio.timeout(PATIENCE):
            outcome = await client.get(server.url, limits=replace(QUICK, read_timeout=PATIENCE))
        assert outcome.failure is not None
        assert outcome.failure.kind is FailureKind.DEADLINE
        assert "0.5 s" in outcome.failure.what
        assert phase in outcome.failure.why
        assert outcome.response is None or outcome.response.truncated


async def test_silence_is_a_read_timeout_with_its_seconds(client: TransportClient) -> None:
    async with toxic_server(silence) as server:
        failure = await client.failure(FailureKind.READ_TIMEOUT, server.url, limits=QUICK)
        assert "0.3 s" in failure.what
        assert "waiting for the response" in failure.what


async def test_odd_statuses_are_shown(client: TransportClient) -> None:
    async with toxic_server(ok(status=b"999 Huh")) as server:
        assert (await client.response(server.url)).status == 999


async def test_what_follows_a_204_is_not_taken_for_the_next_response(
    client: TransportClient,
) -> None:
    async with toxic_server(answers(b"HTTP/1.1 204 No Content\r\n\r\nsurprise")) as server:
        for _ in range(3):
            got = await client.response(server.url)
            assert (got.status, got.content) == (204, b"")


async def test_an_infinite_body_is_cut_off(client: TransportClient) -> None:
    async with toxic_server(endless(HEAD + b"\r\n", b"x" * 65_536)) as server:
        got = await client.response(server.url, limits=ExchangeLimits(max_body_size=1_000_000))
        assert got.truncated
        assert got.content == b"x" * 1_000_000
        assert "1000000" in got.notes[0]
        await asyncio.sleep(0.05)
        assert server.closed == server.connections


async def test_a_body_of_exactly_the_limit_is_whole(client: TransportClient) -> None:
    async with toxic_server(ok(b"x" * 1000)) as server:
        got = await client.response(server.url, limits=ExchangeLimits(max_body_size=1000))
        assert (got.truncated, got.size, got.notes) == (False, 1000, ())


def _bomb(layers: int, size: int) -> bytes:
    data: bytes = b""
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(press.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000))
    data += press.flush()
    for _ in range(layers - 1):
        data = gzip.compress(data, 9, mtime=0)
    return data


async def test_a_bomb_costs_no_more_than_the_limit(client: TransportClient) -> None:
    bomb = _bomb(2, 500_000_000)
    assert len(bomb) < 5_000
    async with toxic_server(ok(bomb, b"Content-Encoding: gzip, gzip")) as server:
        await client.response(server.url, limits=ExchangeLimits(max_body_size=1000))
        tracemalloc.start()
        try:
            got = await client.response(server.url, limits=ExchangeLimits(max_body_size=1_000_000))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert got.truncated
        assert got.size == len(got.content) == 1_000_000
        assert peak < 4_000_000


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"gzip", gzip.compress(b"hello " * 100, mtime=0)),
        (
            b"x-gzip",
            gzip.compress(b"hello " * 50, mtime=0) + gzip.compress(b"hello " * 50, mtime=0),
        ),
        (b"deflate", zlib.compress(b"hello " * 100)),
        (b"deflate", zlib.compress(b"hello " * 100)[2:-4]),
        (b"identity, gzip", gzip.compress(b"hello " * 100, mtime=0)),
        (b"deflate, gzip", gzip.compress(zlib.compress(b"hello " * 100), mtime=0)),
    ],
)
async def test_codings_are_undone_in_any_slicing(
    client: TransportClient, coding: bytes, body: bytes
) -> None:
    head = HEAD + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n" % (coding, len(body))
    slices = [body[i : i + 1] for i in range(len(body))]
    for parts in ([head + body], [head, *slices]):
        async with toxic_server(answers(*parts)) as server:
            got = await client.response(server.url)
            assert got.content == b"hello " * 100
            assert (got.wire_size, got.size, got.notes) == (len(body), 600, ())


@pytest.mark.parametrize(
    ("coding", "says"),
    [
        (b"br", "br"),
        (b"gzip, gzip, gzip", "3"),
        (b",".join([b"gzip"] * 30), "30"),
        (b"gzip", "gzip"),
    ],
)
async def test_codings_that_are_not_undone_leave_a_note(
    client: TransportClient, coding: bytes, says: str
) -> None:
    async with toxic_server(ok(b"plain", b"Content-Encoding: " + coding)) as server:
        got = await client.response(server.url)
        assert got.content == b"plain"
        assert says in got.notes[0]


@pytest.mark.parametrize("cut", ["corrupt", "short"])
async def test_a_coding_that_breaks_midway_keeps_what_was_decoded(
    client: TransportClient, cut: str
) -> None:
    import random

    plain = random.Random(1).randbytes(200_000)
    body = bytearray(gzip.compress(plain, mtime=0))
    if cut == "corrupt":
        body[150_000:150_100] = b"\xff" * 100
    else:
        del body[150_000:]
    async with toxic_server(ok(bytes(body), b"Content-Encoding: gzip")) as server:
        outcome = await client.get(server.url)
        assert outcome.failure is not None
        assert outcome.failure.kind is FailureKind.DECODING
        assert outcome.response is not None
        assert outcome.response.truncated
        kept = outcome.response.content
        assert len(kept) > 50_000
        assert cut == "corrupt" or plain.startswith(kept)


async def test_a_sink_takes_a_body_of_any_size(client: TransportClient, tmp_path: Path) -> None:
    body = b"y" * 3_000_000
    async with toxic_server(ok(body)) as server:
        with (tmp_path / "out").open("wb") as sink:
            got = await client.response(
                server.url, limits=ExchangeLimits(max_body_size=None), sink=sink
            )
        assert (got.content, got.size) == (b"", len(body))
        assert (tmp_path / "out").read_bytes() == body


async def test_a_full_disk_is_a_failure_of_the_output_file(client: TransportClient) -> None:
    async with toxic_server(ok(b"y" * 1_000_000)) as server:
        with Path("/dev/full").open("wb", buffering=0) as sink:
            failure = await client.failure(
                FailureKind.OUTPUT_FILE,
                server.url,
                limits=ExchangeLimits(max_body_size=None),
                sink=sink,
            )
        assert failure.why == "No space left on device."


async def test_a_head_request_has_no_body(client: TransportClient) -> None:
    async with toxic_server(answers(HEAD + b"Content-Length: 100\r\n\r\n")) as server:
        for _ in range(2):
            got = await client.response(server.url, method="HEAD")
            assert (got.size, got.truncated) == (0, False)


async def test_a_server_that_reads_nothing_is_a_write_timeout(
    client: TransportClient, tmp_path: Path
) -> None:
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(200_000_000)

    async with deaf_server() as url:
        outcome = await client.get(
            url,
            method="POST",
            content=FileContent(str(big)),
            limits=ExchangeLimits(total_timeout=4, read_timeout=0.4),
        )
    assert outcome.failure is not None
    assert outcome.failure.kind in (FailureKind.WRITE_TIMEOUT, FailureKind.READ_TIMEOUT)
    assert outcome.failure.sent
    assert "Only a part of the request was sent." in outcome.failure.why


async def test_an_answer_before_the_whole_request_was_read_is_taken(
    client: TransportClient,
) -> None:
    async def early(call: Call) -> None:
        await call.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        call.writer.close()

    async with toxic_server(early) as server:
        got = await client.response(
            server.url, method="POST", content=TextContent("x" * 10), limits=SHORT
        )
        assert got.status == 413

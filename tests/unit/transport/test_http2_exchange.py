"""Bodies on their way out over HTTP/2: windows, and answers that come meanwhile (RFC 9113 §6.9)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hyperframe.frame import SettingsFrame
from msgspec.structs import replace
from tests.servers.odd_http2 import (
    BODY,
    OK,
    Http2Request,
    Talk,
    data,
    headers,
    odd_http2,
    reset,
    settings,
    window,
)
from tests.servers.tls import Authority
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import ConnectionSettings, ExchangeLimits, HttpVersion
from outrider.model.exchange import FailureKind
from outrider.model.message import FileContent, TextContent


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusting(authority: Authority) -> ConnectionSettings:
    return replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)


async def answered(talk: Talk, request: Http2Request) -> None:
    await talk.answer(request.stream)


@pytest.mark.parametrize("first", [0, 1, 100, 2**31 - 1])
async def test_a_body_fits_through_windows_that_change_and_are_negative_meanwhile(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings, first: int
) -> None:
    begins = {SettingsFrame.INITIAL_WINDOW_SIZE: first}
    async with odd_http2(answered, authority.server(), first_settings=begins) as server:

        async def widen() -> None:
            while not server.talks:
                await asyncio.sleep(0.01)
            for size in (0, 1000, 10, 50_000):
                await asyncio.sleep(0.02)
                await server.talks[0].send(settings({SettingsFrame.INITIAL_WINDOW_SIZE: size}))
            await server.talks[0].send(window(1, 400_000))

        widening = asyncio.create_task(widen())
        got = await client.response(
            f"https://127.0.0.1:{server.port}",
            method="POST",
            content=TextContent("x" * 200_000),
            connection=trusting,
            limits=ExchangeLimits(total_timeout=10, read_timeout=5),
        )
        await widening
        assert got.content == BODY
        assert len(server.requests[0].body) == 200_000


async def test_a_server_that_makes_no_room_is_a_write_timeout_that_says_how_far_it_got(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings
) -> None:
    async with odd_http2(answered, authority.server()) as server:
        server.gives_windows = False
        failure = await client.failure(
            FailureKind.WRITE_TIMEOUT,
            f"https://127.0.0.1:{server.port}",
            method="POST",
            content=TextContent("x" * 200_000),
            connection=trusting,
            limits=ExchangeLimits(total_timeout=10, read_timeout=0.3),
        )
        assert failure.sent
        assert failure.why == "Only a part of the request was sent."


@pytest.mark.parametrize("after", [None, 0, 8], ids=["silent", "NO_ERROR", "CANCEL"])
async def test_an_answer_in_the_middle_of_the_upload_is_taken(
    client: TransportClient,
    authority: Authority,
    trusting: ConnectionSettings,
    after: int | None,
) -> None:
    async def answer(_: Talk, __: Http2Request) -> None:
        raise AssertionError

    async with odd_http2(answer, authority.server()) as server:
        server.gives_windows = False

        async def refuse() -> None:
            while not server.talks:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            await server.talks[0].answer(1, b"too much", [(":status", "413")])
            if after is not None:
                await server.talks[0].send(reset(1, after))

        refusing = asyncio.create_task(refuse())
        got = await client.response(
            f"https://127.0.0.1:{server.port}",
            method="POST",
            content=TextContent("x" * 200_000),
            connection=trusting,
        )
        await refusing
        assert (got.status, got.content) == (413, b"too much")


async def test_a_large_body_is_echoed_while_it_is_still_sent(
    client: TransportClient, authority: Authority, trusting: ConnectionSettings, tmp_path: Path
) -> None:
    big = tmp_path / "big"
    big.write_bytes(bytes(range(256)) * 20_000)

    async def answer(talk: Talk, request: Http2Request) -> None:
        pieces = (request.body[at : at + 16_000] for at in range(0, len(request.body), 16_000))
        await talk.send(headers(request.stream, OK), *(data(request.stream, one) for one in pieces))
        await talk.send(data(request.stream, b"", end=True))

    async with odd_http2(answer, authority.server()) as server:
        got = await client.response(
            f"https://127.0.0.1:{server.port}",
            method="POST",
            content=FileContent(str(big)),
            connection=trusting,
        )
        assert got.content == big.read_bytes()

"""What a failure says about the request follows from what had gone out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from tests.servers.toxic import disconnect, toxic_server
from tests.unit.transport.transport_client import TransportClient

from outrider.model.exchange import FailureKind
from outrider.model.message import FileContent, MultipartContent, PartContent, TextContent


async def test_a_file_that_changes_while_it_is_sent_is_told_with_what_went_out(
    client: TransportClient, tmp_path: Path
) -> None:
    file = tmp_path / "second"
    file.write_bytes(b"x" * 1000)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        file.write_bytes(b"y")
        with suppress(OSError):
            while await reader.read(1_000_000):
                pass
        writer.close()
        ended.set()

    ended = asyncio.Event()
    parts = (
        PartContent("a", TextContent("x" * 20_000_000)),
        PartContent("b", FileContent(str(file))),
    )
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        failure = await client.failure(
            FailureKind.REQUEST_FILE,
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/",
            method="POST",
            content=MultipartContent(parts, "b"),
        )
        await ended.wait()
        await asyncio.sleep(0)
    assert failure.sent
    assert failure.why == "Only a part of the request was sent."


async def test_a_file_that_is_not_there_is_told_before_anything_goes_out(
    client: TransportClient, tmp_path: Path
) -> None:
    async with toxic_server(disconnect) as server:
        content = FileContent(str(tmp_path / "missing"))
        outcome = await client.get(server.url, method="POST", content=content)
        assert outcome.failure is not None
        assert not outcome.failure.sent
        assert "was sent" not in outcome.failure.why
        assert server.connections == 0


async def test_what_went_out_whole_is_said_to_be_whole(client: TransportClient) -> None:
    async with toxic_server(disconnect) as server:
        failure = await client.failure(
            FailureKind.PROTOCOL, server.url, method="POST", content=TextContent("a")
        )
        assert failure.sent
        assert "part of the request" not in failure.why

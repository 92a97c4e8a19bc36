"""An HTTP/2 server that answers frame by frame as a test says, right or wrong (RFC 9113)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

Fields: TypeAlias = list[tuple[str, str]]
OK: Fields = [(":status", "200"), ("content-type", "application/json")]
BODY = b'{"ok":true}'


@dataclass(slots=True)
class Http2Request:
    """A request that came whole.

    Attributes:
        stream: its number on its connection.
        connection: which connection it came on, from 1.
    """

    stream: int
    connection: int
    fields: dict[str, str]
    body: bytes = b""


@dataclass(slots=True)
class Talk:
    """One connection, seen from the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int

    async def send(self, *frames: Frame | bytes) -> None:
        for frame in frames:
            self.writer.write(frame if isinstance(frame, bytes) else frame.serialize())
        await self.writer.drain()

    async def answer(self, stream: int, body: bytes = BODY, fields: Fields = OK) -> None:
        await self.send(headers(stream, fields), data(stream, body, end=True))

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


def headers(stream: int, fields: Fields, *, end: bool = False, more: bool = False) -> Frame:
    """A header section as it is written: names and values are not checked."""
    frame = HeadersFrame(stream, data=hpack.Encoder().encode(fields))
    frame.flags |= {*(() if more else ("END_HEADERS",)), *(("END_STREAM",) if end else ())}
    return frame


def continuation(stream: int, block: bytes, *, end: bool) -> Frame:
    return ContinuationFrame(stream, data=block, flags=["END_HEADERS"] if end else [])


def data(stream: int, body: bytes, *, end: bool = False) -> Frame:
    return DataFrame(stream, data=body, flags=["END_STREAM"] if end else [])


def goaway(last_stream: int, code: int = 0) -> Frame:
    return GoAwayFrame(0, last_stream_id=last_stream, error_code=code)


def reset(stream: int, code: int) -> Frame:
    return RstStreamFrame(stream, error_code=code)


def window(stream: int, size: int) -> Frame:
    return WindowUpdateFrame(stream, window_increment=size)


def settings(values: Mapping[int, int]) -> Frame:
    return SettingsFrame(0, settings=dict(values))


Answer: TypeAlias = Callable[[Talk, Http2Request], Awaitable[None]]


@dataclass(slots=True)
class OddHttp2:
    """What the server saw.

    Attributes:
        answer: what becomes of a request.
        first_settings: identifiers and values that a connection begins with.
        gives_windows: whether it makes room for as many bytes as came.
        versions: of HTTP, one for each request.
    """

    answer: Answer
    first_settings: Mapping[int, int]
    gives_windows: bool = True
    port: int = 0
    requests: list[Http2Request] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    settings: dict[int, int] = field(default_factory=dict)

    @property
    def connections(self) -> int:
        return len(self.talks)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure = writer.get_extra_info("ssl_object")
        talk = Talk(reader, writer, len(self.talks) + 1)
        self.talks.append(talk)
        if secure is not None and secure.selected_alpn_protocol() != "h2":
            await self._http1(talk)
            return
        await reader.readexactly(24)
        await talk.send(settings(self.first_settings))
        decoder, begun = hpack.Decoder(), dict[int, Http2Request]()
        while True:
            frame, length = Frame.parse_frame_header(memoryview(await reader.readexactly(9)))
            frame.parse_body(memoryview(await reader.readexactly(length)))
            match frame:
                case SettingsFrame() if "ACK" not in frame.flags:
                    self.settings = dict(frame.settings)
                    await talk.send(SettingsFrame(0, flags=["ACK"]))
                case HeadersFrame():
                    fields = {str(key): str(value) for key, value in decoder.decode(frame.data)}
                    begun[frame.stream_id] = Http2Request(frame.stream_id, talk.number, fields)
                case DataFrame():
                    begun[frame.stream_id].body += frame.data
                    if self.gives_windows and frame.data:
                        size = len(frame.data)
                        await talk.send(window(0, size), window(frame.stream_id, size))
            if "END_STREAM" in frame.flags:
                request = begun.pop(frame.stream_id)
                self.requests.append(request)
                self.versions.append("2")
                await self.answer(talk, request)

    async def _http1(self, talk: Talk) -> None:
        await talk.reader.readuntil(b"\r\n\r\n")
        self.versions.append("1.1")
        await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhttp1")
        await talk.close()


@asynccontextmanager
async def odd_http2(
    answer: Answer,
    context: ssl.SSLContext | None,
    *,
    first_settings: Mapping[int, int] | None = None,
    alpn: tuple[str, ...] = ("h2", "http/1.1"),
) -> AsyncIterator[OddHttp2]:
    """Such a server on a free port of loopback; without a context in plain http."""
    if context is not None and alpn:
        context.set_alpn_protocols(list(alpn))
    state = OddHttp2(answer, first_settings or {})
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError, asyncio.IncompleteReadError, OSError, ssl.SSLError):
            await state.serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

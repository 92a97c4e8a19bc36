"""One request and its response on an HTTP/2 connection (RFC 9113 §8)."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Protocol

import h2.connection
import h2.events
import h2.exceptions

from outrider.model.exchange import Resend
from outrider.transport import http2_frames
from outrider.transport.exchange_stopped import PeerFault
from outrider.transport.httpx_import import httpcore

RawFields = list[tuple[bytes, bytes]]


class Http2Peer(Protocol):
    """The connection, as an exchange on it needs it."""

    state: h2.connection.H2Connection
    network: httpcore.AsyncNetworkStream

    async def flush(self, seconds: float | None) -> None:
        """Writes what h2 has to say."""

    async def pump(self, seconds: float | None) -> None:
        """Writes what there is to write, waits for bytes, and takes them."""

    def take(self, data: bytes) -> None:
        """Takes bytes that came."""

    def lost_writing(self) -> None:
        """Nothing more can be written."""

    def made_progress(self) -> None:
        """A byte of a body went out."""


class Http2Exchange:
    """A stream: what was sent on it, and what came.

    Attributes:
        ended: the response is whole.
        trailers: the fields after the body; filled when they come (RFC 9113 §8.1).
    """

    def __init__(self, peer: Http2Peer, request: httpcore.Request) -> None:
        self.ended = False
        self.trailers: RawFields = []
        self._peer = peer
        self._request = request
        self._timeouts: dict[str, float] = request.extensions.get("timeout", {})
        self._id = 0
        self._fields: RawFields | None = None
        self._pieces: deque[tuple[bytes, int]] = deque()
        self._fault: Exception | None = None
        self._sent_all = False
        self._news = asyncio.Event()

    @property
    def clean(self) -> bool:
        """Whether both sides said all that they had to say."""
        return self.ended and self._sent_all and not self._pieces and self._fault is None

    async def send(self) -> None:
        """Sends header and body, as far as the server wants them."""
        state = self._peer.state
        self._id = state.get_next_available_stream_id()
        length = next(
            (
                int(value)
                for name, value in self._request.headers
                if name.lower() == b"content-length"
            ),
            0,
        )
        await self._trace("send_request_headers.started")
        state.send_headers(self._id, self._header(), end_stream=length == 0)
        await self._peer.flush(self._timeouts.get("write"))
        await self._trace("send_request_headers.complete")
        await self._trace("send_request_body.started")
        if length:
            await self._send_body(length)
        else:
            self._sent_all = True
        if self._sent_all:
            await self._trace("send_request_body.complete")

    def _header(self) -> RawFields:
        url, fields = self._request.url, self._request.headers
        authority = next(value for name, value in fields if name.lower() == b"host")
        return [
            (b":method", self._request.method),
            (b":authority", authority),
            (b":scheme", url.scheme),
            (b":path", url.target),
            *((name.lower(), value) for name, value in fields if name.lower() != b"host"),
        ]

    async def _send_body(self, left: int) -> None:
        """Sends so many bytes, while what comes is read: windows, or an early response."""
        reading = asyncio.get_running_loop().create_task(self._read_meanwhile())
        try:
            assert isinstance(self._request.stream, AsyncIterable)
            async for data in self._request.stream:
                rest = memoryview(data)
                while rest:
                    size = await self._room(len(rest))
                    if not size:
                        return
                    left -= size
                    piece, rest = bytes(rest[:size]), rest[size:]
                    self._peer.state.send_data(self._id, piece, end_stream=not left)
                    self._peer.made_progress()
                    await self._peer.flush(self._timeouts.get("write"))
                    await self._trace("send_body_piece.complete")
            self._sent_all = True
        except (httpcore.WriteError, h2.exceptions.StreamClosedError):
            # A server may answer before it has read everything, and close: its answer counts.
            self._peer.lost_writing()
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read_meanwhile(self) -> None:
        # It only reads: a write that is cancelled half-way would break the connection.
        try:
            while not self._over:
                self._peer.take(await self._peer.network.read(65_536, None))
                self._news.set()
        except httpcore.ReadError as error:
            self.fail(error)
        finally:
            self._news.set()

    @property
    def _over(self) -> bool:
        return self.ended or self._fault is not None

    async def _room(self, wanted: int) -> int:
        """How many bytes may be sent now, at least one; none where no more are wanted."""
        state = self._peer.state
        while not self._over:
            self._news.clear()
            window = min(state.local_flow_control_window(self._id), state.max_outbound_frame_size)
            if window > 0:
                return min(window, wanted)
            await self._peer.flush(self._timeouts.get("write"))
            try:
                async with asyncio.timeout(self._timeouts.get("write")):
                    await self._news.wait()
            except TimeoutError:
                raise httpcore.WriteTimeout from None
        return 0

    async def receive_header(self) -> tuple[int, RawFields]:
        """Waits for the response's header section.

        Raises:
            PeerFault: there will be none, or it is malformed.
        """
        await self._trace("receive_response_headers.started")
        while self._fields is None:
            self.check()
            await self._peer.pump(self._timeouts.get("read"))
        status = next(value for name, value in self._fields if name == b":status")
        if not re.fullmatch(rb"[1-9]\d\d", status):
            raise PeerFault("The response has no valid status code.", why="It is not three digits.")
        await self._trace("receive_response_headers.complete")
        return int(status), [one for one in self._fields if not one[0].startswith(b":")]

    async def receive_body(self) -> AsyncIterator[bytes]:
        """The bytes of the body, to its end.

        Raises:
            PeerFault: it broke off.
        """
        while True:
            while self._pieces:
                data, size = self._pieces.popleft()
                # At the stream's end the connection's window still counts.
                self._peer.state.acknowledge_received_data(size, self._id)
                if data:
                    yield data
            if self.ended:
                return
            self.check()
            await self._peer.pump(self._timeouts.get("read"))

    def fail(self, fault: Exception) -> None:
        """Nothing more will come; what came before is still given out."""
        if not self.ended:
            self._fault = self._fault or fault

    def check(self) -> None:
        """Raises what :meth:`fail` was told."""
        if self._fault is not None:
            raise self._fault

    def take(self, event: h2.events.Event) -> None:
        """Takes what h2 made of a frame."""
        if getattr(event, "stream_id", self._id) not in (0, self._id):
            return
        match event:
            case h2.events.ResponseReceived():
                self._fields = _raw(event.headers)
            case h2.events.DataReceived():
                self._pieces.append((event.data or b"", event.flow_controlled_length or 0))
            case h2.events.TrailersReceived():
                self.trailers += _raw(event.headers)
            case h2.events.StreamEnded():
                self.ended = True
            case h2.events.StreamReset():
                self.fail(self._reset(int(event.error_code or 0)))

    def take_goaway(self, last_stream: int, code: int) -> None:
        """The server answers no stream above this one (RFC 9113 §6.8)."""
        if code == http2_frames.HTTP_1_1_REQUIRED and self._fields is None:
            self.fail(self._reset(code))
        elif last_stream < self._id and self._fields is None:
            fault = PeerFault(
                "The server closed the HTTP/2 connection without processing the request.",
                why=f"GOAWAY, {http2_frames.code_name(code)}.",
                resend=Resend.AGAIN,
            )
            self.fail(fault)

    def _reset(self, code: int) -> PeerFault:
        resend = Resend.NO
        if self._fields is None:
            resend = _RESENDS.get(code, Resend.NO)
        return PeerFault(
            _RESET.get(code, "The server reset the HTTP/2 stream."),
            why=f"HTTP/2 error code {http2_frames.code_name(code)}.",
            resend=resend,
            in_body="The server reset the stream",
        )

    async def _trace(self, event: str) -> None:
        await trace(self._request, event)


_RESENDS = {
    http2_frames.REFUSED_STREAM: Resend.AGAIN,
    http2_frames.HTTP_1_1_REQUIRED: Resend.WITH_HTTP1,
}
_RESET = {
    http2_frames.REFUSED_STREAM: "The server refused the HTTP/2 stream without processing it.",
    http2_frames.HTTP_1_1_REQUIRED: "The server requires HTTP/1.1 for this request.",
}


async def trace(request: httpcore.Request, event: str) -> None:
    """Tells what httpcore's own connections tell at the same points."""
    listener = request.extensions.get("trace")
    if listener is not None:
        await listener(f"http2.{event}", {"request": request})


def _raw(fields: Any) -> RawFields:
    return [(bytes(name), bytes(value)) for name, value in fields or ()]

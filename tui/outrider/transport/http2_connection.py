"""HTTP/2 (RFC 9113) on one connection, one request at a time, in the place of httpcore's own.

httpcore's gives up a request whose answer is under way when a GOAWAY comes, does not check header
sections, and tells a peer's fault as one of the request. h2 keeps the state of the protocol here
as there; what differs is what is done about what it says.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import suppress

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
import hpack

from outrider.transport import http2_frames
from outrider.transport.exchange_stopped import PeerFault
from outrider.transport.http2_exchange import Http2Exchange, trace
from outrider.transport.http2_frames import Frame, FrameSplitter
from outrider.transport.httpx_import import httpcore

_CONFIG = h2.config.H2Configuration(header_encoding=None)
_WINDOW = 2**26
_READ = 65_536
_EMPTY_FRAMES = 10_000
"""Frames in a row that bring nothing (PING, SETTINGS, empty DATA, 1xx) until it is a flood."""
_FAREWELL_SECONDS = 1.0


def _local_settings() -> h2.settings.Settings:
    codes = h2.settings.SettingCodes
    settings = h2.settings.Settings(
        client=True,
        initial_values={
            codes.ENABLE_PUSH: 0,
            codes.INITIAL_WINDOW_SIZE: _WINDOW,
            codes.MAX_HEADER_LIST_SIZE: http2_frames.MAX_HEADER_LIST,
        },
    )
    # Some servers cannot bear a setting that they do not know.
    del settings[codes.ENABLE_CONNECT_PROTOCOL]
    return settings


class Http2Connection(httpcore.AsyncConnectionInterface):
    """A connection as httpcore's pool wants it.

    Attributes:
        state: of the protocol.
        goaway: the last stream that the server will answer, and why; ``None`` without a GOAWAY.
    """

    def __init__(
        self,
        origin: httpcore.Origin,
        stream: httpcore.AsyncNetworkStream,
        keepalive_expiry: float | None = None,
    ) -> None:
        self.state = h2.connection.H2Connection(_CONFIG)
        self.state.local_settings = _local_settings()
        self.goaway: tuple[int, int] | None = None
        self.network = stream
        self._origin = origin
        self._keepalive = keepalive_expiry
        self._expires: float | None = None
        self._frames = FrameSplitter()
        self._begun = False
        self._settled = False
        self._writable = True
        self._spent = False
        self._empty_frames = 0
        self._exchange: Http2Exchange | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Sends a request and receives the response's header.

        Raises:
            PeerFault: the server broke a rule, reset the stream or ended the connection.
            httpcore.ConnectionNotAvailable: it carries no other request (now).
        """
        if self._exchange is not None or self._spent:
            raise httpcore.ConnectionNotAvailable
        self._exchange = exchange = Http2Exchange(self, request)
        try:
            await self._begin(request, exchange)
            if self.state.remote_settings.max_concurrent_streams < 1:
                raise httpcore.ConnectionNotAvailable
            await exchange.send()
            status, fields = await exchange.receive_header()
        except BaseException as error:
            self._spent, self._exchange = True, None
            if isinstance(error, PeerFault):
                with suppress(Exception):
                    await self.flush(_FAREWELL_SECONDS)
            raise
        return httpcore.Response(
            status=status,
            headers=fields,
            content=_BodyStream(self, exchange),
            extensions={
                "http_version": b"HTTP/2",
                "network_stream": self.network,
                "trailers": exchange.trailers,
            },
        )

    async def _begin(self, request: httpcore.Request, exchange: Http2Exchange) -> None:
        """Sends the preface; without TLS it is only known afterwards that this is HTTP/2."""
        if self._begun:
            return
        self._begun = True
        timeouts = request.extensions.get("timeout", {})
        await trace(request, "send_connection_init.started")
        self.state.initiate_connection()
        self.state.increment_flow_control_window(_WINDOW)
        await self.flush(timeouts.get("write"))
        if self.network.get_extra_info("ssl_object") is None:
            while not self._settled:
                await self.pump(timeouts.get("connect"))
                exchange.check()

    async def flush(self, seconds: float | None) -> None:
        """Writes what h2 has to say."""
        data = self.state.data_to_send()
        if data and self._writable:
            await self.network.write(data, seconds)

    async def pump(self, seconds: float | None) -> None:
        """Writes what there is to write, waits for bytes, and takes them."""
        try:
            await self.flush(seconds)
        except httpcore.WriteError:
            # What the server sent before it closed is still to be read.
            self.lost_writing()
        self.take(await self.network.read(_READ, seconds))

    def lost_writing(self) -> None:
        """Nothing more can be written; what came is still read."""
        self._writable, self._spent = False, True

    def take(self, data: bytes) -> None:
        """Passes what came to the exchange under way: frames, or the fault that ends it."""
        try:
            if not data:
                raise self._ended()
            for frame in self._frames.take(data):
                self._take_frame(frame)
        except PeerFault as fault:
            self._spent = True
            if self._exchange is not None:
                self._exchange.fail(fault)

    def made_progress(self) -> None:
        """A byte of a body went out: frames that come meanwhile are no flood."""
        self._empty_frames = 0

    def _take_frame(self, frame: Frame) -> None:
        self._settled = True
        brings_data = frame.kind == http2_frames.DATA and len(frame.payload) > 0
        self._empty_frames = 0 if brings_data else self._empty_frames + 1
        if self._empty_frames > _EMPTY_FRAMES:
            what = f"The server sent {_EMPTY_FRAMES} HTTP/2 frames in a row without data."
            raise PeerFault(what, why="Such as PING, SETTINGS, 1xx responses or empty DATA.")
        if frame.kind == http2_frames.GOAWAY:
            self._take_goaway(frame.payload)
            return
        if frame.kind == http2_frames.PUSH_PROMISE:
            what = "The server pushed a response without being asked (PUSH_PROMISE)."
            raise PeerFault(what, why="Outrider disables server push (SETTINGS_ENABLE_PUSH).")
        try:
            events = self.state.receive_data(frame.data)
        except (h2.exceptions.H2Error, hpack.HPACKError) as error:
            raise http2_frames.broken_rule(error) from error
        if self._exchange is not None:
            for event in events:
                self._exchange.take(event)

    def _take_goaway(self, payload: bytes) -> None:
        """Keeps h2 from seeing it: h2 would end the streams that the server still answers."""
        if len(payload) < 8:
            raise PeerFault("The response is not valid HTTP/2: a GOAWAY frame is too short.")
        last = int.from_bytes(payload[:4]) & 0x7FFF_FFFF
        self.goaway = (last, int.from_bytes(payload[4:8]))
        self._spent = True
        if self._exchange is not None:
            self._exchange.take_goaway(*self.goaway)

    def _ended(self) -> PeerFault:
        if self.goaway is not None and self.goaway[1] != http2_frames.NO_ERROR:
            return PeerFault(
                "The server closed the HTTP/2 connection without a response.",
                why=f"GOAWAY, {http2_frames.code_name(self.goaway[1])}.",
                in_body="The server closed the HTTP/2 connection",
            )
        if not self._settled:
            return PeerFault(
                "The server closed the connection without an HTTP/2 frame.",
                advice='If the server does not support HTTP/2, set http = "1.1" in [options].',
            )
        return PeerFault(
            "The server closed the connection without a response.", in_body="Connection closed"
        )

    def end_exchange(self, exchange: Http2Exchange) -> None:
        """Lets the next request in, if the one before ended well on both sides."""
        if exchange is not self._exchange:
            return
        self._spent = self._spent or not exchange.clean
        self._exchange = None
        if self._keepalive is not None:
            self._expires = time.monotonic() + self._keepalive

    async def aclose(self) -> None:
        """Closes the socket."""
        self._spent = True
        await self.network.aclose()

    def info(self) -> str:
        """For httpcore's own messages."""
        return f"HTTP/2, {'SPENT' if self._spent else 'OPEN'}"

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        """Whether it leads to this origin."""
        return origin == self._origin

    def is_available(self) -> bool:
        """Whether it takes a request now."""
        return self._exchange is None and not self._spent

    def has_expired(self) -> bool:
        """Whether it is too old, or has something to read while idle: most often its end."""
        if self._exchange is not None:
            return False
        late = self._expires is not None and time.monotonic() > self._expires
        return late or (self._begun and bool(self.network.get_extra_info("is_readable")))

    def is_idle(self) -> bool:
        """Whether it waits for a request."""
        return self._exchange is None and not self._spent

    def is_closed(self) -> bool:
        """Whether it will take no other request."""
        return self._exchange is None and self._spent


class _BodyStream:
    """The body of a response, as httpcore wants it."""

    def __init__(self, connection: Http2Connection, exchange: Http2Exchange) -> None:
        self._connection = connection
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._exchange.receive_body():
            yield data

    async def aclose(self) -> None:
        self._connection.end_exchange(self._exchange)

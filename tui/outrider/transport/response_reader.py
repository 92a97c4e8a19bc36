"""Receiving a response: its header, and its body up to the limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from io import BytesIO
from typing import cast

from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ExchangeLimits
from outrider.model.exchange import BodySink, Failure, FailureKind, expects_tls
from outrider.model.media_type import is_stream, media_type
from outrider.model.message import ResponseMessage
from outrider.transport import content_decoding
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.httpx_import import httpx
from outrider.transport.stream_tail import StreamTail

_PIECES_BEFORE_A_PAUSE = 16
_REMEMBERED = 1_000_000
_SHORT_PAGE = 10_000
# In the pages of nginx, Apache, Go, Jetty and Tomcat.
_PLAIN_HTTP_TO_TLS = (
    b"plain HTTP request was sent to HTTPS port",
    b"speaking plain HTTP to an SSL-enabled server port",
    b"Client sent an HTTP request to an HTTPS server",
    b"requires TLS",
)
_BODILESS = frozenset({204, 205, 304})


class ResponseReader:
    """A response under way.

    Attributes:
        size: bytes of the decoded body so far.
        wire_size: bytes of the body before decoding so far.
        announced: what Content-Length says; ``None`` without a number there.
        reusable: whether the connection may carry another exchange.
        is_stream: whether it is a stream that somebody follows, of which only the last is kept.
        plain_port: of the server, where the response came over a connection without TLS; else 0.
    """

    def __init__(
        self,
        response: httpx.Response,
        method: str,
        limits: ExchangeLimits,
        sink: BodySink | None,
        follower: BodyFollower | None = None,
    ) -> None:
        self.size = 0
        self.wire_size = 0
        self.truncated = False
        self._whole = False
        self.reusable = False
        self.plain_port = 0
        self._response = response
        self._sink = sink
        self._follower = follower if 200 <= response.status_code < 300 else None
        self._undecoded = bytearray()
        self._notes: list[str] = []
        self._fields = tuple((_text(name), _text(value)) for name, value in response.headers.raw)
        self._bodiless = method == "HEAD" or response.status_code in _BODILESS
        self.announced = self._announced()
        stream = limits.stream
        media = media_type(self._value("content-type"))
        self.is_stream = self._follower is not None and stream is not None and is_stream(media)
        self._limit = limits.max_body_size
        # Gives its bytes away without a copy of them, however many there are.
        self._kept: BytesIO | StreamTail = BytesIO()
        if self.is_stream and stream is not None:
            self._limit, self._kept = stream.max_size, StreamTail(stream.kept)
        self._decoder = content_decoding.ContentDecoder(self._codings(), limit=self._limit)

    def begin(self, stop: Callable[[], bool]) -> None:
        """Tells the follower of the header; ``stop`` ends the exchange."""
        if self._follower is not None:
            self._follower.header_received(self.message(), stop)

    @property
    def status(self) -> int:
        """The status code."""
        return self._response.status_code

    def message(self) -> ResponseMessage:
        """The response as far as it was received."""
        extensions = self._response.extensions
        return ResponseMessage(
            status=self._response.status_code,
            reason=_text(extensions.get("reason_phrase", b"")),
            http_version=_text(extensions.get("http_version", b"HTTP/1.1")),
            headers=self._fields,
            content=self._kept.getvalue(),
            size=self.size,
            wire_size=self.wire_size,
            truncated=self.truncated,
            notes=(*self._notes, *self._tail_notes()),
            trailers=self._trailers(),
        )

    def _tail_notes(self) -> tuple[str, ...]:
        """What is said of a stream of which the beginning is not kept."""
        dropped = self._kept.dropped if isinstance(self._kept, StreamTail) else 0
        kept = f"The last {self.size - dropped:,} bytes of the stream are kept"
        return (f"{kept}: the first {dropped:,} are dropped.",) if dropped else ()

    def _trailers(self) -> tuple[tuple[str, str], ...]:
        """The fields after the body (RFC 9110 §6.5); of HTTP/1.1 its connection has kept them."""
        extensions = self._response.extensions
        kept = getattr(extensions.get("network_stream"), "trailers", ())
        found = extensions.get("trailers", kept) if self._whole else ()
        return tuple((_text(name), _text(value)) for name, value in found)

    async def read(self) -> None:
        """Receives the body to its end, or to the limit.

        Raises:
            ExchangeStopped: the sink failed, or a content coding is broken.
            httpx.HTTPError: the connection failed.
        """
        whole = False
        try:
            whole = await self._receive()
        except content_decoding.ContentCodingError as broken:
            how = "ends too early" if broken.ended else "is corrupt"
            what = (
                f"The {broken.coding} encoding of the body {how} after {self.size} decoded bytes."
            )
            advice = "Send Accept-Encoding: identity to get the body without an encoding."
            failure = Failure(FailureKind.DECODING, what, advice=advice, sent=True)
            raise ExchangeStopped(failure) from None
        except content_decoding.DecodedTooLarge:
            self._stop_at_limit()
        finally:
            self.truncated = self.truncated or not whole
            self._whole = whole
        self._note_tls_port()
        # What a server sends after a response without a body would be taken for the next one.
        self.reusable = whole and not self._bodiless and self.status >= 200

    def _note_tls_port(self) -> None:
        """Says what to do where a TLS server answers plain http with a page about it."""
        if self.status != 400 or not self.plain_port or self.size > _SHORT_PAGE:
            return
        page = self._kept.getvalue()
        if any(words in page for words in _PLAIN_HTTP_TO_TLS):
            self._notes.append(expects_tls(self.plain_port))

    async def _receive(self) -> bool:
        """Whether the body came whole."""
        received = cast("AsyncGenerator[bytes, None]", self._response.aiter_raw())
        async with aclosing(received) as chunks:
            async for data in chunks:
                before, self.wire_size = self.wire_size, self.wire_size + len(data)
                room = len(data) if self._limit is None else max(0, self._limit - before)
                fitting = data[:room]
                if not await self._take(fitting):
                    return False
                if len(fitting) < len(data):
                    self._stop_at_limit()
                    return False
        try:
            self._decoder.finish()
        except content_decoding.ContentCodingError as broken:
            return self._take_undecoded(broken)
        return True

    async def _take(self, data: bytes) -> bool:
        """Decodes and keeps received bytes; whether there is room for more."""
        if self._decoder.names and not self._decoder.begun:
            self._undecoded += data[: _REMEMBERED + 1 - len(self._undecoded)]
        pieces = 0
        try:
            for piece in self._decoder.decode(data):
                if not self._keep(piece):
                    return False
                pieces += 1
                if pieces % _PIECES_BEFORE_A_PAUSE == 0:
                    await asyncio.sleep(0)
        except content_decoding.ContentCodingError as broken:
            return self._take_undecoded(broken)
        return True

    def _take_undecoded(self, broken: content_decoding.ContentCodingError) -> bool:
        """Falls back to the bytes as they came, where nothing of them was decoded yet."""
        if self._decoder.begun or len(self._undecoded) > _REMEMBERED:
            raise broken
        self._notes.append(
            f"The body is not {broken.coding}, as Content-Encoding claims: it is shown raw."
        )
        self._decoder = content_decoding.ContentDecoder((), limit=self._limit)
        return self._keep(bytes(self._undecoded))

    def _keep(self, piece: bytes) -> bool:
        """Keeps decoded bytes; whether all of them had room."""
        fitting = piece if self._limit is None else piece[: self._limit - self.size]
        if fitting and self._sink is not None:
            self._write(self._sink, fitting)
        elif fitting:
            self._kept.write(fitting)
        self.size += len(fitting)
        if fitting and self._follower is not None:
            self._follower.body_received(fitting)
        if len(fitting) < len(piece):
            self._stop_at_limit()
            return False
        return True

    def _write(self, sink: BodySink, data: bytes) -> None:
        try:
            sink.write(data)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "The file is closed"
            what = f"The output file cannot be written after {self.size} bytes of the body."
            advice = "Check the disk space and the permissions."
            why = f"{reason}." if reason else ""
            failure = Failure(FailureKind.OUTPUT_FILE, what, "", why, advice, sent=True)
            raise ExchangeStopped(failure) from None

    def _stop_at_limit(self) -> None:
        self.truncated = True
        self._notes.append(f"The body was cut off at the limit of {self._limit} bytes.")

    def _value(self, name: str) -> str:
        return next((value for key, value in self._fields if key.lower() == name), "")

    def _codings(self) -> tuple[str, ...]:
        names = content_decoding.codings(
            value for name, value in self._fields if name.lower() == "content-encoding"
        )
        sentence = content_decoding.undecoded_reason(names)
        if sentence:
            self._notes.append(sentence)
            return ()
        return names

    def _announced(self) -> int | None:
        values = {value for name, value in self._fields if name.lower() == "content-length"}
        value = values.pop() if len(values) == 1 else ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _text(raw: bytes) -> str:
    """Header text: UTF-8 where it is that, else each byte a character (RFC 9110 §5.5)."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

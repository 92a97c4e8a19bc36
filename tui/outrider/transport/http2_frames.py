"""Frames of HTTP/2 as they come, and what is wrong with them in words (RFC 9113)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from outrider.transport.exchange_stopped import PeerFault

DATA, HEADERS, SETTINGS, PUSH_PROMISE, GOAWAY, CONTINUATION = 0x0, 0x1, 0x4, 0x5, 0x7, 0x9
_HEADER = 9
_LARGEST = 16_384

MAX_HEADER_LIST = 65_536
"""Bytes of a header section, as it is announced to the server (RFC 9113 §6.5.2)."""

_CODES = (
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED",
)
NO_ERROR, REFUSED_STREAM, HTTP_1_1_REQUIRED = 0, 7, 13


def code_name(code: int) -> str:
    """An error code by its name (RFC 9113 §7); one that has none by its number."""
    return _CODES[code] if code < len(_CODES) else f"{code:#x}"


class Frame(NamedTuple):
    """A frame as it came.

    Attributes:
        data: all of its bytes, its header among them.
    """

    kind: int
    stream: int
    data: bytes

    @property
    def payload(self) -> bytes:
        """Its bytes without its header."""
        return self.data[_HEADER:]


class FrameSplitter:
    """Cuts what comes into whole frames; holds at most one that is not."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._any = False

    def take(self, data: bytes) -> Iterator[Frame]:
        """The frames that are whole with these bytes.

        Raises:
            PeerFault: it is not HTTP/2, or a frame is too long.
        """
        self._waiting += data
        while len(self._waiting) >= _HEADER:
            length, kind = int.from_bytes(self._waiting[:3]), self._waiting[3]
            if not self._any and kind != SETTINGS:
                raise _not_http2(bytes(self._waiting))
            if length > _LARGEST:
                raise PeerFault(
                    "The response is not valid HTTP/2: a frame is too long.",
                    why=f"It has {length} bytes; the limit is {_LARGEST} (RFC 9113 §4.2).",
                )
            if len(self._waiting) < _HEADER + length:
                return
            self._any = True
            whole = bytes(self._waiting[: _HEADER + length])
            del self._waiting[: _HEADER + length]
            yield Frame(kind, int.from_bytes(whole[5:9]) & 0x7FFF_FFFF, whole)


def _not_http2(start: bytes) -> PeerFault:
    if start.startswith(b"HTTP/1."):
        return PeerFault(
            "The server responded with HTTP/1.1 to an HTTP/2 request.",
            advice='Set http = "1.1" in [options].',
        )
    return PeerFault(
        "The response is not HTTP/2: it does not start with a SETTINGS frame (RFC 9113 §3.4).",
        advice='Set http = "1.1" in [options], or check the port.',
    )


# Words of h2, hpack and hyperframe: matched, never shown, for they may quote fields.
_OBJECTIONS = (
    (r"mandatory b':status'", "the response has no :status"),
    (r"duplicate pseudo-header", "a pseudo-header of the response is repeated"),
    (r"out of sequence", "a pseudo-header follows a header"),
    (r"pseudo-header in trailer", "a trailer is a pseudo-header"),
    (r"custom pseudo-header|request-only", "the response has an unknown pseudo-header"),
    (r"uppercase header", "a header name has a capital letter"),
    (r"in header name|zero length", "a header name has a character that is not allowed"),
    (r"in header value", "a header value has a control character"),
    (r"surrounded by whitespace", "a header value starts or ends with a space"),
    (r"Connection-specific|TE header", "a header exists only in HTTP/1.1"),
    (r"continuation frames", "the headers have too many CONTINUATION frames"),
    (r"during header block", "another frame interrupts the headers"),
    (
        r"[Cc]ontent-[Ll]ength|InvalidBodyLength",
        "the length of the body differs from Content-Length",
    ),
    (r"InvalidSettings|[Ss]etting", "a value of its SETTINGS is out of range"),
    (r"WINDOW_UPDATE|increment", "a WINDOW_UPDATE frame is out of range"),
    (
        r"Invalid input|StreamClosed|NoSuchStream|before headers",
        "a frame is not allowed at its place",
    ),
    (r"FlowControl|flow control", "the flow-control window is exceeded"),
    (r"HPACK|hpack|decod|[Hh]uffman|InvalidTable", "the compressed headers are corrupt"),
)


def broken_rule(error: Exception) -> PeerFault:
    """What h2 objected to in what came, in words that repeat nothing of it."""
    words, seen = "", error.__cause__
    for one in (error, seen, seen.__cause__ if seen else None):
        words += f"{type(one).__name__} {one}\n"
    if re.search(r"DenialOfService|OversizedHeader|header list", words):
        return PeerFault(
            f"The response headers are larger than {MAX_HEADER_LIST // 1024} kB.",
            why="This is the limit that Outrider announces to HTTP/2 servers.",
            advice='Set http = "1.1" in [options]: the limit is 100 kB there.',
        )
    detail = next((text for pattern, text in _OBJECTIONS if re.search(pattern, words)), "")
    return PeerFault(f"The response is not valid HTTP/2{': ' if detail else ''}{detail}.")

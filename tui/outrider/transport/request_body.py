"""Request bodies: their length beforehand, and their bytes as often as they are asked for."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator, Iterator

from msgspec import Struct

from outrider.model.exchange import Failure, FailureKind
from outrider.model.message import Content, FileContent, MultipartContent, PartContent, TextContent
from outrider.model.secret import MaybeSecret, reveal
from outrider.transport.exchange_stopped import ExchangeStopped, refuse_request
from outrider.transport.httpx_import import httpx

_CHUNK = 65_536


class FileSnapshot(Struct, frozen=True):
    """A regular file as it was when its length was promised.

    Attributes:
        path: absolute.
        identity: device, inode and time of the last change, to notice another file.
    """

    path: str
    size: int
    identity: tuple[int, int, int]

    @classmethod
    def open(cls, path: str) -> FileSnapshot:
        """Opens the file once, to be sure that it can be read.

        Raises:
            ExchangeStopped: missing, unreadable, or no regular file.
        """
        descriptor = _open(path)
        try:
            return cls._of(path, os.fstat(descriptor))
        finally:
            os.close(descriptor)

    @classmethod
    def _of(cls, path: str, found: os.stat_result) -> FileSnapshot:
        return cls(path, found.st_size, (found.st_dev, found.st_ino, found.st_mtime_ns))

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, exactly as many as were promised.

        Raises:
            ExchangeStopped: the file is not the one that it was.
        """
        descriptor = _open(self.path)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if self._of(self.path, os.fstat(descriptor)) != self:
                raise self._changed()
            left = self.size
            while left:
                chunk = file.read(min(_CHUNK, left))
                if not chunk:
                    raise self._changed()
                left -= len(chunk)
                yield chunk

    def _changed(self) -> ExchangeStopped:
        return _file_failure(
            f"The body file changed while it was sent: {self.path}.",
            advice="Send the request again when no program writes to the file.",
        )


def _open(path: str) -> int:
    # Without O_NONBLOCK, opening a FIFO waits for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "Not a path"
        raise _file_failure(
            f"The body file cannot be read: {path}.", why=f"{reason}." if reason else ""
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _file_failure(f"The body file is not a regular file: {path}.")
    return descriptor


def _file_failure(what: str, *, why: str = "", advice: str = "Check the path.") -> ExchangeStopped:
    return ExchangeStopped(Failure(FailureKind.REQUEST_FILE, what, why=why, advice=advice))


class RequestBodyStream(httpx.AsyncByteStream):
    """A body of known length in bytes that can be sent again."""

    def __init__(self, pieces: tuple[bytes | FileSnapshot, ...]) -> None:
        self._pieces = pieces
        self.length = sum(
            piece.size if isinstance(piece, FileSnapshot) else len(piece) for piece in pieces
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes from the start, in chunks."""
        for chunk in self.chunks():
            yield chunk

    def chunks(self) -> Iterator[bytes]:
        """The same."""
        for piece in self._pieces:
            if isinstance(piece, FileSnapshot):
                yield from piece.chunks()
            else:
                yield piece


def open_body(content: Content | None) -> RequestBodyStream | None:
    """Looks at every file of the body and counts its bytes.

    Raises:
        ExchangeStopped: a file cannot be read, or a text cannot be encoded.
    """
    match content:
        case None:
            return None
        case TextContent() | FileContent():
            return RequestBodyStream((_piece(content),))
        case MultipartContent():
            return RequestBodyStream(tuple(_multipart(content)))


def body_bytes(content: Content | None) -> Iterator[bytes]:
    """The bytes of a body, for whoever has to sign them.

    Raises:
        ExchangeStopped: a file cannot be read, or a text cannot be encoded.
    """
    stream = open_body(content)
    return stream.chunks() if stream is not None else iter(())


def _piece(content: TextContent | FileContent) -> bytes | FileSnapshot:
    if isinstance(content, FileContent):
        return FileSnapshot.open(content.path)
    try:
        return reveal(content.text).encode(content.codec)
    except UnicodeEncodeError:
        if content.codec != "utf_8":
            raise refuse_request(
                f"The body contains a character that charset {content.codec} cannot encode.",
                advice="Set charset=utf-8 in the Content-Type header.",
            ) from None
        return _utf8(content.text, "The body")


def _utf8(text: MaybeSecret, name: str) -> bytes:
    try:
        return reveal(text).encode()
    except UnicodeEncodeError:
        raise refuse_request(f"{name} contains an unpaired surrogate.") from None


def _multipart(content: MultipartContent) -> Iterator[bytes | FileSnapshot]:
    boundary = _utf8(content.boundary, "The multipart boundary")
    for number, part in enumerate(content.parts, start=1):
        yield b"--%b\r\n%b\r\n" % (boundary, _part_head(part, f"Part {number} of the body"))
        yield _piece(part.content)
        yield b"\r\n"
    yield b"--%b--\r\n" % boundary


def _part_head(part: PartContent, name: str) -> bytes:
    """The part's own header fields (RFC 7578 §4.2, §4.4), names quoted as browsers do."""
    head = b'Content-Disposition: form-data; name="%b"' % _quoted(part.name, name)
    if part.filename is not None:
        head += b'; filename="%b"' % _quoted(part.filename, name)
    if part.content_type is not None:
        kind = reveal(part.content_type)
        if not (kind.isascii() and kind.isprintable()):
            raise refuse_request(f"{name} has a content type with a character that is not allowed.")
        head += b"\r\nContent-Type: %b" % kind.encode("ascii")
    return head + b"\r\n"


def _quoted(text: MaybeSecret, name: str) -> bytes:
    quoted = _utf8(text, name)
    for character, escape in ((b'"', b"%22"), (b"\r", b"%0D"), (b"\n", b"%0A")):
        quoted = quoted.replace(character, escape)
    return quoted

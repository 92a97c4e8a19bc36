"""Requests and responses as HTTP knows them (RFC 9110 §3.4, §5, §6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeAlias

from msgspec import Struct, field, structs

from outrider import __version__
from outrider.model.connection import ConnectionSettings
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret, complete, reveal


class FieldLine(Struct, frozen=True):
    """One header field line: a name and a value (RFC 9110 §5)."""

    name: str
    value: MaybeSecret


HeaderFields: TypeAlias = tuple[FieldLine, ...]
"""Header fields in order, duplicates kept."""


def header_value(fields: Iterable[FieldLine], name: str) -> MaybeSecret | None:
    """The value of the first field with this name, whatever its case; ``None`` without one."""
    wanted = name.lower()
    return next((line.value for line in fields if line.name.lower() == wanted), None)


class TextContent(Struct, frozen=True):
    """A body held as text; ``codec`` is Python's name of the encoding that it is sent in."""

    text: MaybeSecret
    codec: str = "utf_8"

    def encoded(self, text: str) -> bytes:
        """The bytes of a text that is sent as this one; what cannot be is a question mark."""
        return text.encode(self.codec, "replace")


class FileContent(Struct, frozen=True):
    """A body streamed from a file, by its absolute path."""

    path: str


class PartContent(Struct, frozen=True):
    """One part of a multipart body (RFC 7578).

    Attributes:
        content: text, or a file to stream.
        filename: sent as the part's filename; ``None`` sends none.
        content_type: sent as the part's Content-Type; ``None`` sends none.
    """

    name: MaybeSecret
    content: TextContent | FileContent
    filename: MaybeSecret | None = None
    content_type: MaybeSecret | None = None


class MultipartContent(Struct, frozen=True):
    """A multipart/form-data body, files streamed from disk (RFC 7578)."""

    parts: tuple[PartContent, ...]
    boundary: str


Content: TypeAlias = TextContent | FileContent | MultipartContent


class RequestMessage(Struct, frozen=True):
    """A request ready to be sent.

    Attributes:
        method: sent as it is written.
        url: absolute; a :class:`Secret` where a part of it is.
        headers: without Host, Content-Length and the like unless the user wrote them; with
            Content-Type where there is a body.
        content: ``None`` sends no body.
        without: fields that are not added by themselves either, in lower case.
    """

    method: str
    url: MaybeSecret
    headers: HeaderFields = ()
    content: Content | None = None
    without: frozenset[str] = frozenset()


class ResponseMessage(SafeRepr, frozen=True):
    """A response as it was received.

    Attributes:
        reason: the reason phrase; empty over HTTP/2.
        http_version: ``HTTP/1.1`` or ``HTTP/2``.
        headers: in order, names as they were received.
        content: decoded body, or as much of it as was kept. Empty where it went to a file.
        size: bytes of the decoded body, whether kept or written to a file.
        wire_size: bytes of the body before decoding.
        truncated: the body is not whole: a limit was reached.
        notes: what the reader should know (a content coding left undecoded, say).
        trailers: the fields that came after the body (RFC 9110 §6.5).
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"content"})

    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...] = field(name="fields")
    content: bytes = b""
    size: int = 0
    wire_size: int = 0
    truncated: bool = False
    notes: tuple[str, ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """The first field value with this name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def media_type(self) -> str:
        """In lower case, without parameters; empty where there is none (RFC 9110 §8.3.1)."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()

    def headers_named(self, name: str) -> tuple[str, ...]:
        """All field values with this name, whatever its case, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


_DEFAULTS = (
    FieldLine("Accept", "*/*"),
    FieldLine("Accept-Encoding", "gzip, deflate"),
    FieldLine("User-Agent", f"outrider/{__version__}"),
)


def default_fields(message: RequestMessage) -> HeaderFields:
    """The fields that a request is sent with although nobody wrote them, beside its framing."""
    names = {line.name.lower() for line in message.headers} | message.without
    return tuple(line for line in _DEFAULTS if line.name.lower() not in names)


def complete_message(message: RequestMessage, value: str) -> RequestMessage:
    """The message with the secret in it that it was made without (:class:`LaterSecret`)."""
    return structs.replace(
        message,
        url=complete(message.url, value),
        headers=tuple(
            FieldLine(line.name, complete(line.value, value)) for line in message.headers
        ),
        content=_complete_content(message.content, value),
    )


def _complete_content(content: Content | None, value: str) -> Content | None:
    match content:
        case TextContent(text, codec):
            return TextContent(complete(text, value), codec)
        case MultipartContent(parts, boundary):
            return MultipartContent(tuple(_complete_part(part, value) for part in parts), boundary)
        case _:
            return content


def _complete_part(part: PartContent, value: str) -> PartContent:
    body = part.content
    return PartContent(
        complete(part.name, value),
        TextContent(complete(body.text, value), body.codec)
        if isinstance(body, TextContent)
        else body,
        None if part.filename is None else complete(part.filename, value),
        None if part.content_type is None else complete(part.content_type, value),
    )


def content_texts(content: Content | None) -> Iterator[MaybeSecret]:
    """Every text in a body that is sent as it is held, but for a boundary."""
    if isinstance(content, TextContent):
        yield content.text
    elif isinstance(content, MultipartContent):
        for part in content.parts:
            yield part.name
            yield from filter(None, (part.filename, part.content_type))
            yield from content_texts(part.content)


def content_text(content: Content | None) -> MaybeSecret | None:
    """The body as text where it is held as text, else ``None``."""
    return content.text if isinstance(content, TextContent) else None


def is_secret(text: MaybeSecret) -> bool:
    """Whether a part of the text is secret."""
    return isinstance(text, Secret) and bool(reveal(text))


class ClientLogin(Struct, frozen=True):
    """What a client needs to sign a request by itself, or to answer a challenge.

    Attributes:
        scheme: ``digest`` or ``aws_sigv4``.
        user: a name, or the identifier of a key.
        session_token: beside a temporary key; empty without one.
    """

    scheme: str
    user: MaybeSecret
    password: MaybeSecret
    region: str = ""
    service: str = ""
    session_token: MaybeSecret = ""


class PreparedRequest(Struct, frozen=True):
    """A request, and the connection that it goes over.

    Attributes:
        connection: TLS and proxy; ``None`` where they are not known.
        login: set where another client has to authenticate the message, which it can by itself.
        timeout: seconds for the whole exchange; ``None`` where the request's file says nothing.
        redirects: how many are followed.
    """

    message: RequestMessage
    connection: ConnectionSettings | None = None
    login: ClientLogin | None = None
    timeout: float | None = None
    redirects: int = 0

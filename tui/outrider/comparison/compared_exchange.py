"""One side of a comparison: a request, sent or to be sent, and what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeAlias

from msgspec import Struct

from outrider.comparison.compared_text import text_so_far
from outrider.exporters.exchange_text import sent_headers
from outrider.model.charsets import charset_of
from outrider.model.exchange import ConnectionInfo, Exchange
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    HeaderFields,
    MultipartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
    header_value,
)
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret, masked, reveal

ReadBody: TypeAlias = Callable[[str], bytes | None]
"""The bytes of a file that is sent, by its path; ``None`` where they are not to be had."""


def no_body_file(_: str) -> bytes | None:
    """Reads nothing."""
    return None


class ComparedBody(SafeRepr, frozen=True):
    """A body of one side.

    Attributes:
        data: its bytes, as many as are known.
        masked: its text with what is secret in it masked; ``None`` where nothing is known to be.
        kind: the Content-Type.
        size: bytes of all of it.
        file: path of a file whose bytes are not known; empty where they are.
        parts: of a multipart body; ``None`` for any other.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"data"})

    data: bytes
    kind: str = ""
    masked: str | None = None
    size: int = 0
    file: str = ""
    parts: tuple[ComparedBodyPart, ...] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all its bytes are known."""
        return not self.file and len(self.data) >= self.size

    @property
    def charset(self) -> str:
        """The charset that the Content-Type names; empty for none."""
        return charset_of(self.kind) or ""


class ComparedBodyPart(Struct, frozen=True):
    """A part of a multipart body (RFC 7578)."""

    name: MaybeSecret
    filename: MaybeSecret | None
    content_type: MaybeSecret | None
    body: ComparedBody


class ComparedExchange(Struct, frozen=True):
    """A side.

    Attributes:
        label: where it comes from, such as ``list-orders in dev``.
        body: of the request; ``None`` without one.
        response: ``None`` where none came.
        problem: why no whole response came; empty where one did.
        is_planned: it was not sent: it has no response, and lacks what its client adds.
    """

    label: str
    method: str
    url: MaybeSecret
    headers: HeaderFields
    body: ComparedBody | None = None
    response: ResponseMessage | None = None
    problem: tuple[str, ...] = ()
    is_planned: bool = False


def of_message(
    label: str,
    message: RequestMessage,
    *,
    read_file: ReadBody = no_body_file,
    network: ConnectionInfo | None = None,
) -> ComparedExchange:
    """A request that was not sent yet; with ``network``, one that was."""
    headers = tuple(sent_headers(message, network))
    return ComparedExchange(
        label,
        message.method,
        message.url,
        headers,
        _body_of(message.content, headers, read_file),
        is_planned=True,
    )


def of_exchange(
    label: str,
    exchange: Exchange,
    problem: tuple[str, ...] = (),
    *,
    read_file: ReadBody = no_body_file,
) -> ComparedExchange:
    """A request that was sent, and what came of it."""
    asked = of_message(label, exchange.request, read_file=read_file, network=exchange.network)
    failure = exchange.failure
    words = problem or ((failure.what,) if failure else ())
    return ComparedExchange(
        label,
        asked.method,
        asked.url,
        asked.headers,
        asked.body,
        exchange.response,
        words,
    )


def body_of_response(response: ResponseMessage | None) -> ComparedBody | None:
    """The body of a response; ``None`` where there is none."""
    if response is None or not (response.content or response.size):
        return None
    kind = response.header("content-type") or ""
    size = max(response.size, len(response.content))
    return ComparedBody(
        response.content,
        kind,
        size=size + int(response.truncated and size == len(response.content)),
    )


def _body_of(
    content: Content | None, headers: tuple[FieldLine, ...], read_file: ReadBody
) -> ComparedBody | None:
    kind = reveal(header_value(headers, "content-type") or "")
    match content:
        case TextContent(text, _):
            data = content.encoded(text_so_far(text))
            secret = masked(text) if isinstance(text, Secret) else None
            return ComparedBody(data, kind, secret, len(data))
        case FileContent(path):
            read = read_file(path)
            if read is None:
                return ComparedBody(b"", kind, file=path)
            return ComparedBody(read, kind, size=len(read))
        case MultipartContent(parts, _):
            return ComparedBody(
                b"",
                kind,
                parts=tuple(
                    ComparedBodyPart(
                        one.name,
                        one.filename,
                        one.content_type,
                        _body_of(one.content, (), read_file) or ComparedBody(b""),
                    )
                    for one in parts
                ),
            )
        case _:
            return None

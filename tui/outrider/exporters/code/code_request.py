"""A request as every language writes it: masked or in clear, its body in pieces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from outrider.exporters.ascii_url import wire_url
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import (
    Content,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    TextContent,
    default_fields,
)
from outrider.model.secret import MaybeSecret, reveal

_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})
_ABOUT_BODY = frozenset(
    ("content-type", "content-encoding", "content-language", "content-location")
)
"""Fields that describe a body (RFC 9110 §8)."""

_HARMLESS = frozenset(
    ("accept", "accept-encoding", "accept-language", "authorization", "connection",
     "content-length", "content-type", "cookie", "expect", "host", "te", "transfer-encoding",
     "user-agent")
)  # fmt: skip


class FilePiece(Struct, frozen=True):
    """Bytes that are read from a file when the program runs, by its absolute path."""

    path: str


Piece: TypeAlias = bytes | FilePiece


class CodeLogin(Struct, frozen=True):
    """How the program has to authenticate the request by itself.

    Attributes:
        scheme: ``digest`` or ``aws_sigv4``.
    """

    scheme: str
    user: str
    password: str


class CodeRequest(Struct, frozen=True):
    """What a language has to write.

    Attributes:
        url: in ASCII, but for masks.
        headers: in order, duplicates kept.
        body: its pieces, one after the other; ``None`` where there is none. Texts are UTF-8
            unless the request is sent otherwise.
        without: fields that a client may not add by itself, in lower case.
        connection: TLS and proxy; of the environment of a request that was not sent.
        proxy: its URL; empty for none.
        key_password: of the client's key; empty for none.
        login: ``None`` where the fields say all.
        added: the fields that are sent although nobody wrote them.
        timeout: seconds for the whole exchange; ``None`` where nothing says.
        redirects: how many are followed.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: tuple[Piece, ...] | None
    without: frozenset[str]
    connection: ConnectionSettings | None
    proxy: str = ""
    key_password: str = ""
    login: CodeLogin | None = None
    added: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    redirects: int = 0

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The header fields of the request, whoever wrote them."""
        return (*self.headers, *self.added)

    @property
    def is_secure(self) -> bool:
        """Whether it goes over TLS."""
        return self.url[:8].lower() == "https://"

    @property
    def sends_body(self) -> bool:
        """Whether there is a body, if only an empty one (RFC 9110 §8.6)."""
        return self.body is not None or self.method in _WITH_CONTENT

    def has(self, name: str) -> bool:
        """Whether a field of this name is there, whatever its case."""
        return any(one.lower() == name for one, _ in self.headers)


def code_request(outgoing: PreparedRequest, masking: MaskingPolicy) -> CodeRequest:
    """A request with its credentials masked, or in clear where the policy says so."""
    message, connection, login = outgoing.message, outgoing.connection, outgoing.login
    return CodeRequest(
        message.method,
        wire_url(masking.url(message.url), keeps_mask=True),
        tuple((line.name, masking.field(line.name, line.value)) for line in message.headers),
        None if message.content is None else tuple(_merged(_pieces(message.content, masking))),
        message.without,
        connection,
        masking.url(connection.proxy) if connection is not None else "",
        _told(connection.client_key_password if connection is not None else None, masking),
        None
        if login is None
        else CodeLogin(login.scheme, _told(login.user, masking), _told(login.password, masking)),
        tuple((line.name, reveal(line.value)) for line in default_fields(message)),
        outgoing.timeout,
        outgoing.redirects,
    )


def taken_along(names: Iterable[str], *, has_body: bool) -> list[str]:
    """What of a request clients send to the host of a redirect, and that may be a credential."""
    found = [name for name in names if name.lower() not in _HARMLESS]
    return list(dict.fromkeys([*found, "the body"] if has_body else found))


def redirect_notes(
    request: CodeRequest, client: str, *, gets: bool = False, describes: bool = False
) -> Iterator[str]:
    """What a client does in redirects that it is told to follow, and Outrider does not.

    Every client leaves Authorization and Cookie behind on its way to another host.

    Args:
        request: what is sent first.
        client: what people call the client.
        gets: it makes GET of methods other than POST as well.
        describes: where GET follows, it sends the fields that describe the body without the body.
    """
    if not request.redirects:
        return
    names = taken_along((name for name, _ in request.headers), has_body=request.body is not None)
    if names:
        yield f"{client} takes along in redirects to other hosts: {', '.join(names)}"
    if gets and request.method not in {"GET", "HEAD", "POST"}:
        yield f"{client} sends GET after a redirect with status 301 or 302."
    about = [name for name, _ in request.headers if name.lower() in _ABOUT_BODY]
    turns = request.method == "POST" or (gets and request.method not in {"GET", "HEAD"})
    if describes and turns and about and request.body is not None:
        yield f"{client} keeps in a GET after a redirect: {', '.join(dict.fromkeys(about))}"


def method_note(method: str, client: str, *, only: Collection[str] = ()) -> Iterator[str]:
    """What a client does to a method that is not in capitals, which others keep (RFC 9110 §9.1).

    Args:
        method: what Outrider sends.
        client: what people call the client.
        only: the methods that the client writes in capitals: none are all.
    """
    sent = method.upper()
    if method != sent and (not only or sent in only):
        yield f"{client} sends {sent}, not {method}."


def sent_requests(entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> Iterator[CodeRequest]:
    """All requests that were sent, in order."""
    for entry in entries:
        exchange = entry.exchange
        if exchange is not None:
            yield code_request(PreparedRequest(exchange.request, exchange.connection), masking)


def _told(text: MaybeSecret | None, masking: MaskingPolicy) -> str:
    return "" if text is None else masking.body(text)


def _pieces(content: Content, masking: MaskingPolicy) -> Iterator[Piece]:
    match content:
        case TextContent(text):
            yield content.encoded(masking.body(text))
        case FileContent(path):
            yield FilePiece(path)
        case MultipartContent(parts, boundary):
            for part in parts:
                yield from _part(part, boundary, masking)
            yield f"--{boundary}--\r\n".encode()


def _part(part: PartContent, boundary: str, masking: MaskingPolicy) -> Iterator[Piece]:
    """A part as the transport writes it (RFC 7578 §4)."""
    head = f'Content-Disposition: form-data; name="{_percent(part.name, masking)}"'
    if part.filename is not None:
        head += f'; filename="{_percent(part.filename, masking)}"'
    if part.content_type is not None:
        head += f"\r\nContent-Type: {masking.body(part.content_type)}"
    yield f"--{boundary}\r\n{head}\r\n\r\n".encode()
    if isinstance(part.content, FileContent):
        yield FilePiece(part.content.path)
    else:
        yield part.content.encoded(masking.form_value(part.name, part.content.text))
    yield b"\r\n"


def _percent(text: MaybeSecret, masking: MaskingPolicy) -> str:
    told = masking.body(text)
    return told.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces with bytes that follow each other in one."""
    held = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            held += piece
            continue
        if held:
            yield held
        held = b""
        yield piece
    if held:
        yield held

"""What must be right about a request before a socket is opened (RFC 9110 §5, RFC 9112 §6).

Sentences name the field, never its value: values hold tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from outrider import __version__
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.exchange import Failure
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.secret import reveal
from outrider.transport import request_body, wire_url
from outrider.transport.exchange_stopped import ExchangeStopped, refuse_request
from outrider.transport.proxies import Proxy
from outrider.transport.wire_url import WireUrl

RawFields = list[tuple[bytes, bytes]]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z\-]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DEFAULTS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
    ("User-Agent", f"outrider/{__version__}"),
)
_ONCE = ("host", "content-length", "transfer-encoding")
_HTTP1_ONLY = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}
)
_METHODS_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})


def check_method(method: str) -> None:
    """Refuses what is no method, and CONNECT, which is for proxies."""
    if not _TOKEN.fullmatch(method):
        raise refuse_request(
            "The method is not a single word of the characters that HTTP allows.",
            advice="Use GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or another plain word.",
        )
    if method == "CONNECT":
        raise refuse_request(
            "CONNECT opens a tunnel through a proxy; it is not a request to an API.",
            advice="Set [proxy] url in the environment, and send the request itself.",
        )


def spoken_http(connection: ConnectionSettings, fields: Iterable[FieldLine]) -> ConnectionSettings:
    """The settings with a version: HTTP/1.1 where a field exists only there (RFC 9113 §8.2.2).

    Raises:
        ExchangeStopped: HTTP/2 is demanded.
    """
    connection = connection.with_http(connection.http or HttpVersion.HTTP1)
    found = next((line.name for line in fields if line.name.lower() in _HTTP1_ONLY), None)
    if found is None or connection.http is HttpVersion.HTTP1:
        return connection
    if connection.http is HttpVersion.HTTP2:
        raise refuse_request(
            f"The header field {found} does not exist in HTTP/2 (RFC 9113 §8.2.2).",
            advice='Remove the field, or write http = "auto" under [options].',
        )
    return replace(connection, http=HttpVersion.HTTP1)


def without_tls(connection: ConnectionSettings, proxy: Proxy | None) -> ConnectionSettings:
    """The settings for plain http: HTTP/2 only where it is demanded (RFC 9113 §3.3).

    Raises:
        ExchangeStopped: HTTP/2 is demanded, through a proxy that forwards HTTP/1.1.
    """
    if connection.http is not HttpVersion.HTTP2:
        return replace(connection, http=HttpVersion.HTTP1)
    if proxy is not None and proxy.scheme.startswith("http"):
        raise refuse_request(
            "HTTP/2 over plain http does not go through an HTTP proxy.",
            advice='Write http = "1.1" under [options], or use https.',
        )
    return connection


def wire_fields(message: RequestMessage, wire: WireUrl, length: int | None) -> RawFields:
    """The header fields as they go on the wire: the user's in order, and what HTTP needs.

    ``length`` counts the bytes of the body; ``None`` without one.

    Raises:
        ExchangeStopped: a field cannot be sent.
    """
    users = [_encoded(line, number) for number, line in enumerate(message.headers, start=1)]
    names = [name.lower().decode("ascii") for name, _ in users]
    _check_once(names)
    _check_host(users)
    _check_framing(users, names, length)
    fields: RawFields = []
    if "host" not in names:
        fields.append((b"Host", wire.authority.encode("ascii")))
    fields += users
    fields += [
        (name.encode("ascii"), value.encode("ascii"))
        for name, value in _DEFAULTS
        if name.lower() not in names and name.lower() not in message.without
    ]
    if "content-length" not in names and "transfer-encoding" not in names:
        if length is None and message.method.upper() in _METHODS_WITH_CONTENT:
            length = 0
        if length is not None:
            fields.append((b"Content-Length", b"%d" % length))
    return fields


def _encoded(line: FieldLine, number: int) -> tuple[bytes, bytes]:
    if not _TOKEN.fullmatch(line.name):
        raise refuse_request(
            f"The name of header field {number} is empty or holds a character that no field "
            "name may have.",
            advice="Names have letters, digits and hyphens; no blank, colon or accent.",
        )
    value = reveal(line.value)
    if _FORBIDDEN.search(value):
        raise refuse_request(
            f"The value of the header field {line.name} holds a control character "
            "(a line break, a NUL or the like).",
            advice="Look for a secret or a file that ends in a line break.",
        )
    if value != value.strip(" \t"):
        raise refuse_request(
            f"The value of the header field {line.name} starts or ends with a blank.",
            advice="Remove the blank; receivers would see the value without it.",
        )
    if not value.isascii():
        raise refuse_request(
            f"The value of the header field {line.name} holds a character outside ASCII.",
            advice="Encode it as the API says (percent-encoding, Base64 or RFC 8187).",
        )
    return line.name.encode("ascii"), value.encode("ascii")


def _check_once(names: list[str]) -> None:
    for name in _ONCE:
        if names.count(name) > 1:
            raise refuse_request(
                f"The header field {name.title()} is given more than once.",
                advice="Keep one of them, or none: Outrider adds what HTTP needs.",
            )


def _check_host(users: RawFields) -> None:
    host = next((value for name, value in users if name.lower() == b"host"), None)
    if host is not None and (not host or re.search(rb"[\s/?#@\\]", host)):
        raise refuse_request("The header field Host does not hold a host, with or without a port.")


def _check_framing(users: RawFields, names: list[str], length: int | None) -> None:
    if "transfer-encoding" in names and "content-length" in names:
        raise refuse_request(
            "Transfer-Encoding and Content-Length are both given; together they let two "
            "servers disagree on where the request ends.",
            advice="Remove both: Outrider adds the right one.",
        )
    for name, value in users:
        lowered = name.lower()
        if lowered == b"transfer-encoding" and value.lower() != b"chunked":
            raise refuse_request(
                "Transfer-Encoding is something else than chunked.",
                advice="Remove the field, or set it to chunked.",
            )
        if lowered == b"content-length":
            _check_length(value, length or 0)


def _check_length(value: bytes, length: int) -> None:
    if not value.isdigit() or len(value) > 18:
        raise refuse_request("The header field Content-Length is not a number.")
    if int(value) != length:
        raise refuse_request(
            f"The header field Content-Length says {int(value)}, the body has {length} bytes.",
            advice="Remove the field: Outrider counts.",
        )


def preflight_failure(message: RequestMessage) -> Failure | None:
    """Why the message would be refused before a socket is opened; ``None`` where it would not.

    Looks at the files of the body, and reads none of them.
    """
    try:
        check_method(message.method)
        wire = wire_url.parse_url(message.url)
        body = request_body.open_body(message.content)
        wire_fields(message, wire, None if body is None else body.length)
    except ExchangeStopped as stopped:
        return stopped.failure
    return None

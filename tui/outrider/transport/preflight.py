"""What must be right about a request before a socket is opened (RFC 9110 §5, RFC 9112 §6).

Sentences name the field, never its value: values hold tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from outrider.lazy_pattern import lazy_pattern
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.exchange import Failure, FailureKind
from outrider.model.message import FieldLine, PreparedRequest, RequestMessage, default_fields
from outrider.model.secret import reveal
from outrider.transport import proxies, request_body, wire_url
from outrider.transport.exchange_stopped import ExchangeStopped, refuse_request
from outrider.transport.proxies import Proxy
from outrider.transport.wire_url import WireUrl

RawFields = list[tuple[bytes, bytes]]

_TOKEN = lazy_pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z\-]+")
_FORBIDDEN = lazy_pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
_ONCE = ("host", "content-length", "transfer-encoding")
_HTTP1_ONLY = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}
)
_METHODS_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})


def check_method(method: str) -> None:
    """Refuses what is no method, and CONNECT, which is for proxies."""
    if not _TOKEN.fullmatch(method):
        raise refuse_request(
            "The method is not valid.",
            advice="Use GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or another word of letters.",
            header=":method",
        )
    if method == "CONNECT":
        raise refuse_request(
            "CONNECT is for proxies, not for APIs.",
            advice="Set [proxy] url in the environment and use the method of the request.",
            header=":method",
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
            f'Header "{found}" is not allowed in HTTP/2 (RFC 9113 §8.2.2).',
            advice='Remove the header, or set http = "auto" in [options].',
            header=found,
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
            "HTTP/2 without TLS cannot pass an HTTP proxy.",
            advice='Use https://, or set http = "1.1" in [options].',
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
        (line.name.encode("ascii"), reveal(line.value).encode("ascii"))
        for line in default_fields(message)
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
            f"The name of header {number} is empty or contains a character that is not allowed.",
            advice="Use letters, digits and hyphens only.",
        )
    value = reveal(line.value)
    if _FORBIDDEN.search(value):
        raise refuse_request(
            f'Header "{line.name}" contains a control character such as a line break.',
            advice="Check secrets and files for a trailing line break.",
            header=line.name,
        )
    if value != value.strip(" \t"):
        raise refuse_request(
            f'Header "{line.name}" starts or ends with a space.',
            advice="Remove the space: HTTP strips it.",
            header=line.name,
        )
    if not value.isascii():
        raise refuse_request(
            f'Header "{line.name}" contains a non-ASCII character.',
            advice="Encode it as the API requires (percent-encoding, Base64 or RFC 8187).",
            header=line.name,
        )
    return line.name.encode("ascii"), value.encode("ascii")


def _check_once(names: list[str]) -> None:
    for name in _ONCE:
        if names.count(name) > 1:
            raise refuse_request(
                f'Header "{name.title()}" is set twice.',
                advice="Remove both, or one: Outrider sets the header where HTTP requires it.",
                header=name,
            )


def _check_host(users: RawFields) -> None:
    host = next((value for name, value in users if name.lower() == b"host"), None)
    if host is not None and (not host or re.search(rb"[\s/?#@\\]", host)):
        raise refuse_request(
            'Header "Host" is not a host, or a host and a port.',
            advice="Remove the header: Outrider sets it.",
            header="Host",
        )


def _check_framing(users: RawFields, names: list[str], length: int | None) -> None:
    if "transfer-encoding" in names and "content-length" in names:
        raise refuse_request(
            "Transfer-Encoding and Content-Length are both set.",
            why="Two servers may disagree on where the request ends.",
            advice="Remove both: Outrider sets the right one.",
            header="Transfer-Encoding",
        )
    for name, value in users:
        lowered = name.lower()
        if lowered == b"transfer-encoding" and value.lower() != b"chunked":
            raise refuse_request(
                'Header "Transfer-Encoding" is not "chunked".',
                advice="Remove the header: Outrider sets Content-Length.",
                header="Transfer-Encoding",
            )
        if lowered == b"content-length":
            _check_length(value, length or 0)


def _check_length(value: bytes, length: int) -> None:
    if not value.isdigit() or len(value) > 18:
        raise refuse_request(
            'Header "Content-Length" is not a number.',
            advice="Remove the header: Outrider sets it.",
            header="Content-Length",
        )
    if int(value) != length:
        raise refuse_request(
            f'Header "Content-Length" is {int(value)}, but the body has {length} bytes.',
            advice="Remove the header: Outrider sets it.",
            header="Content-Length",
        )


def preflight_failure(prepared: PreparedRequest) -> Failure | None:
    """Why the request would be refused before a socket is opened; ``None`` where it would not.

    Looks at the files of the body, and reads none of them.
    """
    message, connection = prepared.message, prepared.connection
    try:
        check_method(message.method)
        wire = wire_url.parse_url(message.url)
        body = request_body.open_body(message.content)
        wire_fields(message, wire, None if body is None else body.length)
        if connection is not None:
            connection = spoken_http(connection, message.headers)
            if wire.scheme == "http":
                without_tls(connection, _proxy(connection, wire))
    except ExchangeStopped as stopped:
        # What is wrong with the environment's proxy is told where a connection is opened.
        of_proxy = stopped.failure.kind is FailureKind.PROXY_CONFIGURATION
        return None if of_proxy else stopped.failure
    return None


def settings_failures(connection: ConnectionSettings, *, opens_key: bool) -> Iterator[Failure]:
    """Why connections with these settings would fail before a socket is opened.

    Reads the CA bundle and the client certificate, whose key is not opened with a password that
    something stands in for (without ``opens_key``).
    """
    from outrider.transport.tls_contexts import TlsContextKey, check_files

    try:
        _proxy(connection, wire_url.parse_url("https://localhost"))
    except ExchangeStopped as stopped:
        yield stopped.failure
    bare = replace(connection, client_certificate="", client_key="", client_key_password=None)
    for settings in (bare, replace(connection, ca_bundle="")):
        if (opens_key or settings.client_key_password is None) and any(_tls_files(settings)):
            try:
                check_files(TlsContextKey.of(settings, {}))
            except ExchangeStopped as stopped:
                yield stopped.failure


def process_proxy_failure(url: str, process: Mapping[str, str]) -> Failure | None:
    """What is wrong with the variable that names the proxy for a URL; ``None`` for nothing."""
    try:
        proxies.choose_proxy("", process, wire_url.parse_url(url))
    except ExchangeStopped as stopped:
        of_proxy = stopped.failure.kind is FailureKind.PROXY_CONFIGURATION
        return stopped.failure if of_proxy else None
    return None


def _proxy(connection: ConnectionSettings, wire: WireUrl) -> Proxy | None:
    return proxies.choose_proxy(connection.proxy, {}, wire, file=connection.file)


def _tls_files(connection: ConnectionSettings) -> tuple[str, str]:
    return connection.ca_bundle, connection.client_certificate

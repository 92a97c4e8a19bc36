"""From what was raised to the sentence that says what happened.

httpx says little: DNS, refusal and TLS are all ``ConnectError``, often without a word. The cause
is further down the chain, and httpx's own words are never repeated: they may hold header values.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from outrider.model.exchange import Failure, FailureKind
from outrider.transport.exchange_progress import ExchangePhase, SentExtent
from outrider.transport.failure_context import FailureContext, after_bytes
from outrider.transport.httpx_import import httpcore, httpx
from outrider.transport.peer_failures import other_protocol, peer_fault
from outrider.transport.tls_failures import about_client_certificate, tls_failure

_UNREACHABLE = frozenset(
    {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
)


# Raised on the way to an end that has another cause: the connection closed, or was reset.
_NO_TLS_FAULT = (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError)

Rule = Callable[[list[BaseException], FailureContext], Failure | None]


def explain_failure(error: BaseException, seen: FailureContext) -> Failure:
    """The failure for an exception; never blank, never with a secret."""
    chain = list(causes(error))
    for rule in _RULES:
        failure = rule(chain, seen)
        if failure is not None:
            return failure
    what = f"The exchange failed while {seen.phase.value}."
    return seen.failure(FailureKind.PROTOCOL, what, why=type(error).__name__)


def deadline_passed(seen: FailureContext) -> Failure:
    """The failure for an exchange that took too long as a whole."""
    so_far = f", after {seen.received} bytes of it" if seen.phase is ExchangePhase.BODY else ""
    return seen.failure(
        FailureKind.DEADLINE,
        f"The exchange did not end within {seen.limits.total_timeout:g} s; "
        f"it was {seen.phase.value}{so_far}.",
        advice="Raise the request's timeout if the server needs longer.",
    )


def proxy_wants_credentials(seen: FailureContext) -> Failure:
    """The failure for a 407 to a request that went through a proxy."""
    return seen.failure(
        FailureKind.PROXY,
        f"The proxy {seen.proxy} asks for credentials (407).",
        advice="Put user and password in the proxy's URL, or correct them.",
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything underneath it, groups included."""
    waiting, known = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in known:
            continue
        known.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(e for e in (current.__cause__, current.__context__) if e is not None)


def _says(chain: list[BaseException]) -> str:
    """The words of httpx's and httpcore's protocol errors, to be matched, never to be shown."""
    kinds = (httpx.TransportError, httpcore.ProtocolError, httpcore.ProxyError)
    return " ".join(str(error) for error in chain if isinstance(error, kinds))


def _timeouts(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    who = f"The proxy {seen.proxy}" if seen.at_proxy else seen.host or "The server"
    in_time = f"within {seen.limits.connect_timeout:g} s"
    silent = f"for {seen.limits.read_timeout:g} s"
    for error in chain:
        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            in_tls = seen.phase is ExchangePhase.TLS
            missed = "finish the TLS handshake" if in_tls else "accept a connection"
            what = f"{who} did not {missed} {in_time}."
            kind = seen.kind(FailureKind.CONNECT_TIMEOUT)
            plain = "If the port speaks plain http, write http://." if in_tls else ""
            advice = f"Check host, port and firewall. {plain}".strip()
            return seen.failure(kind, what, advice=advice)
        if isinstance(error, httpx.WriteTimeout):
            what = f"{who} took no more of the request {silent}."
            return seen.failure(FailureKind.WRITE_TIMEOUT, what)
        if isinstance(error, httpx.TimeoutException):
            what = f"{who} sent nothing {silent} while {seen.phase.value}."
            return seen.failure(seen.kind(FailureKind.READ_TIMEOUT), what)
    return None


def _tls(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    for error in chain:
        if isinstance(error, ssl.SSLError) and not isinstance(error, _NO_TLS_FAULT):
            found = tls_failure(
                error,
                seen.host,
                client_certificate=seen.client_certificate,
                trust_fault=seen.trust_fault,
            )
            if seen.at_proxy:
                what = f"No TLS connection to the proxy {seen.proxy}."
                return seen.failure(FailureKind.PROXY, what, why=found.what)
            if seen.phase is ExchangePhase.BODY:
                return None
            if about_client_certificate(error):
                # In TLS 1.3 the server says so only after the request went out.
                seen = replace(seen, extent=SentExtent.NOTHING)
            return seen.failure(found.kind, found.what, why=found.why, advice=found.advice)
    return None


def _network(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if seen.phase not in (ExchangePhase.CONNECTING, ExchangePhase.PROXY):
        return None
    for error in chain:
        if isinstance(error, socket.gaierror):
            name = f"of the proxy {seen.proxy}" if seen.at_proxy else seen.host
            return seen.failure(
                seen.kind(FailureKind.DNS),
                f"Cannot resolve the host name {name}.",
                why=f"{error.strerror}." if error.strerror else "",
                advice="Check the spelling, and whether this network or VPN knows the name.",
            )
    numbers = [error.errno for error in chain if isinstance(error, OSError) and error.errno]
    if errno.ECONNREFUSED in numbers:
        who = f"The proxy {seen.proxy}" if seen.at_proxy else seen.where
        what = f"{who} refused the connection."
        advice = "Check the port, and whether the server is running."
        return seen.failure(seen.kind(FailureKind.REFUSED), what, advice=advice)
    if _UNREACHABLE.intersection(numbers):
        there = f"the proxy {seen.proxy}" if seen.at_proxy else seen.where
        what = f"There is no route to {there}."
        kind = seen.kind(FailureKind.UNREACHABLE)
        return seen.failure(kind, what, advice="Check the network and the VPN.")
    return None


def _proxy(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if not seen.at_proxy:
        return None
    says = _says(chain)
    status = re.search(r"\b([1-5]\d\d) ", says) if "Proxy Server" not in says else None
    if status is not None and status[1] == "407":
        return proxy_wants_credentials(seen)
    if "NO ACCEPTABLE METHODS" in says or "Invalid username/password" in says:
        return seen.failure(
            FailureKind.PROXY,
            f"The proxy {seen.proxy} did not accept the credentials, or wants some.",
            advice="Put user and password in the proxy's URL, or correct them.",
        )
    if status is not None:
        return seen.failure(
            FailureKind.PROXY,
            f"The proxy {seen.proxy} did not connect to {seen.host}: it answered {status[1]}.",
            advice="The proxy's log says more; it may not know or not allow the host.",
        )
    reason = re.search(r"could not connect: ([A-Za-z ]+)", says)
    return seen.failure(
        FailureKind.PROXY,
        f"The proxy {seen.proxy} did not connect to {seen.host}.",
        why=reason[1] if reason else "It broke off, or does not speak its protocol.",
        advice="Check that the URL has the proxy's own scheme: http, https or socks5.",
    )


def _body(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if seen.phase is not ExchangePhase.BODY:
        return None
    of = f" of {seen.announced}" if seen.announced is not None else ""
    how = "was reset" if _is_reset(chain) else "closed"
    what = f"Connection {how} after {seen.received}{of} bytes of the body."
    says = _says(chain)
    if "chunk" in says and "peer closed" not in says:
        what = f"The body's chunked framing broke after {seen.received} bytes."
    return seen.failure(FailureKind.BROKEN_BODY, what, advice="What came is kept.")


def _is_reset(chain: list[BaseException]) -> bool:
    return any(isinstance(e, OSError) and e.errno in (errno.ECONNRESET, errno.EPIPE) for e in chain)


def _lost_connection(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    says = _says(chain)
    closed = "disconnected" in says or "peer closed" in says
    broken = any(isinstance(error, httpx.NetworkError | ConnectionError) for error in chain)
    if not (closed or broken):
        return None
    if seen.phase is ExchangePhase.CONNECTING:
        return seen.failure(FailureKind.CONNECT, f"Cannot connect to {seen.where}.")
    if seen.phase is ExchangePhase.TLS:
        return seen.failure(
            FailureKind.TLS_PROTOCOL,
            f"{seen.host} closed the connection during the TLS handshake.",
            advice="Check that the port speaks https.",
        )
    how = "reset" if _is_reset(chain) else "closed"
    # TLS 1.3 checks the client's certificate after the handshake, and the alert may get lost.
    advice = ""
    if seen.secure and not seen.client_certificate:
        advice = "A server that wants a client certificate may do so."
    elif not seen.secure and not seen.first_bytes:
        # OpenSSL ends a connection without an alert where it reads a method of HTTP.
        advice = "A port that speaks TLS does so: then write https:// in the URL."
    return seen.failure(
        FailureKind.PROTOCOL,
        f"The connection was {how} before a response came.",
        advice=advice,
    )


_PROTOCOL_SENTENCES = (
    # h11's words for a first byte that no text has.
    (r"illegal request line", "What came is not HTTP."),
    (r"illegal status line", "What came is not HTTP: there is no valid status line."),
    (r"illegal header line|bad header|header (name|value)", "The response has a malformed header."),
    (r"Receive buffer too long", "The response's header is larger than 100 kB."),
    (r"[Cc]onflicting Content-Length|bad Content-Length", "The response's Content-Length is bad."),
    (r"Transfer-Encoding", "The response has a Transfer-Encoding that nobody knows."),
    (r"SWITCH", "The server switched to another protocol that nobody asked for."),
    (r"status.code", "The response's status code is none."),
    (r"[Cc]hunk", "The response's chunked framing is broken."),
)


_BY_TYPE: tuple[tuple[tuple[type[BaseException], ...], FailureKind, str], ...] = (
    (
        (httpx.LocalProtocolError, httpcore.LocalProtocolError),
        FailureKind.INVALID_REQUEST,
        "The request cannot be written as HTTP: its method, its URL or a field is malformed.",
    ),
    (
        (httpx.UnsupportedProtocol, httpx.InvalidURL),
        FailureKind.INVALID_REQUEST,
        "The URL is not one that can be sent to.",
    ),
    ((httpx.DecodingError,), FailureKind.DECODING, "The body's content coding is corrupt."),
    ((httpx.ProxyError,), FailureKind.PROXY, "The proxy did not make the connection."),
    ((httpx.TooManyRedirects,), FailureKind.PROTOCOL, "There were too many redirects."),
)


_UNSENT = FailureKind.INVALID_REQUEST


def _protocol(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    for types, kind, sentence in _BY_TYPE:
        if any(isinstance(error, types) for error in chain):
            found = seen.failure(kind, sentence)
            return after_bytes(found, seen) if seen.sent and kind is _UNSENT else found
    says = _says(chain)
    if not says and not any(isinstance(error, httpx.HTTPError) for error in chain):
        return None
    for pattern, sentence in _PROTOCOL_SENTENCES:
        if re.search(pattern, says):
            return seen.failure(FailureKind.PROTOCOL, sentence)
    return seen.failure(FailureKind.PROTOCOL, "What the server sent breaks the rules of HTTP.")


_RULES: tuple[Rule, ...] = (
    _timeouts,
    _tls,
    _network,
    _proxy,
    other_protocol,
    peer_fault,
    _body,
    _lost_connection,
    _protocol,
)

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
from outrider.next_steps import RaiseTimeout, SetUrl
from outrider.transport.exchange_progress import ExchangePhase, SentExtent
from outrider.transport.failure_context import FailureContext, after_bytes, seconds_text
from outrider.transport.httpx_import import httpcore, httpx
from outrider.transport.peer_failures import other_protocol, peer_fault
from outrider.transport.tls_failures import (
    about_client_certificate,
    lost_with_certificate,
    no_handshake,
    tls_failure,
)

_UNREACHABLE = frozenset(
    {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
)
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EHOSTUNREACH})


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
    what = f"The connection failed while {seen.phase.value}."
    return seen.failure(FailureKind.PROTOCOL, what, why=type(error).__name__)


def deadline_passed(seen: FailureContext) -> Failure:
    """The failure for an exchange that took too long as a whole."""
    limit = seconds_text(seen.limits.total_timeout)
    if seen.phase is ExchangePhase.BODY:
        what = f"{seen.peer} did not send the whole response within {limit}."
        why = f"It sent {seen.so_far} of the body."
    else:
        what = f"{seen.peer} did not respond within {limit}."
        why = f"Last step: {seen.phase.value}."
    return seen.failure(FailureKind.DEADLINE, what, why=why, step=RaiseTimeout())


def stopped(seen: FailureContext) -> Failure:
    """The failure for a response that was ended on our own side while it arrived."""
    return seen.failure(FailureKind.CANCELLED, f"Stopped after {seen.so_far} of the body.")


def proxy_wants_credentials(seen: FailureContext) -> Failure:
    """The failure for a 407 to a request that went through a proxy."""
    return _about_proxy_credentials(seen, " (407)")


def _about_proxy_credentials(seen: FailureContext, status: str = "") -> Failure:
    verb, action = "requires", "Set"
    if seen.proxy_credentials:
        verb, action = "rejected the", "Check"
    what = f"Proxy {seen.proxy} {verb} credentials{status}."
    advice = f"{action} user name and password in the proxy URL: {seen.proxy_source}."
    return seen.failure(FailureKind.PROXY, what, advice=advice)


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
    silent = seconds_text(seen.limits.read_timeout)
    for error in chain:
        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            in_tls = seen.phase is ExchangePhase.TLS
            missed = "finish the TLS handshake" if in_tls else "accept the connection"
            limit = seconds_text(seen.limits.connect_timeout)
            advice = "Check the host and port, then the VPN or firewall."
            if in_tls:
                advice = "Check the port: it may not use TLS."
            elif seen.at_proxy:
                advice = f"Check {seen.proxy_source}."
            kind = seen.kind(FailureKind.CONNECT_TIMEOUT)
            return seen.failure(
                kind, f"{seen.peer} did not {missed} within {limit}.", advice=advice
            )
        if isinstance(error, httpx.WriteTimeout):
            what = f"{seen.peer} stopped reading the request for {silent}."
            return seen.failure(FailureKind.WRITE_TIMEOUT, what, step=RaiseTimeout())
        if isinstance(error, httpx.TimeoutException):
            what = f"{seen.peer} sent no data for {silent} (while {seen.phase.value})."
            return seen.failure(seen.kind(FailureKind.READ_TIMEOUT), what, step=RaiseTimeout())
    return None


def _tls(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    for error in chain:
        if isinstance(error, ssl.SSLError) and not isinstance(error, _NO_TLS_FAULT):
            if seen.at_proxy:
                return _tls_of_proxy(error, seen)
            found = tls_failure(error, seen)
            if seen.phase is ExchangePhase.BODY:
                return None
            if about_client_certificate(error):
                # In TLS 1.3 the server says so only after the request went out.
                seen = replace(seen, extent=SentExtent.NOTHING)
            return seen.failure(
                found.kind, found.what, why=found.why, advice=found.advice, step=found.step
            )
    return None


def _tls_of_proxy(error: ssl.SSLError, seen: FailureContext) -> Failure:
    """The failure for a proxy's own TLS: its certificate is meant, not the server's."""
    address = seen.proxy.partition("://")[2]
    host = address.rpartition(":")[0]
    found = tls_failure(error, replace(seen, host=host, address=address, proxy=""))
    advice = found.advice
    if found.kind in (FailureKind.TLS_NOT_TLS, FailureKind.TLS_WRONG_HOST):
        advice = f"Check {seen.proxy_source}."
    why = f"{found.what} {found.why}".strip()
    what = f"TLS handshake with proxy {seen.proxy} failed."
    return seen.failure(FailureKind.PROXY, what, why=why, advice=advice)


def _network(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if seen.phase not in (ExchangePhase.CONNECTING, ExchangePhase.PROXY):
        return None
    for error in chain:
        if isinstance(error, socket.gaierror):
            what = f'Host "{seen.host}" not found (DNS).'
            advice = "Check the spelling of the host, then the VPN."
            if error.errno == socket.EAI_AGAIN:
                return _no_name_server(seen)
            if seen.at_proxy:
                what = f"The host of proxy {seen.proxy} was not found (DNS)."
                advice = f"Check {seen.proxy_source}, then the VPN."
            why = f"{error.strerror}." if error.strerror else ""
            return seen.failure(seen.kind(FailureKind.DNS), what, why=why, advice=advice)
    numbers = [error.errno for error in chain if isinstance(error, OSError) and error.errno]
    if errno.ECONNREFUSED in numbers:
        advice = "Check the port, and that the server is running."
        if seen.at_proxy:
            advice = f"Check {seen.proxy_source}, and that the proxy is running."
        what = f"{seen.endpoint} refused the connection."
        return seen.failure(seen.kind(FailureKind.REFUSED), what, advice=advice)
    if _UNREACHABLE.intersection(numbers):
        what = f"{seen.peer} is unreachable."
        kind = seen.kind(FailureKind.UNREACHABLE)
        if ":" in seen.host.strip("[]") and not seen.at_proxy and _NO_ROUTE.intersection(numbers):
            why = (
                "This machine has no route to IPv6 addresses, or its network has none to this one."
            )
            advice = "Check the network and the VPN; without IPv6, use another address in the URL."
            return seen.failure(kind, what, why=why, advice=advice)
        return seen.failure(kind, what, advice="Check the network and the VPN.")
    return None


def _no_name_server(seen: FailureContext) -> Failure:
    """The failure where no name server has responded, so that nothing is known of the name."""
    what = f'Host "{seen.host}" could not be looked up: no DNS server responded.'
    if seen.at_proxy:
        what = f"The host of proxy {seen.proxy} could not be looked up: no DNS server responded."
    return seen.failure(
        seen.kind(FailureKind.DNS),
        what,
        why="It is not known whether the name exists.",
        advice="Check the network and the VPN, then try again.",
    )


def _proxy(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if not seen.at_proxy:
        return None
    says = _says(chain)
    status = re.search(r"\b([1-5]\d\d) ", says) if "Proxy Server" not in says else None
    if status is not None and status[1] == "407":
        return proxy_wants_credentials(seen)
    if "NO ACCEPTABLE METHODS" in says or "Invalid username/password" in says:
        return _about_proxy_credentials(seen)
    what = f"Proxy {seen.proxy} could not connect to {seen.host}"
    if status is not None:
        advice = f"Check that the proxy allows {seen.host}."
        if "[proxy]" not in seen.proxy_source:
            advice = "Check that the proxy allows this host, or add it to no_proxy."
        return seen.failure(FailureKind.PROXY, f"{what}: {status[1]}.", advice=advice)
    reason = re.search(r"could not connect: ([A-Za-z ]+)", says)
    return seen.failure(
        FailureKind.PROXY,
        f"{what}.",
        why=f"{reason[1]}." if reason else "The proxy closed the connection.",
        advice=f"Check the scheme of {seen.proxy_source}: http, https or socks5.",
    )


def _body(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    if seen.phase is not ExchangePhase.BODY:
        return None
    how = "reset" if _is_reset(chain) else "closed"
    what = f"Connection {how} after {seen.so_far} of the body."
    says = _says(chain)
    if "chunk" in says and "peer closed" not in says:
        what = f"The chunked encoding is not valid after {seen.received} bytes of the body."
    return seen.failure(FailureKind.BROKEN_BODY, what)


def _is_reset(chain: list[BaseException]) -> bool:
    return any(isinstance(e, OSError) and e.errno in (errno.ECONNRESET, errno.EPIPE) for e in chain)


def _lost_connection(chain: list[BaseException], seen: FailureContext) -> Failure | None:
    says = _says(chain)
    closed = "disconnected" in says or "peer closed" in says
    broken = any(isinstance(error, httpx.NetworkError | ConnectionError) for error in chain)
    if not (closed or broken):
        return None
    if seen.phase is ExchangePhase.CONNECTING:
        return seen.failure(FailureKind.CONNECT, f"Cannot connect to {seen.endpoint}.")
    if seen.phase is ExchangePhase.TLS:
        found = no_handshake(seen, is_reset=_is_reset(chain))
        return seen.failure(found.kind, found.what, why=found.why, advice=found.advice)
    how = "reset" if _is_reset(chain) else "closed"
    what = f"{seen.endpoint} {how} the connection without a response."
    if seen.secure and not seen.client_certificate:
        # TLS 1.3 checks the client's certificate after the handshake, and the alert may get lost.
        keys = f"client_certificate and client_key in {seen.tls_settings}"
        why = "A server that requires a client certificate (mTLS) may do so where none is sent."
        advice = f"If it does, set {keys}; if not, check the VPN and the firewall."
        if seen.extent is SentExtent.PART and not seen.reused:
            # Whoever has read a whole request may have failed at it; this one read none.
            why = "It probably requires a client certificate (mTLS), and none was sent."
            advice = f"Set {keys}; if it requires none, check the VPN and the firewall."
        made = seen.failure(FailureKind.PROTOCOL, what, advice=advice)
        return replace(made, why=why)
    if seen.secure and not seen.reused:
        # As above, of a certificate that was sent.
        why, advice = lost_with_certificate(seen)
        return replace(seen.failure(FailureKind.PROTOCOL, what, advice=advice), why=why)
    if not (seen.secure or seen.first_bytes or seen.reused or seen.port == 80):
        # OpenSSL ends a connection without an alert where it reads a method of HTTP.
        why = f"The URL uses http://, but port {seen.port} probably expects TLS."
        return seen.failure(FailureKind.PROTOCOL, what, why=why, step=SetUrl(seen.https_url))
    return seen.failure(FailureKind.PROTOCOL, what)


_PROTOCOL_SENTENCES = (
    # h11's words for a first byte that no text has.
    (r"illegal request line|illegal status line", "{} did not respond with HTTP."),
    (r"illegal header line|bad header|header (name|value)", "A response header is malformed."),
    (r"Receive buffer too long", "The response headers are larger than 100 kB."),
    (r"[Cc]onflicting Content-Length|bad Content-Length", "The Content-Length is not valid."),
    (r"Transfer-Encoding", "The response has an unknown Transfer-Encoding."),
    (r"SWITCH", "The server switched protocols without being asked (101)."),
    (r"status.code", "The response has no valid status code."),
    (r"[Cc]hunk", "The chunked encoding of the response is not valid."),
)


_BY_TYPE: tuple[tuple[tuple[type[BaseException], ...], FailureKind, str], ...] = (
    (
        (httpx.LocalProtocolError, httpcore.LocalProtocolError),
        FailureKind.INVALID_REQUEST,
        "The request is not valid HTTP: its method, URL or a header is malformed.",
    ),
    (
        (httpx.UnsupportedProtocol, httpx.InvalidURL),
        FailureKind.INVALID_REQUEST,
        "The URL is not valid.",
    ),
    ((httpx.DecodingError,), FailureKind.DECODING, "The content encoding is corrupt."),
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
            return seen.failure(FailureKind.PROTOCOL, sentence.format(seen.endpoint))
    return seen.failure(FailureKind.PROTOCOL, "The response is not valid HTTP.")


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

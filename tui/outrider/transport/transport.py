"""Sends one request message and reports what became of it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ConnectionSettings, ExchangeLimits, HttpVersion
from outrider.model.exchange import REQUEST_SENT, BodySink, ConnectionInfo, Failure, TransportResult
from outrider.model.message import RequestMessage
from outrider.transport import preflight, proxies, request_body, wire_url
from outrider.transport.connection_pool import ConnectionKey, ConnectionPool
from outrider.transport.exchange_progress import ExchangeProgress
from outrider.transport.exchange_stopped import ExchangeStopped, PeerFault
from outrider.transport.httpx_import import httpcore, httpx
from outrider.transport.request_body import RequestBodyStream
from outrider.transport.response_reader import ResponseReader
from outrider.transport.wire_url import WireTarget, WireUrl

if TYPE_CHECKING:
    from outrider.transport.failure_context import FailureContext
    from outrider.transport.tls_contexts import TlsContextKey


class _Attempt(Struct):
    """One call of :meth:`Transport.send`: what it was given, and how far it has come."""

    message: RequestMessage
    connection: ConnectionSettings
    limits: ExchangeLimits
    sink: BodySink | None
    follower: BodyFollower | None
    progress: ExchangeProgress
    deadline: asyncio.Timeout
    proxy: proxies.Proxy | None = None
    trust_fault: str = ""
    trust_variable: str = ""
    added: tuple[tuple[str, str], ...] = ()
    tried: bool = False
    reception: ResponseReader | None = None
    stopped: bool = False
    ended: bool = False

    def stop(self) -> bool:
        """Ends the exchange with what was received; whether it was under way."""
        if self.ended or self.stopped:
            return False
        self.stopped = True
        self.deadline.reschedule(asyncio.get_running_loop().time())
        return True

    def circumstances(self) -> FailureContext:
        from outrider.transport.failure_context import FailureContext

        reception = self.reception
        return FailureContext(
            where=wire_url.shown_origin(self.message.url),
            host=wire_url.shown_host(self.message.url),
            address=wire_url.shown_address(self.message.url),
            limits=self.limits,
            phase=self.progress.phase,
            proxy=self.proxy.shown if self.proxy else "",
            proxy_source=self.proxy.source if self.proxy else "",
            proxy_credentials=self.proxy is not None and self.proxy.username is not None,
            extent=self.progress.extent,
            first_bytes=self.progress.first_bytes,
            reused=self.progress.reused,
            http=self.connection.http or HttpVersion.HTTP1,
            received=reception.wire_size if reception else 0,
            announced=reception.announced if reception else None,
            ca_bundle=self.connection.ca_bundle,
            client_certificate=self.connection.client_certificate,
            trust_fault=self.trust_fault,
            trust_variable=self.trust_variable,
            settings_file=self.connection.file,
            peer_address=self.progress.network.peer,
            now=time.time(),
        )

    def outcome(self, failure: Failure | None) -> TransportResult:
        self.progress.body_received()
        response = self.reception.message() if self.reception is not None else None
        return TransportResult(response, failure, self.progress.timing(), self._network())

    def _network(self) -> ConnectionInfo | None:
        if not self.tried:
            return None
        proxy = self.proxy.shown if self.proxy else ""
        return replace(self.progress.network, proxy=proxy, added_headers=self.added)


class Transport:
    """Turns request messages into outcomes; keeps connections alive for the next ones.

    Args:
        process_environment: for the proxy variables, SSL_CERT_FILE and SSL_CERT_DIR; read at
            each send.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        *,
        process_environment: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._process = process_environment
        self._clock = clock
        self._connections = ConnectionPool()

    async def send(
        self,
        message: RequestMessage,
        connection: ConnectionSettings,
        limits: ExchangeLimits,
        *,
        sink: BodySink | None = None,
        follower: BodyFollower | None = None,
    ) -> TransportResult:
        """Makes exactly one HTTP exchange: no redirect, no retry.

        A stream that a ``follower`` is given ends by its server, by a silence of
        ``limits.read_timeout``, or by being stopped.

        Cancelling closes the connection; the CancelledError has a note, :data:`REQUEST_SENT`, where
        bytes of the request went out. Whatever goes wrong on the network is in the outcome, and
        the response's body as well, unless it goes into the ``sink``.
        """
        scope = asyncio.timeout(limits.total_timeout)
        progress = ExchangeProgress(self._clock)
        attempt = _Attempt(message, connection, limits, sink, follower, progress, scope)
        try:
            async with scope:
                try:
                    await self._perform(attempt)
                finally:
                    attempt.ended = True
        except asyncio.CancelledError as cancelled:
            if attempt.progress.extent:
                cancelled.add_note(REQUEST_SENT)
            raise
        except ExchangeStopped as stopped:
            return attempt.outcome(_stopped(stopped.failure, attempt))
        except Exception as error:  # the border: httpx, httpcore, h11, h2 and ssl below it
            if _is_our_fault(error):
                raise
            return attempt.outcome(_explained(error, attempt, late=scope.expired()))
        return attempt.outcome(_after(attempt))

    async def close(self, environment: str | None = None) -> None:
        """Closes the connections of an environment, or of all of them.

        An exchange under way is not disturbed; its connection is closed after it.
        """
        await self._connections.close(environment)

    async def _perform(self, attempt: _Attempt) -> None:
        message = attempt.message
        preflight.check_method(message.method)
        wire = wire_url.parse_url(message.url)
        body = request_body.open_body(message.content)
        key = self._key(attempt, wire)
        request = _httpx_request(attempt, wire, body)
        attempt.added = _added(request, message)
        pooled = await self._connections.acquire(key)
        attempt.tried = True
        try:
            response = await pooled.send(request, attempt.progress)
            attempt.reception = ResponseReader(
                response, message.method, attempt.limits, attempt.sink, attempt.follower
            )
            if wire.scheme == "http":
                attempt.reception.plain_port = wire.port or 80
            if attempt.reception.is_stream:
                # Its silence is limited, as that of every body: by the time between two reads.
                attempt.deadline.reschedule(None)
            attempt.reception.begin(attempt.stop)
            await attempt.reception.read()
        finally:
            reusable = attempt.reception is not None and attempt.reception.reusable
            await self._connections.release(pooled, reusable=reusable)

    def _key(self, attempt: _Attempt, wire: WireUrl) -> ConnectionKey:
        attempt.connection = connection = preflight.spoken_http(
            attempt.connection, attempt.message.headers
        )
        attempt.proxy = proxy = proxies.choose_proxy(
            connection.proxy, self._process, wire, file=connection.file
        )
        secure = wire.scheme == "https"
        tls = self._tls(attempt) if secure else None
        proxy_tls = None
        if proxy is not None and proxy.scheme == "https":
            proxy_tls = self._tls(attempt).without_client_certificate()
            attempt.progress.tls_to_proxy = True
        if not secure:
            attempt.connection = connection = preflight.without_tls(connection, proxy)
        http = connection.http or HttpVersion.HTTP1
        return ConnectionKey(connection, proxy, tls, proxy_tls, http)

    def _tls(self, attempt: _Attempt) -> TlsContextKey:
        from outrider.transport.tls_contexts import TlsContextKey

        settings = TlsContextKey.of(attempt.connection, self._process)
        attempt.trust_variable, attempt.trust_fault = settings.trust_fault
        return settings


def _stopped(failure: Failure, attempt: _Attempt) -> Failure:
    """A failure whose sentence was known, with where, and with what had gone out by then."""
    failure = replace(failure, where=failure.where or wire_url.shown_origin(attempt.message.url))
    if failure.sent or not attempt.progress.extent:
        return failure
    from outrider.transport.failure_context import after_bytes

    return after_bytes(failure, attempt.circumstances())


def _explained(error: Exception, attempt: _Attempt, *, late: bool) -> Failure:
    from outrider.transport import failures

    if attempt.reception is not None:
        attempt.reception.truncated = True
    if late and attempt.stopped:
        return failures.stopped(attempt.circumstances())
    if late and isinstance(error, TimeoutError):
        return failures.deadline_passed(attempt.circumstances())
    return failures.explain_failure(error, attempt.circumstances())


def _after(attempt: _Attempt) -> Failure | None:
    """What a whole response may still be a failure for."""
    reception = attempt.reception
    if reception is None or reception.status != 407 or attempt.proxy is None:
        return None
    from outrider.transport import failures

    return failures.proxy_wants_credentials(attempt.circumstances())


_NO_URL = httpx.URL("")
"""Parsed once: what is requested is set when a request has been made."""


def _httpx_request(
    attempt: _Attempt, wire: WireUrl, body: RequestBodyStream | None
) -> httpx.Request:
    message, limits = attempt.message, attempt.limits
    fields = preflight.wire_fields(message, wire, None if body is None else body.length)
    timeout = {
        "connect": limits.connect_timeout,
        "read": limits.read_timeout,
        "write": limits.read_timeout,
        "pool": limits.total_timeout,
    }
    request = httpx.Request(
        "GET",
        _NO_URL,
        headers=fields,
        stream=body or RequestBodyStream(()),
        extensions={"timeout": timeout},
    )
    # Set afterwards: the constructor would change the method's case and re-encode the URL.
    request.method = message.method
    request.url = WireTarget(wire, through=attempt.proxy.scheme if attempt.proxy else "")
    return request


def _added(request: httpx.Request, message: RequestMessage) -> tuple[tuple[str, str], ...]:
    """The fields that the message does not have itself."""
    own = {line.name.lower() for line in message.headers}
    found = ((name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw)
    return tuple((name, value) for name, value in found if name.lower() not in own)


def _is_our_fault(error: BaseException) -> bool:
    """Whether the exception was raised by Outrider's own code, not by a library beneath it.

    What the standard library raises counts for whoever called it, but for the network's own errors.
    """
    if isinstance(error, PeerFault | OSError | httpx.HTTPError | httpcore.TimeoutException):
        return False
    modules, trace = [], error.__traceback__
    while trace is not None:
        modules.append(str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0])
        trace = trace.tb_next
    raised_by = [name for name in modules if name not in sys.stdlib_module_names]
    return bool(raised_by) and raised_by[-1] == "outrider"

"""Performs one HTTP exchange through the transport and puts it on record."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.event_bus import EventBus
from outrider.engine.events import EntryLogged
from outrider.engine.exchanges.failure_wording import worded_failure
from outrider.engine.exchanges.literals_sent import SentLiterals, literals_sent, size_of
from outrider.engine.exchanges.secret_bounds import SecretBounds
from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ConnectionSettings, ExchangeLimits, HttpVersion
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import (
    REQUEST_SENT,
    BodySink,
    Exchange,
    Failure,
    FailureKind,
    Purpose,
    Resend,
    Timing,
    TransportResult,
)
from outrider.model.message import RequestMessage
from outrider.model.reason import PLAIN, Reason, not_processed
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.redaction import Redactor

KEPT_BODY = 64 * 1024
"""Bytes of a body that the console gets."""

_AT_ONCE = 4096
"""Characters of a message in which credentials are found in a moment; longer ones take a thread."""


def _fields_sent(message: RequestMessage) -> Iterator[MaybeSecret]:
    """Secret field values, which a server may say back."""
    for line in message.headers:
        if isinstance(line.value, Secret):
            yield line.value
            # Without its scheme: ``Basic`` stands in many sentences.
            text = line.value.reveal()
            yield Secret(text.partition(" ")[2])
            yield Secret(text.rpartition(" ")[2])


def _passwords_sent(
    message: RequestMessage, connection: ConnectionSettings
) -> Iterator[MaybeSecret]:
    """Passwords within the Basic scheme (RFC 7617 §2), and what a proxy is sent."""
    for line in message.headers:
        scheme, _, coded = reveal(line.value).partition(" ")
        if isinstance(line.value, Secret) and scheme.lower() == "basic":
            try:
                pair = b64decode(coded).decode()
            except ValueError:
                continue
            yield Secret(pair.partition(":")[2])
    if connection.proxy:
        yield from _of_proxy(reveal(connection.proxy))


def _of_proxy(url: str) -> Iterator[MaybeSecret]:
    try:
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        return  # the transport says what is wrong with it
    if password:
        yield Secret(password)
        yield Secret(b64encode(f"{user}:{password}".encode()).decode("ascii"))


class HttpTransport(Protocol):
    """What the engine needs of a transport."""

    async def send(
        self,
        message: RequestMessage,
        connection: ConnectionSettings,
        limits: ExchangeLimits,
        *,
        sink: BodySink | None = None,
        follower: BodyFollower | None = None,
    ) -> TransportResult:
        """Performs one exchange; network trouble is part of the outcome."""

    async def close(self, environment: str | None = None) -> None:
        """Closes connections."""


class SendRecord(Struct):
    """One send under way: its id, its environment, and every exchange that it made.

    Attributes:
        held: what the console gets once secrets of a response are known; ``None`` while it gets
            all at once.
    """

    send_id: int
    environment: str
    exchanges: list[Exchange] = []
    held: list[ConsoleEntry] | None = None


class PlannedExchange(Struct, frozen=True):
    """What is to be sent, for whom and why.

    Attributes:
        record: of the send that it belongs to.
        learn: finds secrets in the outcome, which are masked from then on.
        holds: the console gets it, and what follows in its send, by
            :meth:`ExchangeRecorder.release`, when what is captured from the last response has been
            registered as secret: an earlier one may have the same in it.
    """

    record: SendRecord
    purpose: Purpose
    message: RequestMessage
    connection: ConnectionSettings
    limits: ExchangeLimits
    reason: Reason = PLAIN
    sink: BodySink | None = None
    follower: BodyFollower | None = None
    learn: Callable[[TransportResult], tuple[MaybeSecret, ...]] | None = None
    holds: bool = False


class ExchangeRecorder(Struct):
    """Sends messages and publishes what became of them."""

    transport: Callable[[], HttpTransport]
    bus: EventBus
    redactor: Redactor
    clock: Callable[[], float]
    bounds: SecretBounds
    last_id: int = 0
    last_send_id: int = 0
    literals: SentLiterals = field(default_factory=SentLiterals)

    def begin(self, environment: str) -> SendRecord:
        """The record of a new send in an environment, with a number that no other has."""
        self.last_send_id += 1
        return SendRecord(self.last_send_id, environment)

    async def perform(self, planned: PlannedExchange) -> Exchange:
        """Performs one exchange, adds it to the record and publishes it.

        A request that the server says it did not process is sent once more (RFC 9113 §8.7), as an
        exchange of its own.

        Raises:
            ResolveError: it has a secret in it that is not for its host.
        """
        exchange = await self._once(planned)
        failure = exchange.failure
        if failure is None or not failure.resend:
            return exchange
        connection = planned.connection
        if failure.resend is Resend.WITH_HTTP1:
            connection = connection.with_http(HttpVersion.HTTP1)
        self.log(planned.record, f"{failure.what} Sending it again {failure.resend}.")
        reason = not_processed(failure.resend)
        return await self._once(replace(planned, connection=connection, reason=reason))

    async def _once(self, planned: PlannedExchange) -> Exchange:
        record, purpose, message = planned.record, planned.purpose, planned.message
        connection = planned.connection
        self.redactor.register(_fields_sent(message), whole=True)
        self.redactor.register(_passwords_sent(message, connection))
        if size_of(message) > _AT_ONCE:
            self.redactor.register(await asyncio.to_thread(literals_sent, message))
        else:
            self.redactor.register(self.literals.new_in(message))
        self.bounds.require(record.environment, message)
        started = self.clock()
        self.last_id += 1
        number = self.last_id

        def recorded(outcome: TransportResult) -> Exchange:
            failure = outcome.failure
            if failure is not None:
                failure = worded_failure(failure, purpose, message, outcome.response)
            exchange = Exchange(
                id=number,
                send_id=record.send_id,
                purpose=purpose,
                environment=record.environment,
                reason=planned.reason.text,
                request=message,
                response=outcome.response,
                failure=failure,
                timing=outcome.timing,
                started_at=started,
                network=outcome.network,
                connection=connection,
                reason_code=planned.reason.code,
            )
            record.exchanges.append(exchange)
            kind = EntryKind.TOKEN if purpose is Purpose.TOKEN else EntryKind.API
            entry = ConsoleEntry(
                started, record.send_id, record.environment, kind, exchange=exchange
            )
            if planned.holds and record.held is None:
                record.held = []
            self._publish(record, _trimmed(entry))
            return exchange

        try:
            outcome = await self.transport().send(
                message,
                connection,
                planned.limits,
                sink=planned.sink,
                follower=planned.follower,
            )
        except asyncio.CancelledError as cancelled:
            elapsed = (self.clock() - started) * 1000
            sent = REQUEST_SENT in getattr(cancelled, "__notes__", ())
            failure = Failure(FailureKind.CANCELLED, "Request cancelled.", sent=sent)
            recorded(TransportResult(None, failure, Timing(total=max(elapsed, 0.0))))
            raise
        except Exception:
            elapsed = (self.clock() - started) * 1000
            recorded(TransportResult(None, _OWN_FAULT, Timing(total=max(elapsed, 0.0))))
            raise
        if planned.learn is not None:
            self.redactor.register(planned.learn(outcome))
        return recorded(outcome)

    def log(
        self,
        record: SendRecord,
        text: str,
        kind: EntryKind = EntryKind.NOTE,
        *,
        in_result: bool = False,
    ) -> None:
        """Publishes a sentence; secrets in it are masked."""
        entry = ConsoleEntry(
            self.clock(),
            record.send_id,
            record.environment,
            kind,
            message=self.redactor.mask_body(text),
            in_result=in_result,
        )
        self._publish(record, entry)

    def release(self, record: SendRecord) -> None:
        """Publishes what was held back of a send, in its order."""
        held, record.held = record.held or (), None
        for entry in held:
            self._publish(record, entry)

    def _publish(self, record: SendRecord, entry: ConsoleEntry) -> None:
        if record.held is None:
            self.bus.publish(EntryLogged(entry))
        else:
            record.held.append(entry)


def _trimmed(entry: ConsoleEntry) -> ConsoleEntry:
    """The entry with at most :data:`KEPT_BODY` of its body: thousands of them are kept."""
    exchange = entry.exchange
    if exchange is None or exchange.response is None:
        return entry
    response = exchange.response
    if len(response.content) <= KEPT_BODY:
        return entry
    kept = replace(response, content=response.content[:KEPT_BODY])
    return replace(entry, exchange=replace(exchange, response=kept))


_OWN_FAULT = Failure(
    FailureKind.INTERNAL,
    "Internal error: the request was not completed.",
    advice="This is a bug in Outrider: report it.",
    sent=True,
)

"""Sends a request: its token first, then the request, then one more try if the token was stale."""

from __future__ import annotations

import itertools
import re

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.origins import origin_of
from outrider.engine.exchanges.event_bus import EventBus
from outrider.engine.exchanges.events import SendFinished, SendStarted
from outrider.engine.exchanges.exchange_recorder import Recorder, SendRecord
from outrider.engine.send.send_job import SendJob, SendResult, Snapshot
from outrider.engine.send.send_preparation import PreparedAuth, PreparedSend, Preparer
from outrider.engine.tokens.token_exchange import CLIENT_ERRORS, TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import (
    OutriderError,
    ResolveError,
    ResponseIncomplete,
    TokenRefused,
    Unanswered,
)
from outrider.model.auth import AuthConfig, Location
from outrider.model.connection import Limits
from outrider.model.console_entry import EntryKind
from outrider.model.exchange import Exchange, Failure, FailureKind, Purpose
from outrider.model.message import RequestMessage
from outrider.model.secret import reveal
from outrider.model.token import TokenSource, TokenUse
from outrider.model.workspace import DEFAULT_MAX_BODY, RequestInPlace
from outrider.redaction import SECRET_FIELDS, Redactor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that a protected environment does not ask about."""

MAX_REDIRECTS = 10
CONNECT_SECONDS = 15.0
_ERROR_PARAMETER = re.compile(r'(?<!\w)error\s*=\s*"?(\w+)')


class _Progress(Struct):
    """How far a send has come: what its result is made of, however it ends."""

    record: SendRecord
    message: RequestMessage | None = None
    exchange: Exchange | None = None
    token: TokenUse | None = None


class Sender:
    """Performs sends; many may be under way at once."""

    def __init__(
        self,
        preparer: Preparer,
        worker: TokenWorker,
        recorder: Recorder,
        bus: EventBus,
        redactor: Redactor,
    ) -> None:
        self._preparer = preparer
        self._worker = worker
        self._recorder = recorder
        self._bus = bus
        self._redactor = redactor
        self._ids = itertools.count(1)

    async def send(self, job: SendJob) -> SendResult:
        """Sends once; whatever goes wrong is in the result.

        Raises:
            asyncio.CancelledError: the send was cancelled; what it had begun is on record.
        """
        environment, request_id = job.snapshot.environment_id, job.request.request.id
        record = SendRecord(next(self._ids), environment)
        progress = _Progress(record)
        self._bus.publish(SendStarted(record.send_id, environment, request_id))
        error: OutriderError | None = None
        try:
            await self._send(job, progress)
        except OutriderError as raised:
            self._doubt(raised, environment)
            error = redacted(raised, self._redactor)
            self._recorder.note(record, error.what, EntryKind.ERROR)
        finally:
            self._bus.publish(SendFinished(record.send_id, environment, request_id))
        return SendResult(
            send_id=record.send_id,
            environment=environment,
            request_id=request_id,
            message=progress.message,
            exchange=progress.exchange,
            exchanges=tuple(record.exchanges),
            token=progress.token,
            error=error,
        )

    async def token(
        self,
        snapshot: Snapshot,
        config: AuthConfig,
        request: RequestInPlace | None = None,
        *,
        fresh: bool = False,
    ) -> TokenUse:
        """A token without a request.

        Raises:
            OutriderError: there is none.
        """
        record = SendRecord(next(self._ids), snapshot.environment_id)
        try:
            prepared = await self._preparer.prepare_auth(snapshot, config, request)
            self._warn(record, prepared)
            job = token_job(snapshot, prepared, record)
            return await self._worker.token(job, force="you asked" if fresh else "")
        except OutriderError as raised:
            self._doubt(raised, snapshot.environment_id)
            raise redacted(raised, self._redactor) from None

    def forget(self, environment: str | None = None) -> int:
        """Forgets the tokens of an environment, or all, and the secrets that were typed for it.

        Returns:
            how many tokens there were.
        """
        self._preparer.forget(environment)
        return self._worker.clear(environment)

    def forget_token(self, environment: str, auth: str) -> int:
        """Forgets the token of one auth of an environment; what was typed stays.

        Returns:
            how many there were: more than one where the auth differs from request to request.
        """
        return self._worker.clear(environment, auth)

    def _doubt(self, error: OutriderError, environment: str) -> None:
        """Has a secret typed again that the server refused: it may have been mistyped."""
        if isinstance(error, TokenRefused) and error.error in CLIENT_ERRORS:
            self._preparer.forget(environment)

    async def _send(self, job: SendJob, progress: _Progress) -> None:
        _guard(job)
        prepared = await self._preparer.prepare(job)
        for warning in prepared.warnings:
            where = f"{warning.place}: " if warning.place else ""
            self._recorder.note(progress.record, f"{where}{warning.what}", EntryKind.WARNING)
        self._warn_of_tls(progress.record, prepared.authentication)
        _rehearse(prepared)
        await self._attempt(prepared, progress)
        use = progress.token
        if use is not None and self._token_refused(use, progress):
            self._worker.reject(use, "API answered 401")
            await self._attempt(prepared, progress, reason="API answered 401")
        _whole(progress.exchange)

    async def _attempt(
        self, prepared: PreparedSend, progress: _Progress, *, reason: str = ""
    ) -> None:
        """Token, then request, then redirects."""
        job = prepared.job
        token = None
        if prepared.needs_token:
            wanted = token_job(job.snapshot, prepared.authentication, progress.record)
            progress.token = await self._worker.token(wanted)
            token = progress.token.token.value
            self._redactor.register([token])
            self._tell(progress.record, progress.token)
        message = prepared.message(token)
        for hop in itertools.count():
            progress.message = message
            progress.exchange = await self._exchange(prepared, message, progress.record, reason)
            following = self._following(prepared, progress.exchange, hop, progress.record)
            if following is None:
                return
            message, reason = following, "redirect"

    async def _exchange(
        self, prepared: PreparedSend, message: RequestMessage, record: SendRecord, reason: str
    ) -> Exchange:
        job = prepared.job
        if job.sink is not None:
            job.sink.restart()
        return await self._recorder.exchange(
            record,
            Purpose.API,
            message,
            prepared.authentication.connection,
            _limits(job),
            reason=reason,
            sink=job.sink,
        )

    def _following(
        self, prepared: PreparedSend, exchange: Exchange, hop: int, record: SendRecord
    ) -> RequestMessage | None:
        """The next message when the answer redirects and redirects are followed."""
        response = exchange.response
        if (
            response is None
            or exchange.failure is not None
            or not prepared.job.request.request.options.follow_redirects
            or response.status not in {301, 302, 303, 307, 308}
        ):
            return None
        if hop >= MAX_REDIRECTS:
            self._recorder.note(
                record,
                f"A redirect is not followed: there were {MAX_REDIRECTS} already.",
                EntryKind.WARNING,
            )
            return None
        from outrider.transport.redirects import RedirectRefused, next_hop

        found = next_hop(exchange.request, response, _secret_fields(prepared))
        if isinstance(found, RedirectRefused):
            self._recorder.note(
                record, f"A redirect is not followed. {found.why}", EntryKind.WARNING
            )
            return None
        if found.removed:
            self._recorder.note(record, f"The redirect goes on without {', '.join(found.removed)}.")
        return found.message

    def _token_refused(self, use: TokenUse, progress: _Progress) -> bool:
        """Whether the API refused a cached token, so that one new token is worth one more try."""
        exchange = progress.exchange
        if use.source is not TokenSource.CACHE or use.joined or exchange is None:
            return False
        response = exchange.response
        if response is None or exchange.failure is not None or response.status != 401:
            return False
        first = next(one for one in progress.record.exchanges if one.purpose is Purpose.API)
        if origin_of(reveal(first.request.url)) != origin_of(reveal(exchange.request.url)):
            return False
        errors = set(_ERROR_PARAMETER.findall(", ".join(response.all("www-authenticate"))))
        return "insufficient_scope" not in errors and (not errors or "invalid_token" in errors)

    def _tell(self, record: SendRecord, use: TokenUse) -> None:
        if use.source is TokenSource.CACHE:
            self._recorder.note(record, f"Token from the cache: {use.reason}.")

    def _warn(self, record: SendRecord, prepared: PreparedAuth) -> None:
        for warning in prepared.warnings:
            where = f"{warning.place}: " if warning.place else ""
            self._recorder.note(record, f"{where}{warning.what}", EntryKind.WARNING)
        self._warn_of_tls(record, prepared)

    def _warn_of_tls(self, record: SendRecord, prepared: PreparedAuth) -> None:
        if not prepared.connection.verify:
            self._recorder.note(
                record,
                f"TLS certificates are NOT checked in {record.environment} (tls.verify = false).",
                EntryKind.WARNING,
            )


def redacted(error: OutriderError, redactor: Redactor) -> OutriderError:
    """The error with every secret in its sentences masked."""
    error.what = redactor.body(error.what)
    error.where = redactor.url(error.where)
    error.why = redactor.body(error.why)
    error.advice = redactor.body(error.advice)
    error.faults = tuple(
        replace(
            fault,
            what=redactor.body(fault.what),
            why=redactor.body(fault.why),
            advice=redactor.body(fault.advice),
        )
        for fault in error.faults
    )
    error.args = (error.what,)
    return error


def _guard(job: SendJob) -> None:
    """Asks before an unsafe method in a protected environment.

    Raises:
        Unanswered: nobody said yes.
    """
    environment, method = job.snapshot.environment, job.request.request.method
    if environment is None or not environment.protected or job.confirmed:
        return
    if method not in SAFE_METHODS:
        raise Unanswered(
            f"{environment.name} is protected: {method} asks first, and nobody said yes.",
            code="protected",
            where=environment.file,
            why="Nothing was sent, and no token was fetched.",
            advice="Say yes with --yes.",
        )


def _rehearse(prepared: PreparedSend) -> None:
    """Stops, before a token is fetched, what could not be sent with it.

    Raises:
        ResolveError: a file of the body cannot be read, or HTTP forbids the message.
    """
    from outrider.transport.preflight import refusal

    failure = refusal(prepared.rehearsal())
    if failure is not None:
        raise _unsendable(failure, prepared.job.request.request.file)


def _unsendable(failure: Failure, where: str) -> ResolveError:
    return ResolveError(
        failure.what,
        code=failure.kind.value,
        where=where,
        why=failure.why,
        advice=failure.advice,
    )


def _limits(job: SendJob) -> Limits:
    options = job.request.request.options
    cap = options.max_body
    if cap is None and job.sink is None:
        cap = DEFAULT_MAX_BODY
    return Limits(
        deadline=options.timeout,
        connect=min(CONNECT_SECONDS, options.timeout),
        read=options.timeout,
        max_body=cap,
    )


def _whole(exchange: Exchange | None) -> None:
    """Raises when the last exchange gave no whole response."""
    assert exchange is not None
    failure, response = exchange.failure, exchange.response
    if failure is not None and failure.kind is FailureKind.INVALID_REQUEST:
        raise _unsendable(failure, failure.where)
    if failure is not None:
        raise ResponseIncomplete(
            failure.what,
            code=failure.kind.value,
            where=failure.where,
            why=failure.why,
            advice=failure.advice,
        )
    if response is not None and response.truncated:
        raise ResponseIncomplete(
            f"The response is larger than max_body: {response.size} bytes of it are here.",
            code="body_too_large",
            where=str(origin_of(reveal(exchange.request.url)) or ""),
            advice="Raise max_body under [options], or write it to a file with --output.",
        )


def _secret_fields(prepared: PreparedSend) -> frozenset[str]:
    """Header fields that carry credentials: by their name, or because the auth puts it there."""
    auth = prepared.authentication.auth
    placement = auth.placement if auth else None
    if placement is None or placement.location is not Location.HEADER:
        return SECRET_FIELDS
    return SECRET_FIELDS | {placement.name.lower()}


def token_job(snapshot: Snapshot, prepared: PreparedAuth, record: SendRecord) -> TokenJob:
    """What the token worker needs of a prepared auth that uses a token."""
    assert prepared.auth is not None
    environment = snapshot.environment
    return TokenJob(
        workspace=str(snapshot.root),
        environment=snapshot.environment_id,
        auth=prepared.auth,
        connection=prepared.connection,
        record=record,
        allow_insecure_http=environment is not None and environment.allow_insecure_http,
    )

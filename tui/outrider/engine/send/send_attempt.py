"""One try of a send: its token, the request, then a challenge and redirects."""

from __future__ import annotations

import itertools

from msgspec import Struct

from outrider.auth.origins import parse_origin
from outrider.engine.exchanges.exchange_recorder import (
    ExchangeRecorder,
    PlannedExchange,
    SendRecord,
)
from outrider.engine.expectations.check_results import ResponseChecks
from outrider.engine.send.prepared_send import PreparedAuth, PreparedSend
from outrider.engine.send.redirect_step import redirect_step
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_cookies import SendCookies
from outrider.engine.send.send_job import SendJob
from outrider.engine.send.token_jobs import token_job
from outrider.engine.send.token_rejection import unauthorized
from outrider.engine.tokens.nonce_turns import NonceTurns
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import AuthorizationError
from outrider.model.connection import ExchangeLimits, StreamLimits
from outrider.model.console_entry import EntryKind
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import PreparedRequest, RequestMessage
from outrider.model.reason import PLAIN, REDIRECT, Reason
from outrider.model.response_note import ResponseNote
from outrider.model.secret import Secret, reveal
from outrider.model.token import TokenSource, TokenUse
from outrider.model.workspace import DEFAULT_MAX_BODY
from outrider.oauth.proof_key import ProofFor

CONNECT_SECONDS = 15.0

STREAM_KEPT = 8_000_000
"""Bytes that are kept of a stream that somebody follows: as many as the history keeps."""


class SendProgress(Struct):
    """How far a send has come: what its result is made of, however it ends."""

    record: SendRecord
    message: RequestMessage | None = None
    exchange: Exchange | None = None
    token: TokenUse | None = None
    withheld_from: str = ""
    notes: tuple[ResponseNote, ...] = ()
    authentication: PreparedAuth | None = None
    checks: ResponseChecks = ResponseChecks()


class SendAttempt(Struct):
    """Performs a send that is prepared; what becomes of it is in its progress."""

    prepared: PreparedSend
    progress: SendProgress
    worker: TokenWorker
    recorder: ExchangeRecorder
    opener: SecretOpener
    turns: NonceTurns
    cookies: SendCookies
    token: Secret | None = None
    token_type: str = ""

    async def perform(self, reason: Reason = PLAIN) -> None:
        """Token, then request, then a challenge and redirects.

        Raises:
            OutriderError: there is no token.
        """
        await self._take_token()
        prepared, progress = self.prepared, self.progress
        request = prepared.request(self.token, self.token_type)
        exchange = await self._exchange(request, reason)
        request, exchange = await self._answered(request, exchange)
        for hop in itertools.count():
            step = redirect_step(prepared, exchange, hop, self.recorder.redactor.mask_text)
            progress.withheld_from = step.withheld_from
            if step.note:
                kind = EntryKind.NOTE if step.message else EntryKind.WARNING
                self.recorder.log(progress.record, step.note, kind)
            following = step.message
            if following is None:
                return
            following = self.cookies.redirected(following)
            connection = request.connection
            if parse_origin(reveal(following.url)) != parse_origin(reveal(request.message.url)):
                # A certificate of the scheme's is a credential: no other origin gets it.
                connection = prepared.connection
            request, exchange = await self._follow(PreparedRequest(following, connection))

    async def _take_token(self) -> None:
        prepared, progress = self.prepared, self.progress
        if not prepared.needs_token:
            return
        snapshot, authentication = prepared.job.snapshot, prepared.authentication
        wanted = token_job(snapshot, authentication, progress.record, self.opener)
        use = await self._fetched(wanted)
        progress.token = use
        self.token, self.token_type = use.token.value, use.token.token_type
        self.recorder.redactor.register([self.token])
        if prepared.job.follower is not None:
            prepared.job.follower.token_taken(use)
        if use.source is TokenSource.CACHE:
            self.recorder.log(progress.record, f"Token {use.reason}.")

    async def _fetched(self, wanted: TokenJob) -> TokenUse:
        """A token, unless a send that this one belongs to has asked for it in vain."""
        failures = self.prepared.job.token_failures
        if failures is None:
            return await self.worker.token(wanted)
        if failures.errors:
            failures.require_none(await self.worker.key(wanted))
        try:
            return await self.worker.token(wanted)
        except AuthorizationError as error:
            failures.note(await self.worker.key(wanted), error)
            raise

    async def _answered(
        self, request: PreparedRequest, exchange: Exchange
    ) -> tuple[PreparedRequest, Exchange]:
        """The request with what the API's challenge asks for, and what came of it."""
        prepared, challenge = self.prepared, unauthorized(exchange)

        async def again() -> tuple[PreparedRequest, Exchange]:
            answered = challenge and prepared.answer(challenge, self.token, self.token_type)
            if not answered:
                return request, exchange
            return answered, await self._exchange(answered, prepared.answer_reason)

        if challenge is None or not prepared.asks_again(request.message, challenge):
            return await again()
        url = reveal(request.message.url)
        return await self.turns.again(
            prepared.proof_key(), ProofFor.API, url, again, self._asks_again
        )

    def _asks_again(self, sent: tuple[PreparedRequest, Exchange]) -> bool:
        challenge = unauthorized(sent[1])
        return challenge is not None and self.prepared.asks_again(sent[0].message, challenge)

    async def _follow(self, request: PreparedRequest) -> tuple[PreparedRequest, Exchange]:
        """The request of a redirect as it was sent at last, and what came of it."""
        for reason in (REDIRECT, self.prepared.answer_reason):
            message = self.prepared.redirected(request.message, self.token, self.token_type)
            request = PreparedRequest(message, request.connection)
            exchange = await self._exchange(request, reason)
            challenge = unauthorized(exchange)
            if challenge is None or not self.prepared.asks_again(message, challenge):
                break
        return request, exchange

    async def _exchange(self, request: PreparedRequest, reason: Reason) -> Exchange:
        prepared, progress, job = self.prepared, self.progress, self.prepared.job
        if job.sink is not None:
            job.sink.truncate()
        progress.message = message = self.cookies.added(request.message)
        exchange = await self.recorder.perform(
            PlannedExchange(
                progress.record,
                Purpose.API,
                message,
                request.connection or prepared.connection,
                _limits(job),
                reason=reason,
                sink=job.sink,
                follower=job.follower,
                holds=any(True for _ in job.request.request.active_captures),
            )
        )
        progress.exchange = exchange
        if exchange.response is not None:
            prepared.learn(request.message, exchange.response)
            self.cookies.take(message, exchange.response)
        return exchange


def _limits(job: SendJob) -> ExchangeLimits:
    options = job.request.request.options
    cap = options.max_body
    if cap is None and job.sink is None:
        cap = DEFAULT_MAX_BODY
    return ExchangeLimits(
        total_timeout=options.timeout,
        connect_timeout=min(CONNECT_SECONDS, options.timeout),
        read_timeout=options.timeout,
        max_body_size=cap,
        stream=None if job.follower is None else StreamLimits(STREAM_KEPT, options.max_body),
    )

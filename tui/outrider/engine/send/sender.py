"""Sends a request: its token first, then the request, then one more try if the token was stale."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.event_bus import EventBus
from outrider.engine.events import SendFinished, SendStarted
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.send.body_copy import BodyCopy
from outrider.engine.send.credential_hosts import host_from_override, host_from_typed_url
from outrider.engine.send.error_masking import shown_error
from outrider.engine.send.exported_options import with_options
from outrider.engine.send.literal_secrets import KnownLiterals, literal_secrets
from outrider.engine.send.prepared_send import PreparedAuth, PreparedSend, require_sendable, stop_on
from outrider.engine.send.rejected_secrets import forget_opened_secrets, forget_rejected_secrets
from outrider.engine.send.send_attempt import SendAttempt, SendProgress
from outrider.engine.send.send_cookies import SendCookies
from outrider.engine.send.send_job import SendJob, SendResult, WorkspaceSnapshot
from outrider.engine.send.send_notes import log_warnings, tell_session_endpoints
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.send.token_jobs import token_job
from outrider.engine.send.token_rejection import (
    is_cached_token_refused,
    is_refused,
    unauthorized,
)
from outrider.engine.send.whole_response import require_complete
from outrider.engine.tokens.nonce_turns import NonceTurns
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import (
    Fault,
    OutriderError,
    PromptUnanswered,
    SourceLocation,
)
from outrider.model.auth import AuthConfig
from outrider.model.console_entry import EntryKind
from outrider.model.exchange import FailureKind
from outrider.model.message import PreparedRequest
from outrider.model.reason import API_REJECTED, REQUESTED, WARMED
from outrider.model.token import TokenUse
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.next_steps import ConfirmSend
from outrider.oauth.dpop import is_dpop, wants_dpop
from outrider.redaction import Redactor

if TYPE_CHECKING:
    from outrider.engine.filters.check_process import CheckProcess

T = TypeVar("T")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that a protected environment does not ask about."""

BOUND_TO_PROCESS = (
    "The token is bound to a key of this process (DPoP): no other program can use it."
)


class Sender(Struct):
    """Performs sends; many may be under way at once.

    Attributes:
        checks: runs what captures and expectations ask about responses.
    """

    preparer: Preparer
    worker: TokenWorker
    recorder: ExchangeRecorder
    bus: EventBus
    redactor: Redactor
    checks: Callable[[], CheckProcess]
    turns: NonceTurns = field(default_factory=NonceTurns)
    literals: KnownLiterals = field(default_factory=KnownLiterals)

    async def send(self, job: SendJob) -> SendResult:
        """Sends once; whatever goes wrong is in the result.

        Raises:
            asyncio.CancelledError: the send was cancelled; what it had begun is on record.
        """
        environment, request_id = job.snapshot.environment_id, job.request.request.id
        record = self.recorder.begin(environment)
        progress = SendProgress(record)
        self.bus.publish(SendStarted(record.send_id, environment, request_id))
        error: OutriderError | None = None
        try:
            await self._send(job, progress)
        except OutriderError as raised:
            forget_rejected_secrets(
                self.preparer.opener, raised, job.snapshot, progress.authentication
            )
            error = shown_error(raised, self.redactor, job.snapshot)
            stopped = error.code == FailureKind.CANCELLED
            kind = EntryKind.NOTE if stopped else EntryKind.ERROR
            self.recorder.log(record, error.what, kind)
        finally:
            self.recorder.release(record)
            self.bus.publish(SendFinished(record.send_id, environment, request_id))
        return SendResult(
            send_id=record.send_id,
            environment=environment,
            request_id=request_id,
            message=progress.message,
            exchange=progress.exchange,
            exchanges=tuple(record.exchanges),
            token=progress.token,
            withheld_from=progress.withheld_from,
            error=error,
            notes=progress.notes,
            checks=progress.checks,
        )

    async def token(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig,
        request: RequestWithFolders | None = None,
        *,
        fresh: bool = False,
        ahead: bool = False,
    ) -> TokenUse:
        """A token without a request.

        Args:
            snapshot: the files.
            config: the definition.
            request: where the definition is resolved, if not in the environment alone.
            fresh: a new one, whatever the cache has.
            ahead: for sends to come, and not because somebody wants it now.

        Raises:
            OutriderError: there is none.
        """
        reason = WARMED if ahead else REQUESTED

        async def fetch(_: PreparedAuth, job: TokenJob) -> TokenUse:
            use = await self.worker.token(job, force=reason if fresh else None, ahead=ahead)
            if is_dpop(use.token.token_type) and wants_dpop(job.auth) and not ahead:
                self.recorder.log(job.record, BOUND_TO_PROCESS)
            return use

        return await self.with_token_job(snapshot, config, request, fetch)

    async def with_token_job(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig,
        request: RequestWithFolders | None,
        work: Callable[[PreparedAuth, TokenJob], Awaitable[T]],
    ) -> T:
        """Does something that needs a definition with everything resolved, and no request.

        Args:
            snapshot: the files.
            config: the definition.
            request: where the definition is resolved, if not in the environment alone.
            work: is given the definition, and the job of fetching its token.

        Raises:
            OutriderError: the definition is not complete, or the work has failed.
        """
        record = self.recorder.begin(snapshot.environment_id)
        prepared = None
        try:
            prepared = await self.preparer.prepare_auth(snapshot, config, request)
            await self.preparer.connections.require(prepared.connection, snapshot)
            log_warnings(self.recorder, record, prepared.warnings, prepared.connection)
            tell_session_endpoints(self.recorder, snapshot, request, prepared, record)
            job = token_job(snapshot, prepared, record, self.preparer.opener)
            return await work(prepared, job)
        except OutriderError as raised:
            forget_rejected_secrets(self.preparer.opener, raised, snapshot, prepared)
            raise shown_error(raised, self.redactor, snapshot) from None

    async def preview(self, job: SendJob, *, with_token: bool = False) -> PreparedRequest:
        """The message that a send would send, and its connection, without sending it.

        Its access token is taken from the cache or fetched, as for a send; without ``with_token``
        a stand-in is in its place, of which nobody sees more than the mask.

        Raises:
            OutriderError: it could not be sent.
        """
        record = SendRecord(0, job.snapshot.environment_id)
        try:
            if job.snapshot.masked:
                self.redactor.register(literal_secrets(job))
            prepared = await self.preparer.prepare(job)
            log_warnings(self.recorder, record, prepared.warnings)
            require_sendable(prepared)
            if not (with_token and prepared.needs_token):
                return with_options(prepared.exported(prepared.tried), job)
            await self.preparer.connections.require(prepared.connection, job.snapshot)
            wanted = token_job(job.snapshot, prepared.authentication, record, self.preparer.opener)
            use = await self.worker.token(wanted)
            self.redactor.register([use.token.value])
            return with_options(prepared.request(use.token.value, use.token.token_type), job)
        except OutriderError as raised:
            raise shown_error(raised, self.redactor, job.snapshot) from None

    def forget(self, environment: str | None = None) -> int:
        """Forgets the tokens of an environment, or all, and what was typed; how many tokens."""
        self.preparer.opener.forget(environment)
        return self.worker.clear(environment)

    async def _send(self, job: SendJob, progress: SendProgress) -> None:
        require_confirmation(job)
        self.redactor.register(self.literals.new_in(job, in_body=False))
        body = None
        request = job.request.request
        if job.sink is not None and request.looks_at_body:
            body = BodyCopy(job.sink)
            job = replace(job, sink=body)
        prepared = await self.preparer.prepare(job)
        progress.authentication = prepared.authentication
        await self.preparer.connections.require(
            prepared.connection, job.snapshot, prepared.bare.url
        )
        log_warnings(
            self.recorder, progress.record, prepared.warnings, prepared.authentication.connection
        )
        named = host_from_override(job, prepared.authentication.values)
        named = named or host_from_typed_url(prepared)
        if named is not None:
            self.recorder.log(progress.record, named.note("the request's credentials"))
        tell_session_endpoints(
            self.recorder, job.snapshot, job.request, prepared.authentication, progress.record
        )
        require_sendable(prepared)
        if request.is_checked:
            from outrider.engine.expectations.expectation_files import ExpectationFiles

            stop_on(list(ExpectationFiles(job.snapshot.root).faults(request)), job.snapshot)
        if request.needs_process:
            await self._require_programs(job)
        attempt = SendAttempt(
            prepared,
            progress,
            self.worker,
            self.recorder,
            self.preparer.opener,
            self.turns,
            SendCookies(job, progress.record, self.recorder),
        )
        await attempt.perform()
        use = progress.token
        exchanges = progress.record.exchanges
        if use is not None and is_cached_token_refused(use, progress.exchange, exchanges):
            self.worker.invalidate(use, API_REJECTED)
            await attempt.perform(API_REJECTED)
        assert progress.exchange is not None
        if unauthorized(progress.exchange) is not None:
            forget_opened_secrets(job.snapshot, prepared.authentication.values.secrets)
        # What explains a refusal is loaded for one only: most sends need none of it.
        if is_refused(progress.exchange):
            self._explain(prepared, progress)
        require_complete(progress.exchange, progress.record, job)
        if request.is_checked:
            from outrider.engine.send.response_checking import check_response

            progress.checks = await check_response(
                prepared, progress, self.checks(), self.recorder, body
            )

    async def _require_programs(self, job: SendJob) -> None:
        """Starts what runs captures and expectations, and has it read their jq programs.

        Raises:
            ResolveError: with those that are no jq programs.
        """
        from outrider.engine.expectations.written_programs import program_faults, request_programs

        programs = list(request_programs(job.request.request))
        if not programs:
            self.checks().start_soon()
            return
        problems = await self.checks().jq_problems(program for program, _ in programs)
        stop_on(program_faults(programs, problems), job.snapshot)

    def _explain(self, prepared: PreparedSend, progress: SendProgress) -> None:
        """Says beside a response that refuses access what it may come from."""
        from outrider.engine.send.api_refusal_notes import api_refusal_notes

        exchanges, now = tuple(progress.record.exchanges), self.recorder.clock()
        found = api_refusal_notes(prepared, progress.token, exchanges, now)
        progress.notes = tuple(note.masked(self.redactor.mask_body) for note in found)
        for note in progress.notes:
            words = "; ".join(filter(None, (note.what, note.why.rstrip("."))))
            self.recorder.log(progress.record, words, EntryKind.WARNING, in_result=True)


def require_confirmed_use(environment: Environment | None, *, confirmed: bool) -> None:
    """Asks before another program gets the token of a protected environment: it may change data.

    Raises:
        PromptUnanswered: the user did not say yes.
    """
    if environment is not None and environment.protected and not confirmed:
        fault = Fault(
            "protected",
            f'Environment "{environment.name}" is protected: its token needs a confirmation.',
            SourceLocation(environment.file, ("protected",)),
            why="No token was fetched and no program was started.",
            step=ConfirmSend(),
        )
        raise PromptUnanswered.of([fault])


def require_confirmation(job: SendJob) -> None:
    """Asks before an unsafe method in a protected environment.

    Raises:
        PromptUnanswered: nobody said yes.
    """
    environment, method = job.snapshot.environment, job.request.request.method
    if environment is None or not environment.protected or job.confirmed:
        return
    if method not in SAFE_METHODS:
        fault = Fault(
            "protected",
            f'Environment "{environment.name}" is protected: {method} needs a confirmation.',
            SourceLocation(environment.file, ("protected",)),
            why="No request was sent and no token was fetched.",
            step=ConfirmSend(),
        )
        raise PromptUnanswered.of([fault])

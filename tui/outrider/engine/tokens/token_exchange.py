"""Performs a grant: drives its steps over the transport."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import quote_plus

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.origins import is_insecure
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.errors import AuthorizationError, PromptUnanswered, TokenEndpointFailed, TokenRefused
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import Exchange, Purpose, TransportResult
from outrider.model.message import FieldLine, RequestMessage, TextContent
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal, transform
from outrider.model.token import TokenResponse
from outrider.oauth.client_auth import ClientAuthMethod, find_client_auth
from outrider.oauth.grant_flow import (
    ClientAuthContext,
    PromptUser,
    StepResult,
    TokenEndpointResponse,
    TokenRequest,
    Wait,
)
from outrider.oauth.grants import find_grant
from outrider.oauth.metadata import metadata_urls, read_metadata
from outrider.oauth.token_response import token_members

CLIENT_ERRORS = frozenset({"invalid_client", "unauthorized_client", "access_denied"})
"""Errors that may mean that the client's credentials are wrong (RFC 6749 §5.2)."""

TOKEN_LIMITS = ExchangeLimits(
    total_timeout=15.0, connect_timeout=10.0, read_timeout=15.0, max_body_size=1_000_000
)
"""A token endpoint answers in this time and size, or there is no token."""

_ACCEPT = FieldLine("Accept", "application/json")
_FORM = FieldLine("Content-Type", "application/x-www-form-urlencoded")


class TokenJob(Struct, frozen=True):
    """What a token is wanted for.

    Attributes:
        workspace: real path.
        environment: id; empty without one.
        auth: an OAuth definition, resolved.
        connection: TLS and proxy of the environment.
        record: the send that asks.
        allow_insecure_http: credentials may travel over plain http beyond loopback.
    """

    workspace: str
    environment: str
    auth: ResolvedAuth
    connection: ConnectionSettings
    record: SendRecord
    allow_insecure_http: bool = False


class TokenExchange:
    """Turns a resolved OAuth definition into a token answer."""

    def __init__(
        self,
        recorder: ExchangeRecorder,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        limits: ExchangeLimits = TOKEN_LIMITS,
    ) -> None:
        self._limits = limits
        self._recorder = recorder
        self._clock = clock
        self._new_id = new_id
        self._endpoints: dict[tuple[str, ConnectionSettings], str] = {}

    async def perform(self, job: TokenJob, reason: str) -> tuple[TokenResponse, float]:
        """The answer, and when it was asked for (seconds since the epoch).

        Raises:
            AuthorizationError: refused, malformed, or not reached.
        """
        auth = job.auth
        grant = find_grant(reveal(auth.setting("grant_type")))
        method = find_client_auth(reveal(auth.setting("token_endpoint_auth_method")))
        assert grant is not None
        assert method is not None
        flow = grant.flow(auth, await self._endpoint(job, reason))
        asked_at = self._clock()
        try:
            step = next(flow)
            while True:
                result: StepResult = None
                if isinstance(step, TokenRequest):
                    asked_at = self._clock()
                    result = await self._post(step, method, job, reason)
                elif isinstance(step, Wait):
                    self._recorder.log(job.record, f"Waiting {step.seconds:g} s: {step.why}")
                    await asyncio.sleep(step.seconds)
                else:
                    self._ask(step, job)
                step = flow.send(result)
        except StopIteration as done:
            answer: TokenResponse = done.value
            return answer, asked_at
        except TokenRefused as refused:
            raise _with_hint(refused, method, auth) from None

    def _ask(self, step: PromptUser, job: TokenJob) -> None:
        self._recorder.log(job.record, " ".join((step.message, step.url, step.code)).strip())
        if step.answer:
            raise PromptUnanswered(f"The grant asks: {step.message}", advice="Use the workbench.")

    async def _endpoint(self, job: TokenJob, reason: str) -> str:
        """The token endpoint as written, or as the issuer's metadata names it."""
        written = reveal(job.auth.setting("token_endpoint"))
        if written:
            return written
        issuer = reveal(job.auth.setting("issuer"))
        place = (issuer, job.connection)
        if place not in self._endpoints:
            self._endpoints[place] = await self._discover(issuer, job, reason)
        found = self._endpoints[place]
        # Asked each time: the consent may have been withdrawn since the metadata was read.
        if is_insecure(found) and not job.allow_insecure_http:
            raise TokenEndpointFailed(
                "The issuer's metadata names a token endpoint without TLS.",
                code="insecure_http",
                where=found,
                why="The client's credentials could be read on the way.",
                advice="Set allow_insecure_http = true in the environment if you accept that.",
            )
        return found

    def forget(self) -> None:
        """Forgets what issuers said of their endpoints."""
        self._endpoints.clear()

    async def _discover(self, issuer: str, job: TokenJob, reason: str) -> str:
        refused: list[AuthorizationError] = []
        for url in metadata_urls(issuer):
            exchange = await self._recorder.perform(
                job.record,
                Purpose.TOKEN,
                RequestMessage("GET", url, (_ACCEPT,)),
                job.connection,
                self._limits,
                reason=f"{reason}; issuer metadata",
            )
            reply = _reply(exchange, url)
            try:
                return read_metadata(reply, issuer, url)
            except AuthorizationError as error:
                refused.append(error)
        raise refused[0]

    async def _post(
        self, step: TokenRequest, method: ClientAuthMethod, job: TokenJob, reason: str
    ) -> TokenEndpointResponse:
        context = ClientAuthContext(self._clock(), self._new_id, reveal(job.auth.setting("issuer")))
        dressed = method.authenticate(step, job.auth, context)
        self._recorder.mask(value for _, value in dressed.parameters if isinstance(value, Secret))
        message = RequestMessage(
            method="POST",
            url=dressed.endpoint,
            headers=(_ACCEPT, _FORM, *dressed.fields),
            content=TextContent(_form(dressed.parameters)),
        )
        connection = job.connection
        if dressed.tls is not None:
            connection = replace(
                connection,
                client_certificate=dressed.tls.certificate,
                client_key=dressed.tls.key,
            )
        exchange = await self._recorder.perform(
            job.record,
            Purpose.TOKEN,
            message,
            connection,
            self._limits,
            reason=reason,
            learn=_secrets,
        )
        return _reply(exchange, dressed.endpoint)


def _secrets(outcome: TransportResult) -> tuple[MaybeSecret, ...]:
    response = outcome.response
    return token_members(response.content) if response is not None else ()


def _form(parameters: tuple[tuple[str, MaybeSecret], ...]) -> MaybeSecret:
    """``application/x-www-form-urlencoded`` in UTF-8 (RFC 6749 appendix B)."""
    pieces: list[MaybeSecret] = []
    for name, value in parameters:
        pieces.append(f"{'&' if pieces else ''}{quote_plus(name)}=")
        pieces.append(transform(value, quote_plus))
    return join_texts(pieces)


def _reply(exchange: Exchange, endpoint: str) -> TokenEndpointResponse:
    """The whole answer of an exchange.

    Raises:
        TokenEndpointFailed: there is none.
    """
    failure, response = exchange.failure, exchange.response
    if failure is not None:
        raise TokenEndpointFailed(
            f"No token: {failure.what}",
            code=failure.kind.value,
            where=endpoint,
            why=failure.why,
            advice=failure.advice,
        )
    assert response is not None
    if response.truncated:
        raise TokenEndpointFailed(
            "The token endpoint's answer is larger than 1 MB.",
            code="token_too_large",
            where=endpoint,
            advice="Check token_endpoint: this does not answer as a token endpoint does.",
        )
    return TokenEndpointResponse(
        response.status, response.reason, response.headers, response.content
    )


def _with_hint(refused: TokenRefused, method: ClientAuthMethod, auth: ResolvedAuth) -> TokenRefused:
    hint = method.invalid_client_hint(auth) if refused.error in CLIENT_ERRORS else ""
    if not hint:
        return refused
    return TokenRefused(
        refused.what,
        error=refused.error,
        description=refused.description,
        uri=refused.uri,
        status=refused.status,
        where=refused.where,
        why=refused.why,
        advice=f"{refused.advice} {hint}".strip(),
    )

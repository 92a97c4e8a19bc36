"""Performs a grant: drives its steps over the transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.origins import is_insecure
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.exchanges.failure_wording import worded_failure
from outrider.engine.tokens.grant_driver import GrantDriver, OpenListener
from outrider.engine.user_interface import UserInterface
from outrider.errors import AuthorizationError, TokenEndpointFailed, TokenRefused
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import (
    EXPECTS_TLS,
    Exchange,
    Failure,
    FailureKind,
    Purpose,
    TransportResult,
)
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal, transform
from outrider.model.token import TokenResponse
from outrider.next_steps import SetUrl
from outrider.oauth.client_auth import ClientAuthMethod, find_client_auth
from outrider.oauth.grant_flow import ClientAuthContext, GrantContext, TokenRequest
from outrider.oauth.grants import find_grant
from outrider.oauth.metadata import metadata_urls, read_metadata
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import SUFFIX, ServerEndpoints
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
        allow_insecure_http: credentials may travel over plain http beyond loopback.
    """

    workspace: str
    environment: str
    auth: ResolvedAuth
    connection: ConnectionSettings
    record: SendRecord
    allow_insecure_http: bool = False


class TokenExchange(Struct):
    """Turns a resolved OAuth definition into a token answer.

    Attributes:
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        user: whom a grant may ask; ``None`` where there is nobody.
        announced: what issuers said of their endpoints.
    """

    recorder: ExchangeRecorder
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    user: UserInterface | None
    listen: OpenListener
    limits: ExchangeLimits = TOKEN_LIMITS
    announced: dict[tuple[str, ConnectionSettings], Mapping[str, str]] = {}

    async def perform(
        self,
        job: TokenJob,
        reason: str,
        *,
        proof_key: Callable[[], ProofKey],
        refresh_token: Secret | None = None,
    ) -> tuple[TokenResponse, float]:
        """The answer, and when it was asked for (seconds since the epoch).

        Raises:
            AuthorizationError: refused, malformed, or not reached.
            PromptUnanswered: the grant needs somebody, and nobody is there or wants to.
        """
        auth = job.auth
        grant = find_grant(reveal(auth.setting("grant_type")))
        method = find_client_auth(reveal(auth.setting("token_endpoint_auth_method")))
        assert grant is not None
        assert method is not None
        asked_at = self.clock()

        def authenticate(request: TokenRequest) -> TokenRequest:
            issuer = reveal(auth.setting("issuer"))
            context = ClientAuthContext(self.clock(), lambda: self.random_bytes(16).hex(), issuer)
            return method.authenticate(request, auth, context)

        async def send(request: TokenRequest) -> ResponseMessage:
            nonlocal asked_at
            asked_at = self.clock()
            return await self._post(request, job, reason)

        context = GrantContext(
            auth=auth,
            endpoints=await self._endpoints(job, reason),
            authenticate=authenticate,
            clock=self.clock,
            random_bytes=self.random_bytes,
            proof_key=proof_key,
            refresh_token=refresh_token,
            is_attended=self.user is not None,
        )
        driver = GrantDriver(
            send,
            log=lambda text: self.recorder.log(job.record, text),
            mask=self.recorder.redactor.register,
            user=self.user,
            listen=self.listen,
        )
        try:
            return await driver.run(grant.flow(context)), asked_at
        except TokenRefused as refused:
            raise _with_hint(refused, method, auth) from None

    async def _endpoints(self, job: TokenJob, reason: str) -> ServerEndpoints:
        """The endpoints as written, and as the issuer's metadata names them."""
        auth = job.auth
        written = {
            name: reveal(value) for name, value in auth.settings.items() if name.endswith(SUFFIX)
        }
        issuer = reveal(auth.setting("issuer"))
        if not issuer:
            return ServerEndpoints(written, place=auth.config.place)
        place = (issuer, job.connection)
        if place not in self.announced:
            self.announced[place] = await self._discover(issuer, job, reason)
        return ServerEndpoints(written, self.announced[place], issuer, auth.config.place)

    def forget(self) -> None:
        """Forgets what issuers said of their endpoints."""
        self.announced.clear()

    async def _discover(self, issuer: str, job: TokenJob, reason: str) -> Mapping[str, str]:
        refused: list[AuthorizationError] = []
        for url in metadata_urls(issuer):
            exchange = await self.recorder.perform(
                job.record,
                Purpose.TOKEN,
                RequestMessage("GET", url, (_ACCEPT,)),
                job.connection,
                self.limits,
                reason=f"{reason}; issuer metadata",
            )
            reply = _reply(exchange, url)
            try:
                return read_metadata(reply, issuer, url)
            except AuthorizationError as error:
                refused.append(error)
        raise refused[0]

    async def _post(self, request: TokenRequest, job: TokenJob, reason: str) -> ResponseMessage:
        # Asked each time: the consent may have been withdrawn since the metadata was read.
        if is_insecure(request.endpoint) and not job.allow_insecure_http:
            raise TokenEndpointFailed(
                "The issuer's metadata names an endpoint without TLS.",
                code="insecure_http",
                where=request.endpoint,
                why="The client's credentials could be read on the way.",
                advice="Set allow_insecure_http = true in the environment if you accept that.",
            )
        self.recorder.redactor.register(
            value for _, value in request.parameters if isinstance(value, Secret)
        )
        message = RequestMessage(
            method="POST",
            url=request.endpoint,
            headers=(_ACCEPT, _FORM, *request.headers),
            content=TextContent(_form(request.parameters)),
        )
        exchange = await self.recorder.perform(
            job.record,
            Purpose.TOKEN,
            message,
            job.connection.with_client(request.tls),
            self.limits,
            reason=reason,
            learn=_secrets,
        )
        return _reply(exchange, request.endpoint)


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


def _reply(exchange: Exchange, endpoint: str) -> ResponseMessage:
    """The whole answer of an exchange.

    Raises:
        TokenEndpointFailed: there is none.
    """
    failure, response = exchange.failure, exchange.response
    asked = "Token request" if exchange.request.method == "POST" else "Issuer metadata request"
    if failure is not None:
        failure = replace(failure, what=f"{asked} failed: {failure.what}")
        raise failure.error(TokenEndpointFailed, endpoint)
    assert response is not None
    if EXPECTS_TLS in response.notes:
        status = f"{response.status} {response.reason}".strip()
        failure = Failure(
            FailureKind.PROTOCOL, f"{status}.", why=EXPECTS_TLS, step=SetUrl(endpoint)
        )
        failure = worded_failure(failure, Purpose.TOKEN, exchange.request, response)
        failure = replace(failure, what=f"{asked} failed: {status}")
        raise failure.error(TokenEndpointFailed, endpoint)
    if response.truncated:
        raise TokenEndpointFailed(
            "The token response is larger than 1 MB.",
            code="token_too_large",
            where=endpoint,
            advice="Check token_endpoint: this is not the response of a token endpoint.",
        )
    return response


def _with_hint(refused: TokenRefused, method: ClientAuthMethod, auth: ResolvedAuth) -> TokenRefused:
    hint = method.invalid_client_hint(auth) if refused.error in CLIENT_ERRORS else ""
    if not hint:
        return refused
    return TokenRefused(
        refused.what,
        error=refused.error,
        where=refused.where,
        why=refused.why,
        advice=f"{refused.advice} {hint}".strip(),
    )

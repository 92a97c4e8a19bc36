"""Performs a grant: drives its steps over the transport."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote_plus

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, PlannedExchange
from outrider.engine.tokens.answer_notes import note_answer
from outrider.engine.tokens.assertion_source import read_assertion_sources
from outrider.engine.tokens.grant_driver import GrantDriver, OpenListener
from outrider.engine.tokens.issuer_metadata import IssuerMetadata
from outrider.engine.tokens.metadata_trust import require_same_host, require_tls
from outrider.engine.tokens.nonce_turns import NonceTurns
from outrider.engine.tokens.own_certificates import named_certificates
from outrider.engine.tokens.proven_requests import ProvenRequests
from outrider.engine.tokens.server_reply import whole_reply
from outrider.engine.tokens.token_binding import bound_answer
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.user_interface import UserInterface
from outrider.errors import AuthorizationError
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import Purpose, TransportResult
from outrider.model.message import (
    FieldLine,
    HeaderFields,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.model.reason import Reason
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal, transform
from outrider.model.token import TokenResponse
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.dpop import proof_key_of, wants_dpop
from outrider.oauth.grant_flow import ClientAuthContext, GrantContext, TokenRequest, renewed
from outrider.oauth.grants import find_grant
from outrider.oauth.grants.first_step import try_first_step
from outrider.oauth.metadata import ServerMetadata, require_absolute
from outrider.oauth.metadata_warnings import metadata_warnings
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.response_secrets import token_members
from outrider.oauth.retry_after import asked_wait
from outrider.oauth.server_endpoints import SUFFIX, ServerEndpoints
from outrider.oauth.token_client import TokenClient

TOKEN_LIMITS = ExchangeLimits(
    total_timeout=15.0, connect_timeout=10.0, read_timeout=15.0, max_body_size=1_000_000
)
"""A token endpoint answers in this time and size, or there is no token."""

_ACCEPT = FieldLine("Accept", "application/json")
_FORM = FieldLine("Content-Type", "application/x-www-form-urlencoded")


class TokenExchange(Struct):
    """Turns a resolved OAuth definition into a token answer.

    Attributes:
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        user: whom a grant may ask; ``None`` where there is nobody.
        announced: what issuers said of their endpoints.
        turns: for token requests that are refused for their nonce.
    """

    recorder: ExchangeRecorder
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    user: UserInterface | None
    listen: OpenListener
    limits: ExchangeLimits = TOKEN_LIMITS
    announced: dict[tuple[str, ConnectionSettings], ServerMetadata] = {}
    turns: NonceTurns = field(default_factory=NonceTurns)

    @property
    def issuers(self) -> IssuerMetadata:
        """What issuers say of themselves."""
        return IssuerMetadata(self.recorder, self.limits, self.announced)

    async def perform(
        self,
        job: TokenJob,
        reason: Reason,
        *,
        proof_key: Callable[[], ProofKey],
        refresh_token: Secret | None = None,
        forget_refresh_token: Callable[[], None],
    ) -> tuple[TokenResponse, float]:
        """The answer, and when it was asked for (seconds since the epoch).

        Raises:
            AuthorizationError: refused, malformed, or not reached.
            PromptUnanswered: the grant needs somebody, and nobody is there or wants to.
        """
        auth = job.auth
        grant = find_grant(reveal(auth.setting("grant_type")))
        assert grant is not None
        asked_at = self.clock()
        user = self.user if job.is_attended else None
        client = self.client(job)
        certificates = named_certificates(job)
        authenticate = self._authentication(job, client)
        # What cannot be done is told before anything is sent, metadata's request included.
        authenticate(TokenRequest("", ()))
        if reveal(auth.setting("issuer")):
            try_first_step(
                grant,
                auth,
                authenticate,
                client=client,
                now=self.clock(),
                certificates=certificates,
            )

        async def post(request: TokenRequest) -> ResponseMessage:
            nonlocal asked_at
            asked_at = self.clock()
            return await self._post(request, job, reason, client.at(request.endpoint_key))

        key = proof_key_of(auth, proof_key) if wants_dpop(auth) else None
        proven = ProvenRequests(key, post, self.clock, self.random_bytes, self.turns)
        metadata = await self.issuers.read(job, reason, client)
        client = replace(client, methods=metadata.methods)
        for said, kind in metadata_warnings(metadata, client):
            self.recorder.log(job.record, said, kind)
        endpoints = _endpoints(job, metadata, client)
        context = GrantContext(
            auth=auth,
            endpoints=endpoints,
            authenticate=authenticate,
            clock=self.clock,
            random_bytes=self.random_bytes,
            proof_key=proof_key,
            refresh_token=refresh_token,
            forget_refresh_token=forget_refresh_token,
            is_attended=user is not None,
            environment=job.environment_name,
            metadata=metadata,
            client=client,
            certificates=certificates,
        )
        driver = GrantDriver(
            lambda request: proven.send(request, endpoints.find("token_endpoint")),
            log=lambda text: self.recorder.log(job.record, text),
            mask=self.recorder.redactor.register,
            user=user,
            listen=self.listen,
            may_open=lambda url: job.is_trusted and _is_web_url(url),
        )
        try:
            answer = await driver.run(grant.flow(context))
        except AuthorizationError as error:
            error.retry_after = self._retry_after(job)
            raise
        note_answer(job, answer, self.recorder, self.clock())
        if key is not None:
            answer = bound_answer(answer, key.thumbprint)
        return answer, asked_at

    def forget(self) -> None:
        """Forgets what issuers said of their endpoints."""
        self.announced.clear()

    async def endpoint(self, job: TokenJob, reason: Reason, key: str) -> str:
        """The URL of an endpoint that the server may lack.

        Args:
            job: whose definition or issuer names it.
            reason: why it is looked for.
            key: in the metadata and in files (RFC 8414 §2).

        Raises:
            AuthorizationError: the metadata cannot be had.
            ResolveError: nobody names it.
        """
        client = self.client(job).at(key)
        metadata = await self.issuers.read(job, reason, client)
        return _endpoints(job, metadata, client).need(key)

    async def ask_about(
        self, job: TokenJob, reason: Reason, key: str, token: Secret, hint: str = "access_token"
    ) -> tuple[ResponseMessage, str, TokenClient]:
        """Sends a token to the introspection or revocation endpoint.

        Args:
            job: what the token was fetched for.
            reason: why it is asked about.
            key: of the endpoint, as for :meth:`endpoint`.
            token: which it is about.
            hint: what kind of token that is: ``access_token`` or ``refresh_token``.

        Returns:
            The response, the URL of the endpoint, and the client, for whoever reads the response.

        Raises:
            AuthorizationError: the endpoint is not reached.
            ResolveError: nobody names it.
        """
        from outrider.oauth.issued_token_requests import about_token

        endpoint = await self.endpoint(job, reason, key)
        client = self.client(job).at(key)
        authenticate = self._authentication(job, client)
        request = authenticate(about_token(key, endpoint, token, hint))
        return await self._post(request, job, reason, client), endpoint, client

    def _authentication(
        self, job: TokenJob, client: TokenClient
    ) -> Callable[[TokenRequest], TokenRequest]:
        """What adds the client's credentials to a request, new ones each time."""
        auth = job.auth
        method = find_client_auth(reveal(auth.setting("token_endpoint_auth_method")))
        assert method is not None
        certificates = named_certificates(job)

        def authenticate(request: TokenRequest) -> TokenRequest:
            context = ClientAuthContext(
                now=self.clock(),
                new_id=lambda: self.random_bytes(16).hex(),
                issuer=reveal(auth.setting("issuer")),
                client=client,
                certificates=certificates,
            )
            made = method.authenticate(request, auth, context)
            return replace(made, renew=lambda: authenticate(renewed(request)))

        return authenticate

    def _retry_after(self, job: TokenJob) -> float | None:
        """For how many seconds the last answer wants nothing to be tried."""
        last = job.record.exchanges[-1] if job.record.exchanges else None
        response = last.response if last is not None else None
        if response is None:
            return None
        wait = asked_wait(response.header, is_limited=response.status == 429)
        return wait.from_now(self.clock()) if wait is not None else None

    def client(self, job: TokenJob) -> TokenClient:
        """What a refusal may say of the client; the proxy is that of the last exchange."""

        def proxy() -> str:
            network = job.record.exchanges[-1].network if job.record.exchanges else None
            return network.proxy if network is not None else ""

        return TokenClient(
            auth=job.auth,
            find_source=job.find_source,
            with_line=job.with_line,
            mask=self.recorder.redactor.mask_body,
            proxy=proxy,
            clock=self.clock,
            environment_file=job.environment_file,
            certificate=job.connection.client_certificate,
        )

    async def _post(
        self, request: TokenRequest, job: TokenJob, reason: Reason, client: TokenClient
    ) -> ResponseMessage:
        # Asked each time: the consent may have been withdrawn since the metadata was read.
        require_tls(request.endpoint, client, is_allowed=job.allow_insecure_http)
        # One that metadata names is known only now.
        job.require_endpoint(request.endpoint)
        if job.read_source is not None:
            log = partial(self.recorder.log, job.record)
            now = self.clock()
            request = await read_assertion_sources(request, client, job.read_source, log, now)
        self.recorder.redactor.register(
            value for _, value in request.parameters if isinstance(value, Secret)
        )
        message = token_request_message(request, job.auth)
        why = request.reason or reason
        exchange = await self.recorder.perform(
            PlannedExchange(
                job.record,
                Purpose.TOKEN,
                message,
                job.connection.with_client(request.tls),
                self.limits,
                reason=why.extended(request.leg) if request.leg else why,
                learn=lambda outcome: _secrets(outcome, job.auth),
            )
        )
        return whole_reply(exchange, request.endpoint, client, request.name)


def token_request_message(request: TokenRequest, auth: ResolvedAuth) -> RequestMessage:
    """What is sent for a token request of a definition (RFC 6749 §3.2)."""
    return RequestMessage(
        method="POST",
        url=request.endpoint,
        headers=_headers(request, auth),
        content=TextContent(_form(request.parameters)),
    )


def _endpoints(job: TokenJob, metadata: ServerMetadata, client: TokenClient) -> ServerEndpoints:
    """The endpoints as written, and as the issuer's metadata names them.

    A client with a certificate is sent to those that ask for it, whatever it authenticates by: its
    tokens may be bound to the certificate (RFC 8705 §5).
    """
    auth, announced = job.auth, metadata.endpoints
    if job.connection.client_certificate:
        announced = {**announced, **metadata.mtls_endpoints}
    written = {
        name: reveal(value) for name, value in auth.settings.items() if name.endswith(SUFFIX)
    }
    issuer = reveal(auth.setting("issuer"))

    def check(name: str, url: str) -> None:
        require_absolute(url, announced.get("token_endpoint", ""), client.at(name))
        require_same_host(url, issuer, client.at(name))
        require_tls(url, client.at(name), is_allowed=job.allow_insecure_http)

    return ServerEndpoints(written, announced, issuer, auth.config.place, check)


def _secrets(outcome: TransportResult, auth: ResolvedAuth) -> tuple[MaybeSecret, ...]:
    """The tokens in a response: to mask, whatever comes of it."""
    if outcome.response is None:
        return ()
    paths = auth.config.token_response
    named = [paths[name] for name in ("access_token", "refresh_token") if name in paths]
    return token_members(outcome.response.content, named)


def _headers(request: TokenRequest, auth: ResolvedAuth) -> HeaderFields:
    """The header fields of a token request; the definition may have its own ``Accept``."""
    own = tuple(FieldLine(name, value) for name, value in auth.token_headers)
    accept = () if any(line.name.lower() == "accept" for line in own) else (_ACCEPT,)
    return (*accept, _FORM, *request.headers, *own)


def _form(parameters: tuple[tuple[str, MaybeSecret], ...]) -> MaybeSecret:
    """``application/x-www-form-urlencoded`` in UTF-8 (RFC 6749 appendix B)."""
    pieces: list[MaybeSecret] = []
    for name, value in parameters:
        pieces.append(f"{'&' if pieces else ''}{quote_plus(name)}=")
        pieces.append(transform(value, quote_plus))
    return join_texts(pieces)


def _is_web_url(url: str) -> bool:
    from outrider.engine.web_browser import is_web_url

    return is_web_url(url)

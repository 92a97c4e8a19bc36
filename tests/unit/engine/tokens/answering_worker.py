"""A token worker whose authorization server is the test itself."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from outrider.engine.event_bus import EventBus
from outrider.engine.events import Event, TokenChanged, TokenFetchStarted
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.exchanges.secret_bounds import SecretBounds
from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_cache import TokenCache
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import BodySink, Timing, TransportResult
from outrider.model.message import RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.settings import TokenSharing
from outrider.oauth.proof_key import ProofKey
from outrider.redaction import Redactor
from outrider.transport.redirect_listener import LoopbackListener


@dataclass(frozen=True)
class Setting:
    """What may differ between two sends.

    The environment is known to the server by its endpoint, so that a token tells where it is from.
    """

    environment: str = "dev"
    client_id: str = "orders"
    secret: str = "first-secret"
    scope: str = "read"
    audience: str = ""
    ca_bundle: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What a server sees of it."""
        return (
            self.environment,
            self.client_id,
            self.secret,
            " ".join(sorted(self.scope.split())),
            self.audience,
            self.ca_bundle,
        )


SETTINGS = (
    Setting(),
    Setting(secret="second-secret"),
    Setting(scope="read write"),
    Setting(scope="write read"),
    Setting(audience="a"),
    Setting(client_id="others"),
    Setting(environment="staging"),
    Setting(environment="staging", scope=""),
    Setting(ca_bundle="/other.pem"),
)


@dataclass(eq=False)
class Call:
    """One token request that waits for its answer."""

    identity: tuple[str, ...]
    asked_at: float
    outcome: asyncio.Future[TransportResult]
    disowned: bool = False


@dataclass
class TokenStage:
    """The worker, its clock, and the server's side of it."""

    now: float = 1_000_000.0
    calls: list[Call] = field(default_factory=list)
    minted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked_at: dict[str, float] = field(default_factory=dict)
    lifetimes: dict[str, float] = field(default_factory=dict)
    disowned_tokens: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bus = EventBus()
        self.bus.subscribe(self.events.append)
        self.cache = TokenCache()
        self.recorder = ExchangeRecorder(
            lambda: self, self.bus, Redactor(), clock=lambda: self.now, bounds=SecretBounds()
        )
        self.exchange = TokenExchange(
            self.recorder,
            clock=lambda: self.now,
            random_bytes=bytes,
            user=None,
            listen=LoopbackListener.open,
        )
        self.worker = TokenWorker(
            self.exchange,
            self.recorder,
            self.cache,
            self.bus,
            clock=lambda: self.now,
            shared=SharedTokens(
                TokenSharing(), {}, clock=lambda: self.now, random_bytes=lambda size: b"k" * size
            ),
            proof_key=lambda _slot: ProofKey.generate(),
        )

    def job(self, setting: Setting) -> TokenJob:
        """What a send would ask the worker."""
        settings: dict[str, MaybeSecret] = {
            "grant_type": "client_credentials",
            "token_endpoint_auth_method": "client_secret_post",
            "token_endpoint": "https://login.example/token",
            "client_id": setting.client_id,
            "client_secret": Secret(setting.secret),
            "scope": setting.scope,
        }
        parameters = (("audience", setting.audience),) if setting.audience else ()
        return TokenJob(
            workspace="/workspace",
            environment=setting.environment,
            auth=ResolvedAuth(
                AuthConfig("oauth2", name="default"), settings, token_parameters=parameters
            ),
            connection=ConnectionSettings(setting.environment, ca_bundle=setting.ca_bundle),
            record=SendRecord(1, setting.environment),
        )

    async def send(
        self,
        message: RequestMessage,
        connection: ConnectionSettings,
        limits: ExchangeLimits,
        *,
        sink: BodySink | None = None,
        follower: BodyFollower | None = None,
    ) -> TransportResult:
        """Takes the place of the transport: waits until the test answers."""
        assert isinstance(message.content, TextContent)
        form = parse_qs(reveal(message.content.text))
        identity = (
            connection.environment,
            form["client_id"][0],
            form["client_secret"][0],
            " ".join(sorted(form.get("scope", [""])[0].split())),
            form.get("audience", [""])[0],
            connection.ca_bundle,
        )
        outcome: asyncio.Future[TransportResult] = asyncio.get_running_loop().create_future()
        call = Call(identity, self.now, outcome)
        self.calls.append(call)
        try:
            return await outcome
        finally:
            if call in self.calls:
                self.calls.remove(call)

    async def close(self, environment: str | None = None) -> None:
        """Nothing is open."""

    def waiting(self) -> list[Call]:
        """The requests without an answer."""
        return [call for call in self.calls if not call.outcome.done()]

    def answer(self, call: Call, lifetime: float | None) -> str:
        """Gives a token; returns it."""
        token = f"token-{len(self.minted)}"
        self.minted[token] = call.identity
        self.asked_at[token] = call.asked_at
        self.lifetimes[token] = 300.0 if lifetime is None else lifetime
        if call.disowned:
            self.disowned_tokens.add(token)
        members: dict[str, object] = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": lifetime,
        }
        self.reply(call, 200, members)
        return token

    def refuse(self, call: Call) -> None:
        """Answers that there is no token."""
        self.reply(call, 400, {"error": "invalid_scope"})

    def disown(self, identities: set[tuple[str, ...]]) -> None:
        """What is under way for these must not be kept."""
        for call in self.waiting():
            call.disowned = call.disowned or call.identity in identities

    def fetching(self) -> set[str]:
        """The keys for which listeners take an exchange to be under way."""
        last = {
            event.key.digest: isinstance(event, TokenFetchStarted)
            for event in self.events
            if isinstance(event, TokenFetchStarted | TokenChanged)
        }
        return {digest for digest, under_way in last.items() if under_way}

    def reply(self, call: Call, status: int, members: dict[str, object]) -> None:
        """Answers with these members."""
        fields = (("content-type", "application/json"),)
        body = json.dumps(members).encode()
        response = ResponseMessage(status, "", "HTTP/1.1", fields, body)
        call.outcome.set_result(TransportResult(response, None, Timing(total=1.0)))

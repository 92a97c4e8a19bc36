"""What is done with a token that was issued: introspection and revocation."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.sender import Sender
from outrider.engine.tokens.held_tokens import HeldToken
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import Fault, TokenRefused, UsageError
from outrider.model import reason
from outrider.model.auth import AuthConfig
from outrider.model.console_entry import EntryKind
from outrider.model.reason import REQUESTED, REVOKED
from outrider.model.token import AccessToken, TokenKey
from outrider.model.workspace import RequestWithFolders
from outrider.oauth.issued_token_requests import (
    UNSUPPORTED_TOKEN_TYPE,
    TokenIntrospection,
    read_introspection,
    read_revocation,
)
from outrider.oauth.server_endpoints import INTROSPECTION, REVOCATION

T = TypeVar("T")


class TokenManagement(Struct):
    """Sends tokens to the endpoints that a server may have for them, and tells what they say."""

    sender: Sender
    worker: TokenWorker
    exchange: TokenExchange

    def may_have(self, key: str, config: AuthConfig, issuer: str) -> bool:
        """Whether the server of a definition has an endpoint, as far as that is known here.

        An issuer whose metadata was not read in this session may have any.

        Args:
            key: ``introspection_endpoint`` or ``revocation_endpoint``.
            config: the definition.
            issuer: of the definition, without references; empty for none.
        """
        if config.type != "oauth2":
            return False
        if config.settings.get(key) or not issuer:
            return bool(config.settings.get(key))
        known = self.exchange.issuers.known_of(issuer)
        return known is None or key in {**known.endpoints, **known.mtls_endpoints}

    async def introspect(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig,
        request: RequestWithFolders | None = None,
        *,
        key: TokenKey | None = None,
        fresh: bool = False,
    ) -> tuple[AccessToken, TokenIntrospection] | None:
        """What the server says of a token (RFC 7662).

        Args:
            snapshot: the files.
            config: the definition.
            request: where the definition is resolved, if not in the environment alone.
            key: of the token; without one, that which a send would have.
            fresh: a new token, whatever the cache has.

        Returns:
            The token and what is said of it; ``None`` where no token is kept under the key.

        Raises:
            UsageError: the token is not from an authorization server.
            OutriderError: there is no token, no endpoint, or no response that says anything.
        """
        recorder = self.sender.recorder

        async def ask(job: TokenJob) -> tuple[AccessToken, TokenIntrospection] | None:
            await self.exchange.endpoint(job, reason.INTROSPECTION, INTROSPECTION)
            if key is None:
                force = REQUESTED if fresh else None
                token = (await self.worker.token(job, force=force)).token
            else:
                held = await self.worker.held.find(key)
                if held is None:
                    return None
                token = held.token
            said = await self.exchange.ask_about(
                job, reason.INTROSPECTION, INTROSPECTION, token.value
            )
            found = self._masked(read_introspection(*said))
            words = "active" if found.active else "not active"
            recorder.log(job.record, f"The authorization server says: the token is {words}.")
            return token, found

        return await self._with_job(snapshot, config, request, ask)

    async def revoke(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig,
        request: RequestWithFolders | None = None,
        *,
        key: TokenKey | None = None,
        fresh: bool = False,
    ) -> bool:
        """Revokes a token that is kept, and its refresh token, and drops both (RFC 7009).

        The refresh token goes first: with it alone, a new access token could be had.

        Args:
            snapshot: the files.
            config: the definition.
            request: where the definition is resolved, if not in the environment alone.
            key: of the token; without one, that of a send.
            fresh: a new one is fetched and revoked, whatever the cache has.

        Returns:
            Whether there was one.

        Raises:
            UsageError: the token is not from an authorization server.
            OutriderError: it was not revoked.
        """

        async def revoke(job: TokenJob) -> bool:
            await self.exchange.endpoint(job, reason.REVOCATION, REVOCATION)
            sought = key if key is not None else await self.worker.key(job)
            held = await self.worker.held.find(sought)
            if fresh:
                use = await self.worker.token(job, force=REQUESTED)
                there = await self.worker.held.find(use.key)
                held = HeldToken(use.key, use.token, there.refresh_token if there else None)
            if held is None:
                return False
            await self._revoke(job, held)
            return True

        return await self._with_job(snapshot, config, request, revoke)

    async def _revoke(self, job: TokenJob, held: HeldToken) -> None:
        ask, tokens, recorder = self.exchange.ask_about, self.worker.held, self.sender.recorder
        if held.refresh_token is not None:
            hint = "refresh_token"
            said = await ask(job, reason.REVOCATION, REVOCATION, held.refresh_token, hint)
            try:
                read_revocation(*said, hint)
            except TokenRefused as error:
                if error.error != UNSUPPORTED_TOKEN_TYPE:
                    raise
                recorder.log(job.record, error.why, EntryKind.WARNING)
            else:
                await tokens.drop_refresh_token(held)
        read_revocation(*await ask(job, reason.REVOCATION, REVOCATION, held.token.value))
        await tokens.drop(held, REVOKED)

    def _masked(self, said: TokenIntrospection) -> TokenIntrospection:
        """The same without secrets: some servers repeat the token."""
        text = self.sender.redactor.mask_body(json.dumps(said.members, ensure_ascii=False))
        try:
            return replace(said, members=json.loads(text))
        except ValueError:
            return replace(said, members={"active": said.active})

    async def _with_job(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig,
        request: RequestWithFolders | None,
        work: Callable[[TokenJob], Awaitable[T]],
    ) -> T:
        if config.type != "oauth2":
            fault = Fault(
                "no_authorization_server",
                f'Auth type "{config.type}" has no authorization server to ask.',
                snapshot.with_line(config.location_of("type")),
                why="Its token comes from a program.",
            )
            raise UsageError.of([fault])
        return await self.sender.with_token_job(snapshot, config, request, lambda _, job: work(job))

"""The heart: a token for each send, fetched once for all who wait, never another environment's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import Struct

from outrider.engine.event_bus import EventBus
from outrider.engine.events import TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.tokens.token_cache import TokenCache, matches
from outrider.engine.tokens.token_exchange import TokenExchange, TokenJob
from outrider.engine.tokens.token_key import token_key
from outrider.model.console_entry import EntryKind
from outrider.model.reason import Reason
from outrider.model.secret import Secret, reveal
from outrider.model.token import (
    AccessToken,
    TokenKey,
    TokenResponse,
    TokenSlot,
    TokenSource,
    TokenUse,
)
from outrider.oauth.proof_key import ProofKey

ASSUMED_LIFETIME = 300.0
"""Seconds that a token is taken to live when the server does not say."""


class _PendingExchange(Struct):
    """One exchange under way and how many wait for it."""

    task: asyncio.Task[AccessToken]
    key: TokenKey
    reason: Reason
    waiting: int = 0


class TokenWorker:
    """Hands out tokens from the cache, or performs one exchange per key for all who wait.

    The refresh token that comes with a token is kept beside it, for the grant's next exchange.
    """

    def __init__(
        self,
        exchange: TokenExchange,
        recorder: ExchangeRecorder,
        cache: TokenCache,
        bus: EventBus,
        *,
        clock: Callable[[], float],
        digest_key: bytes,
        proof_key: Callable[[TokenSlot], ProofKey],
    ) -> None:
        self._exchange = exchange
        self._recorder = recorder
        self._cache = cache
        self._bus = bus
        self._clock = clock
        self._digest_key = digest_key
        self._proof_key = proof_key
        self._pending: dict[str, _PendingExchange] = {}
        self._tasks: set[asyncio.Task[AccessToken]] = set()
        self._refresh_tokens: dict[str, tuple[TokenKey, Secret]] = {}

    def key(self, job: TokenJob) -> TokenKey:
        """The key under which the job's token is cached."""
        return token_key(job.workspace, job.environment, job.auth, job.connection, self._digest_key)

    async def token(self, job: TokenJob, *, force: Reason | None = None) -> TokenUse:
        """A token for the job.

        A fresh token in the cache is handed out also while another is being fetched by force:
        should that exchange fail, nobody else is the worse for it.

        Args:
            job: what it is wanted for.
            force: a reason to fetch a new one although the cache holds a fresh one; an exchange
                under way is joined, because nobody has had its token yet.

        Raises:
            AuthorizationError: there is none to be had; every waiter gets the same error, and
                nothing of it is cached.
        """
        key = self.key(job)
        found = self._cache.look_up(key, self._clock())
        if found.token is not None and not force:
            return _use(found.token, key, TokenSource.CACHE, found.reason)
        pending = self._pending.get(key.digest) or self._start(job, key, force or found.reason)
        return await self._join(key, pending)

    def invalidate(self, use: TokenUse, reason: Reason) -> None:
        """Drops exactly the token that an API refused."""
        if self._cache.drop(use.key, use.token, reason):
            self._bus.publish(TokenChanged(use.key, use.key.slot.environment, None))

    def clear(self, environment: str | None = None, auth: str | None = None) -> int:
        """Forgets the tokens of an environment, or all; returns how many there were.

        What is under way for them is not stored when it arrives; who waits for it still gets it.
        """
        for digest, pending in list(self._pending.items()):
            if matches(pending.key, environment, auth):
                del self._pending[digest]
        for digest, (key, _) in list(self._refresh_tokens.items()):
            if matches(key, environment, auth):
                del self._refresh_tokens[digest]
        self._exchange.forget()
        count = self._cache.clear(environment, auth)
        self._bus.publish(TokensForgotten(environment, auth))
        return count

    async def close(self) -> None:
        """Cancels every exchange and waits until each has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pending.clear()

    def _start(self, job: TokenJob, key: TokenKey, reason: Reason) -> _PendingExchange:
        task = asyncio.get_running_loop().create_task(self._fetch(job, key, reason))
        pending = _PendingExchange(task, key, reason)
        self._pending[key.digest] = pending
        self._tasks.add(task)

        def landed(done: asyncio.Task[AccessToken]) -> None:
            self._tasks.discard(done)
            if self._pending.get(key.digest) is pending:
                del self._pending[key.digest]
            if not done.cancelled():
                # Every waiter may have been cancelled: nobody else would fetch the error.
                done.exception()

        task.add_done_callback(landed)
        return pending

    async def _join(self, key: TokenKey, pending: _PendingExchange) -> TokenUse:
        pending.waiting += 1
        try:
            token = await asyncio.shield(pending.task)
        except asyncio.CancelledError:
            if pending.waiting == 1 and not pending.task.done():
                pending.task.cancel()
                # Whoever asks from now on needs an exchange that is not about to end.
                if self._pending.get(key.digest) is pending:
                    del self._pending[key.digest]
            raise
        finally:
            pending.waiting -= 1
        return _use(token, key, TokenSource.EXCHANGE, pending.reason)

    async def _fetch(self, job: TokenJob, key: TokenKey, reason: Reason) -> AccessToken:
        self._bus.publish(TokenFetchStarted(key, job.environment))
        token: AccessToken | None = None
        try:
            answer, asked_at = await self._exchange.perform(
                job,
                reason,
                proof_key=lambda: self._proof_key(key.slot),
                refresh_token=self._refresh_token(key),
            )
            token = self._issued(job, answer, asked_at)
        finally:
            if token is None:
                self._bus.publish(TokenChanged(key, job.environment, None, failed=True))
        pending = self._pending.get(key.digest)
        if pending is not None and pending.task is asyncio.current_task():
            self._cache.put(key, token)
            if answer.refresh_token_spent:
                self._refresh_tokens.pop(key.digest, None)
            if answer.refresh_token is not None:
                self._refresh_tokens[key.digest] = (key, answer.refresh_token)
            self._bus.publish(TokenChanged(key, job.environment, token))
        else:
            # It was cleared away meanwhile: whoever shows that it is being fetched is told.
            self._bus.publish(TokenChanged(key, job.environment, self._cache.token(key)))
        return token

    def _refresh_token(self, key: TokenKey) -> Secret | None:
        found = self._refresh_tokens.get(key.digest)
        return found[1] if found else None

    def _issued(self, job: TokenJob, answer: TokenResponse, asked_at: float) -> AccessToken:
        """The token with its life, and what a person should know about it, said."""
        asked = frozenset(reveal(job.auth.setting("scope")).split())
        lifetime, assumed = answer.lifetime, answer.lifetime is None
        if lifetime is None:
            lifetime = ASSUMED_LIFETIME
            self._note(job, "No expires_in in the token response: assuming 5 min.")
        elif lifetime <= 0:
            lifetime = 0.0
            self._note(job, "expires_in is not positive: the token is used once and not cached.")
        for warning in answer.warnings:
            self._note(job, warning, EntryKind.WARNING)
        missing = asked - answer.scope if answer.scope is not None else ()
        if missing:
            words = ", ".join(sorted(missing))
            note = f"Granted scope lacks: {words}."
            self._note(job, note, EntryKind.WARNING)
        return AccessToken(
            value=answer.access_token,
            token_type=answer.token_type,
            requested_at=asked_at,
            expires_at=asked_at + lifetime,
            lifetime_assumed=assumed,
            requested_scope=asked,
            scope=answer.scope,
        )

    def _note(self, job: TokenJob, text: str, kind: EntryKind = EntryKind.NOTE) -> None:
        self._recorder.log(job.record, text, kind)


def _use(token: AccessToken, key: TokenKey, source: TokenSource, reason: Reason) -> TokenUse:
    return TokenUse(token, key, source, reason.text, reason.code)

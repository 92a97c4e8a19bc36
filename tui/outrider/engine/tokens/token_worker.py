"""The heart: a token for each send, fetched once for all who wait, never another environment's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from msgspec import Struct

from outrider.engine.event_bus import EventBus
from outrider.engine.events import TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.tokens.shared_document import StoredToken
from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_cache import TokenCache, matches
from outrider.engine.tokens.token_exchange import TokenExchange, TokenJob
from outrider.engine.tokens.token_key import token_key
from outrider.engine.tokens.token_sources import TokenSources
from outrider.model.console_entry import EntryKind
from outrider.model.reason import WARMED, Reason, shared
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


_SAME_TOKEN = "The command returned the token that the API rejected: it may have its own cache."


class _PendingExchange(Struct):
    """One exchange under way and how many wait for it."""

    task: asyncio.Task[TokenUse]
    key: TokenKey
    waiting: int = 0


class TokenWorker:
    """Hands out tokens from the cache, or performs one exchange per key for all who wait.

    Where tokens are shared, those of other processes count as this one's, and all of them wait
    for one exchange. The refresh token that comes with a token is kept beside it, for the grant's
    next exchange.
    """

    def __init__(
        self,
        exchange: TokenExchange | TokenSources,
        recorder: ExchangeRecorder,
        cache: TokenCache,
        bus: EventBus,
        *,
        clock: Callable[[], float],
        shared: SharedTokens,
        proof_key: Callable[[TokenSlot], ProofKey],
    ) -> None:
        self._exchange = exchange
        self._recorder = recorder
        self._cache = cache
        self._bus = bus
        self._clock = clock
        self._shared = shared
        self._proof_key = proof_key
        self._pending: dict[str, _PendingExchange] = {}
        self._tasks: set[asyncio.Task[TokenUse] | asyncio.Task[int]] = set()
        self._refresh_tokens: dict[str, tuple[TokenKey, Secret]] = {}

    async def key(self, job: TokenJob) -> TokenKey:
        """The key under which the job's token is cached."""
        digest_key = await self._shared.digest_key()
        return token_key(job.workspace, job.environment, job.auth, job.connection, digest_key)

    async def token(
        self, job: TokenJob, *, force: Reason | None = None, ahead: bool = False
    ) -> TokenUse:
        """A token for the job.

        A fresh token in the cache is handed out also while another is being fetched by force:
        should that exchange fail, nobody else is the worse for it.

        Args:
            job: what it is wanted for.
            force: a reason to fetch a new one although the cache holds a fresh one; an exchange
                under way is joined, because nobody has had its token yet.
            ahead: nothing waits for it; that is the reason which is told of an exchange.

        Raises:
            AuthorizationError: there is none to be had; every waiter gets the same error, and
                nothing of it is cached.
        """
        key = await self.key(job)
        found = self._cache.look_up(key, self._clock())
        if found.token is not None and not force:
            return _use(found.token, key, TokenSource.CACHE, found.reason)
        pending = self._pending.get(key.digest)
        if pending is None:
            reason = force or (WARMED if ahead else found.reason)
            pending = self._start(job, key, reason, forced=force is not None)
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
            if matches(pending.key.slot, environment, auth):
                del self._pending[digest]
        for digest, (key, _) in list(self._refresh_tokens.items()):
            if matches(key.slot, environment, auth):
                del self._refresh_tokens[digest]
        self._exchange.forget()
        count = self._cache.clear(environment, auth)
        self._clear_shared(environment, auth)
        self._bus.publish(TokensForgotten(environment, auth))
        return count

    async def close(self) -> None:
        """Cancels every exchange and waits until each has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pending.clear()

    def _clear_shared(self, environment: str | None, auth: str | None) -> None:
        """Forgets what is shared as well, without holding up whoever asked."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Nothing runs yet, and so nothing was ever shared from here.
            return
        task = loop.create_task(self._shared.clear(environment, auth))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start(
        self, job: TokenJob, key: TokenKey, reason: Reason, *, forced: bool
    ) -> _PendingExchange:
        task = asyncio.get_running_loop().create_task(self._fetch(job, key, reason, forced=forced))
        pending = _PendingExchange(task, key)
        self._pending[key.digest] = pending
        self._tasks.add(task)

        def landed(done: asyncio.Task[TokenUse]) -> None:
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
            return await asyncio.shield(pending.task)
        except asyncio.CancelledError:
            if pending.waiting == 1 and not pending.task.done():
                pending.task.cancel()
                # Whoever asks from now on needs an exchange that is not about to end.
                if self._pending.get(key.digest) is pending:
                    del self._pending[key.digest]
            raise
        finally:
            pending.waiting -= 1

    async def _fetch(
        self, job: TokenJob, key: TokenKey, reason: Reason, *, forced: bool
    ) -> TokenUse:
        self._bus.publish(TokenFetchStarted(key, job.environment))
        token: AccessToken | None = None
        wait = partial(self._note, job, "Another outrider is fetching this token: waiting for it.")
        try:
            async with self._shared.exchanging(key, wait):
                there = await self._shared.find(key)
                use = None if forced or there is None else self._shared_use(key, there)
                if use is not None:
                    token = use.token
                    self._keep(job, key, token)
                    return use
                if there is not None and self._cache.is_rejected(key, there.token):
                    await self._shared.drop(key, there.token)
                answer, asked_at = await self._exchange.perform(
                    job,
                    reason,
                    proof_key=lambda: self._proof_key(key.slot),
                    refresh_token=self._refresh_token(key, there),
                )
                token = self._issued(job, answer, asked_at)
                if job.auth.command and self._cache.is_rejected(key, token):
                    self._note(job, _SAME_TOKEN, EntryKind.WARNING)
                if self._keep(job, key, token, answer):
                    await self._shared.put(key, token, self._refresh_token(key, None))
        finally:
            self._tell_problems(job)
            if token is None:
                self._bus.publish(TokenChanged(key, job.environment, None, failed=True))
        source = TokenSource.COMMAND if job.auth.command else TokenSource.EXCHANGE
        return _use(token, key, source, reason)

    def _shared_use(self, key: TokenKey, there: StoredToken) -> TokenUse | None:
        """A token of another process, where it may be handed out."""
        token, now = there.token, self._clock()
        if not there.is_usable(now) or self._cache.is_rejected(key, token):
            return None
        return _use(token, key, TokenSource.CACHE, shared(max(int(token.expires_at - now), 0)))

    def _keep(
        self, job: TokenJob, key: TokenKey, token: AccessToken, answer: TokenResponse | None = None
    ) -> bool:
        """Keeps a token that came, unless it was cleared away meanwhile."""
        pending = self._pending.get(key.digest)
        if pending is None or pending.task is not asyncio.current_task():
            # Whoever shows that it is being fetched is told.
            self._bus.publish(TokenChanged(key, job.environment, self._cache.token(key)))
            return False
        self._cache.put(key, token)
        if answer is not None and answer.refresh_token_spent:
            self._refresh_tokens.pop(key.digest, None)
        if answer is not None and answer.refresh_token is not None:
            self._refresh_tokens[key.digest] = (key, answer.refresh_token)
        self._bus.publish(TokenChanged(key, job.environment, token))
        return True

    def _tell_problems(self, job: TokenJob) -> None:
        for problem in self._shared.take_problems():
            self._note(job, problem, EntryKind.WARNING)

    def _refresh_token(self, key: TokenKey, there: StoredToken | None) -> Secret | None:
        """The refresh token: the shared one is the newest, and a server may want no other."""
        if there is not None and there.refresh_token:
            return Secret(there.refresh_token)
        found = self._refresh_tokens.get(key.digest)
        return found[1] if found else None

    def _issued(self, job: TokenJob, answer: TokenResponse, asked_at: float) -> AccessToken:
        """The token with its life, and what a person should know about it, said."""
        asked = frozenset(reveal(job.auth.setting("scope")).split())
        lifetime, assumed = answer.lifetime, answer.lifetime is None
        if lifetime is None:
            lifetime = ASSUMED_LIFETIME
            unknown = "No expires_in in the token response"
            if job.auth.command:
                unknown = "The output of the command does not say when the token expires"
            self._note(job, f"{unknown}: assuming 5 min.")
        elif lifetime <= 0:
            lifetime = 0.0
            self._note(job, "expires_in is not positive: the token is used once and not cached.")
        for warning in answer.warnings:
            self._note(job, warning, EntryKind.WARNING)
        granted = answer.scope
        missing = [] if granted is None else [one for one in asked if not granted_all(one, granted)]
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


def granted_all(asked: str, granted: frozenset[str]) -> bool:
    """Whether a word of a scope was granted; some servers have commas between the words."""
    return asked in granted or granted.issuperset(filter(None, asked.split(",")))


def _use(token: AccessToken, key: TokenKey, source: TokenSource, reason: Reason) -> TokenUse:
    return TokenUse(token, key, source, reason.text, reason.code)

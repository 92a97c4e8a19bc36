"""The heart: a token for each send, fetched once for all who wait, never another environment's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.event_bus import EventBus
from outrider.engine.events import TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.tokens.held_tokens import HeldTokens
from outrider.engine.tokens.issued_token import issued_token
from outrider.engine.tokens.refresh_tokens import RefreshTokens
from outrider.engine.tokens.shared_document import StoredToken
from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_cache import TokenCache, matches
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_key import token_key
from outrider.errors import SignInRequired
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.console_entry import EntryKind
from outrider.model.reason import REFRESHED, WARMED, Reason, shared
from outrider.model.token import (
    AccessToken,
    TokenKey,
    TokenResponse,
    TokenSlot,
    TokenSource,
    TokenUse,
)
from outrider.oauth.proof_key import ProofKey

if TYPE_CHECKING:
    from outrider.engine.tokens.token_exchange import TokenExchange
    from outrider.engine.tokens.token_sources import TokenSources

_SAME_TOKEN = "The command returned the token that the API rejected: it may have its own cache."


class _PendingExchange(Struct):
    """One exchange under way and how many wait for it."""

    task: asyncio.Task[TokenUse]
    key: TokenKey
    waiting: int = 0


class _KnownKey(Struct, frozen=True):
    """The key of a definition, and everything that it was made of."""

    of: tuple[str, str, bytes]
    auth: ResolvedAuth
    connection: ConnectionSettings
    key: TokenKey


class TokenWorker:
    """Hands out tokens from the cache, or performs one exchange per key for all who wait.

    Where tokens are shared, those of other processes count as this one's, and all of them wait
    for one exchange. The refresh token that comes with a token is kept beside it, for the grant's
    next exchange.

    Attributes:
        held: the tokens that were handed out and are kept.
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
        self._refresh_tokens = RefreshTokens()
        self._last_key: _KnownKey | None = None
        self.held = HeldTokens(cache, shared, self._refresh_tokens, bus)

    async def key(self, job: TokenJob) -> TokenKey:
        """The key under which the job's token is cached."""
        digest_key = await self._shared.digest_key()
        last = self._last_key
        same = last is not None and last.auth is job.auth and last.connection is job.connection
        if last is None or not same or last.of != (job.workspace, job.environment, digest_key):
            of = (job.workspace, job.environment, digest_key)
            key = token_key(job.workspace, job.environment, job.auth, job.connection, digest_key)
            self._last_key = last = _KnownKey(of, job.auth, job.connection, key)
        return last.key

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
        self._refresh_tokens.clear(environment, auth)
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
        lacks_person, spent = False, list[str]()
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
                    await self._shared.reject(key, there.token)
                used = self._refresh_tokens.find(key, there)
                try:
                    answer, asked_at = await self._exchange.perform(
                        job,
                        reason,
                        proof_key=lambda: self._proof_key(key.slot),
                        refresh_token=used,
                        forget_refresh_token=partial(self._forget_refresh_token, key, spent),
                    )
                finally:
                    if spent and there is not None:
                        await self._shared.drop(key, there.token)
                token = issued_token(
                    job, answer, asked_at, self._cache.token(key), partial(self._note, job)
                )
                if answer.refreshed:
                    reason = REFRESHED
                    # One that is not replaced stays, also where another process had it first.
                    answer = replace(answer, refresh_token=answer.refresh_token or used)
                if job.auth.command and self._cache.is_rejected(key, token):
                    self._note(job, _SAME_TOKEN, EntryKind.WARNING)
                if self._keep(job, key, token, answer):
                    await self._shared.put(key, token, self._refresh_tokens.find(key))
        except SignInRequired:
            # Nothing has failed: nobody was there to be asked.
            lacks_person = True
            raise
        finally:
            self._tell_problems(job)
            if token is None:
                failed = not lacks_person
                self._bus.publish(TokenChanged(key, job.environment, None, failed=failed))
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
        if answer is not None:
            self._refresh_tokens.take(key, answer)
        self._bus.publish(TokenChanged(key, job.environment, token))
        return True

    def _tell_problems(self, job: TokenJob) -> None:
        for problem in self._shared.take_problems():
            self._note(job, problem, EntryKind.WARNING)

    def _forget_refresh_token(self, key: TokenKey, spent: list[str]) -> None:
        """Drops one that the server rejects, so that nothing asks with it again."""
        self._refresh_tokens.forget(key)
        spent.append(key.digest)

    def _note(self, job: TokenJob, text: str, kind: EntryKind = EntryKind.NOTE) -> None:
        self._recorder.log(job.record, text, kind)


def _use(token: AccessToken, key: TokenKey, source: TokenSource, reason: Reason) -> TokenUse:
    return TokenUse(token, key, source, reason.text, reason.code)

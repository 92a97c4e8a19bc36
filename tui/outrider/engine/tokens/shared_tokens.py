"""Shares tokens with the other processes of this user, where the settings say so."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial

from msgspec.structs import replace

from outrider.engine.tokens.shared_document import (
    DIGEST_KEY_BYTES,
    SharedDocument,
    StoredToken,
)
from outrider.engine.tokens.token_places import TokenPlace, find_place
from outrider.errors import OutriderError, SaveError
from outrider.model.secret import Secret
from outrider.model.settings import TokenSharing
from outrider.model.token import AccessToken, TokenKey

LOCK_PATIENCE = 20.0
"""Seconds for which another process's exchange is waited for: it answers in 15, or has stopped."""

_PAUSE = 0.02
_LOCKS = 64
_BOUND_TYPES = frozenset({"dpop"})
"""Tokens that only the process with their proof key can use (RFC 9449)."""

FindPlace = Callable[[Mapping[str, str]], Awaitable[tuple[TokenPlace | None, str]]]


class SharedTokens:
    """The tokens that other processes have fetched; nothing where they are not shared.

    Whatever is damaged, missing or from another clock is as if it were not there: then a token is
    fetched. Each piece of trouble is told once, in :meth:`take_problems`.
    """

    def __init__(
        self,
        sharing: TokenSharing,
        process: Mapping[str, str],
        *,
        clock: Callable[[], float],
        random_bytes: Callable[[int], bytes],
        find: FindPlace = find_place,
        patience: float = LOCK_PATIENCE,
    ) -> None:
        self._sharing = sharing
        self._process = process
        self._clock = clock
        self._own_key = random_bytes(DIGEST_KEY_BYTES)
        self._find = find
        self._patience = patience
        self._opened: asyncio.Task[bytes] | None = None
        self._place: TokenPlace | None = None
        self._problems: list[str] = []

    async def digest_key(self) -> bytes:
        """Under which secrets enter the keys of tokens: everybody's, or this process's."""
        if not self._sharing.shared:
            return self._own_key
        if self._opened is None:
            self._opened = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._opened)

    async def place(self) -> TokenPlace | None:
        """Where they are; ``None`` where they are not shared."""
        await self.digest_key()
        return self._place

    def take_problems(self) -> tuple[str, ...]:
        """What kept tokens from being shared since the last call, in sentences."""
        found, self._problems = tuple(dict.fromkeys(self._problems)), []
        return found

    @asynccontextmanager
    async def exchanging(self, key: TokenKey, wait: Callable[[], None]) -> AsyncIterator[None]:
        """Holds off other processes from an exchange for the same key.

        Args:
            key: whose lock is taken.
            wait: called once where another process has it.
        """
        descriptor = await self._lock(key, wait) if self._place is not None else None
        try:
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    async def find(self, key: TokenKey) -> StoredToken | None:
        """What is kept under a key, whatever its state."""
        if self._place is None:
            return None
        document = SharedDocument.read(await self._place.load())
        return document.tokens.get(key.digest) if document is not None else None

    async def put(self, key: TokenKey, token: AccessToken, refresh_token: Secret | None) -> None:
        """Keeps a token for all, unless it may be used only once or by this process alone."""
        if token.lifetime <= 0 or token.token_type.lower() in _BOUND_TYPES:
            return
        kept = refresh_token if self._sharing.refresh_tokens else None
        stored = StoredToken.of(key.slot, token, kept)
        await self._change(lambda there: there.with_token(key, stored, self._clock()))

    async def drop(self, key: TokenKey, token: AccessToken) -> None:
        """Drops exactly this token; a newer one under the same key stays."""

        def without(there: SharedDocument) -> SharedDocument | None:
            found = there.tokens.get(key.digest)
            if found is None or found.token.value != token.value:
                return None
            del there.tokens[key.digest]
            return there

        await self._change(without)

    async def reject(self, key: TokenKey, token: AccessToken) -> None:
        """Hands out exactly this token no more; the refresh token beside it is as good as before.

        It stays until it is replaced: the exchange that it is for may fail for the moment.
        """

        def rejected(there: SharedDocument) -> SharedDocument | None:
            found = there.tokens.get(key.digest)
            if found is None or found.token.value != token.value:
                return None
            if found.refresh_token:
                there.tokens[key.digest] = replace(found, expires_at=found.requested_at)
            else:
                del there.tokens[key.digest]
            return there

        await self._change(rejected)

    async def tokens(self) -> tuple[StoredToken, ...]:
        """All that are kept and worth something now."""
        place = await self.place()
        document = SharedDocument.read(await place.load()) if place is not None else None
        now = self._clock()
        every = document.tokens.values() if document is not None else ()
        return tuple(one for one in every if one.refresh_token or one.is_usable(now))

    async def clear(self, environment: str | None = None, auth: str | None = None) -> int:
        """Forgets the tokens of an environment and an auth, or of all; how many there were."""
        if await self.place() is None:
            return 0
        gone: list[StoredToken] = []

        def without(there: SharedDocument) -> SharedDocument | None:
            kept, removed = there.without(environment, auth)
            gone.extend(removed)
            return kept if removed else None

        await self._change(without)
        return len(gone)

    async def _open(self) -> bytes:
        """Finds the place, and the key that is kept there or is made for it."""
        self._place, problem = await self._find(self._process)
        if self._place is None:
            self._problems.append(f"Tokens are not shared: {problem}")
            return self._own_key
        document = SharedDocument.read(await self._place.load())
        if document is None:
            await self._change(lambda there: there)
            document = SharedDocument.read(await self._place.load())
        return document.key if document is not None else self._own_key

    async def _change(self, change: Callable[[SharedDocument], SharedDocument | None]) -> None:
        if self._place is None:
            return
        try:
            await self._place.change(partial(self._changed, change))
        except SaveError as error:
            self._problems.append(f"The token is not shared: {_sentence(error)}")

    def _changed(
        self, change: Callable[[SharedDocument], SharedDocument | None], data: bytes
    ) -> bytes | None:
        there = SharedDocument.read(data) or SharedDocument(self._own_key)
        made = change(there)
        # A token that is no text cannot be kept, and is used all the same.
        with suppress(UnicodeEncodeError):
            return made.encoded() if made is not None else None
        return None

    async def _lock(self, key: TokenKey, wait: Callable[[], None]) -> int | None:
        """The lock of the key; ``None`` where there can be none, or its holder has stopped."""
        assert self._place is not None
        name = f"{int(key.digest[:8], 16) % _LOCKS:02d}"
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        waits = False
        while True:
            try:
                descriptor = self._place.locks.try_lock(name)
            except OSError:
                return None
            if descriptor is not None or loop.time() >= until:
                return descriptor
            if not waits:
                waits = True
                wait()
            await asyncio.sleep(_PAUSE)


def _sentence(error: OutriderError) -> str:
    return " ".join(filter(None, (error.what, error.why)))

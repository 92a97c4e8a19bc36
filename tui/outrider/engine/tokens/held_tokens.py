"""The tokens that are kept, each with its refresh token, wherever they are kept."""

from __future__ import annotations

from msgspec import Struct

from outrider.engine.event_bus import EventBus
from outrider.engine.events import TokenChanged
from outrider.engine.tokens.refresh_tokens import RefreshTokens
from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_cache import TokenCache
from outrider.model.reason import Reason
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenKey


class HeldToken(Struct, frozen=True):
    """A token that is kept, and the refresh token beside it; ``None`` without one."""

    key: TokenKey
    token: AccessToken
    refresh_token: Secret | None = None


class HeldTokens(Struct):
    """Looks into the caches of this process and of all."""

    _cache: TokenCache
    _shared: SharedTokens
    _refresh_tokens: RefreshTokens
    _bus: EventBus

    async def find(self, key: TokenKey) -> HeldToken | None:
        """The token under a key, whatever its state; ``None`` where none is kept."""
        there = await self._shared.find(key)
        token = self._cache.token(key)
        if token is None and there is not None:
            token = there.token
        if token is None:
            return None
        return HeldToken(key, token, self._refresh_tokens.find(key, there))

    async def drop(self, held: HeldToken, reason: Reason) -> None:
        """Drops exactly this token from every cache, and the refresh token beside it."""
        self._refresh_tokens.forget(held.key)
        self._cache.drop(held.key, held.token, reason)
        await self._shared.drop(held.key, held.token)
        slot = held.key.slot
        self._bus.publish(TokenChanged(held.key, slot.environment, self._cache.token(held.key)))

    async def drop_refresh_token(self, held: HeldToken) -> None:
        """Drops the refresh token beside a token; the token stays."""
        self._refresh_tokens.forget(held.key)
        there = await self._shared.find(held.key)
        if there is not None and there.token.value == held.token.value:
            await self._shared.put(held.key, held.token, None)

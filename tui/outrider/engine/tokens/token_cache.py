"""Keeps access tokens in memory, each under everything that makes it differ from another."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.reason import EXPIRED, EXPIRING, NO_TOKEN_YET, Reason, cached
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenState


class CacheLookup(Struct, frozen=True):
    """What the cache says of a key.

    Attributes:
        token: set when it may be handed out.
        reason: why it may, or why another must be fetched.
    """

    token: AccessToken | None
    reason: Reason


class TokenCache:
    """Tokens by key; nothing is ever written to disk."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[TokenKey, AccessToken]] = {}
        self._last_of_slot: dict[TokenSlot, TokenKey] = {}
        self._rejected: dict[str, tuple[TokenKey, Reason, AccessToken]] = {}

    def look_up(self, key: TokenKey, now: float) -> CacheLookup:
        """The token for a key at ``now`` (seconds since the epoch), or the reason for a new one."""
        rejected = self._rejected.get(key.digest)
        if rejected is not None:
            return CacheLookup(None, rejected[1])
        found = self._tokens.get(key.digest)
        if found is None:
            before = self._last_of_slot.get(key.slot)
            if before is not None and before.digest != key.digest:
                from outrider.engine.tokens.token_key import key_difference

                return CacheLookup(None, key_difference(before, key))
            return CacheLookup(None, NO_TOKEN_YET)
        token = found[1]
        match token.state(now):
            case TokenState.FRESH:
                return CacheLookup(token, cached(max(int(token.expires_at - now), 0)))
            case TokenState.STALE:
                return CacheLookup(None, EXPIRING)
            case _:
                return CacheLookup(None, EXPIRED)

    def token(self, key: TokenKey) -> AccessToken | None:
        """The token under a key, whatever its state."""
        found = self._tokens.get(key.digest)
        return found[1] if found else None

    def is_rejected(self, key: TokenKey, token: AccessToken) -> bool:
        """Whether exactly this token was dropped, and no other has come since."""
        found = self._rejected.get(key.digest)
        return found is not None and found[2].value == token.value

    def tokens(self) -> tuple[tuple[TokenKey, AccessToken], ...]:
        """All tokens with their keys."""
        return tuple(self._tokens.values())

    def put(self, key: TokenKey, token: AccessToken) -> None:
        """Stores a token, unless it may be used only once; its key is remembered either way."""
        self._rejected.pop(key.digest, None)
        self._last_of_slot[key.slot] = key
        if token.lifetime > 0:
            self._tokens[key.digest] = (key, token)
        else:
            self._tokens.pop(key.digest, None)

    def drop(self, key: TokenKey, token: AccessToken, reason: Reason) -> bool:
        """Drops exactly this token, if it is there; a newer one under the same key stays."""
        found = self._tokens.get(key.digest)
        if found is None or found[1].value != token.value:
            return False
        del self._tokens[key.digest]
        self._rejected[key.digest] = (key, reason, token)
        return True

    def clear(self, environment: str | None = None, auth: str | None = None) -> int:
        """Forgets the tokens of an environment and an auth, or of all; how many there were."""
        gone = [
            digest
            for digest, (key, _) in self._tokens.items()
            if matches(key.slot, environment, auth)
        ]
        for digest in gone:
            del self._tokens[digest]
        for slot in [s for s in self._last_of_slot if matches(s, environment, auth)]:
            del self._last_of_slot[slot]
        for digest, (key, *_) in list(self._rejected.items()):
            if matches(key.slot, environment, auth):
                del self._rejected[digest]
        return len(gone)


def matches(slot: TokenSlot, environment: str | None, auth: str | None) -> bool:
    """Whether a slot is of this environment and this auth; ``None`` stands for every one."""
    return environment in (None, slot.environment) and auth in (None, slot.auth)

"""Keeps the refresh token that came with each token, for the next exchange."""

from __future__ import annotations

from outrider.engine.tokens.shared_document import StoredToken
from outrider.engine.tokens.token_cache import matches
from outrider.model.secret import Secret
from outrider.model.token import TokenKey, TokenResponse


class RefreshTokens:
    """Refresh tokens by the key of their tokens, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[TokenKey, Secret]] = {}

    def find(self, key: TokenKey, there: StoredToken | None = None) -> Secret | None:
        """The one for a key: that of another process is the newest, and servers may want no other.

        Args:
            key: of the token that is wanted.
            there: what is shared under the key.
        """
        if there is not None and there.refresh_token:
            return Secret(there.refresh_token)
        found = self._kept.get(key.digest)
        return found[1] if found else None

    def take(self, key: TokenKey, answer: TokenResponse) -> None:
        """Keeps the one of an answer in the place of the one before (RFC 6749 §6)."""
        if answer.refresh_token is not None:
            self._kept[key.digest] = (key, answer.refresh_token)

    def forget(self, key: TokenKey) -> None:
        """Drops the one for a key."""
        self._kept.pop(key.digest, None)

    def clear(self, environment: str | None, auth: str | None) -> None:
        """Drops those of an environment and an auth, or all."""
        for digest, (key, _) in list(self._kept.items()):
            if matches(key.slot, environment, auth):
                del self._kept[digest]

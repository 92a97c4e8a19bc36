"""The document in which processes share tokens: the key of their hashes, and each token's life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.tokens.token_cache import matches
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenState

DIGEST_KEY_BYTES = 32


class StoredToken(Struct, frozen=True, omit_defaults=True):
    """A token as it is kept, in clear, with what people need to recognise it.

    Attributes:
        workspace: real path, as ``environment`` and ``auth`` one of :class:`TokenSlot`.
        requested_at: seconds since the epoch, as ``expires_at``.
    """

    workspace: str
    environment: str
    auth: str
    value: str
    token_type: str
    requested_at: float
    expires_at: float
    lifetime_assumed: bool = False
    requested_scope: list[str] = field(default_factory=list)
    scope: list[str] | None = None
    refresh_token: str = ""

    @classmethod
    def of(cls, slot: TokenSlot, token: AccessToken, refresh_token: Secret | None) -> Self:
        """A token to be kept."""
        return cls(
            *slot,
            value=token.value.reveal(),
            token_type=token.token_type,
            requested_at=token.requested_at,
            expires_at=token.expires_at,
            lifetime_assumed=token.lifetime_assumed,
            requested_scope=sorted(token.requested_scope),
            scope=None if token.scope is None else sorted(token.scope),
            refresh_token=refresh_token.reveal() if refresh_token is not None else "",
        )

    @property
    def token(self) -> AccessToken:
        """The token to be handed out."""
        return AccessToken(
            value=Secret(self.value),
            token_type=self.token_type,
            requested_at=self.requested_at,
            expires_at=self.expires_at,
            lifetime_assumed=self.lifetime_assumed,
            requested_scope=frozenset(self.requested_scope),
            scope=None if self.scope is None else frozenset(self.scope),
        )

    @property
    def slot(self) -> TokenSlot:
        """Whose token it is."""
        return TokenSlot(self.workspace, self.environment, self.auth)

    def is_usable(self, now: float) -> bool:
        """Whether it may be handed out at ``now``; not where the clock was set back since."""
        return self.requested_at <= now and self.token.state(now) is TokenState.FRESH


class SharedDocument(Struct, frozen=True):
    """All that is shared.

    Attributes:
        key: under which secrets enter the keys of tokens.
        tokens: by the digest of their key.
    """

    key: bytes
    tokens: dict[str, StoredToken] = field(default_factory=dict)
    version: int = 1

    @classmethod
    def read(cls, data: bytes) -> SharedDocument | None:
        """The document; ``None`` for what is damaged or from another version."""
        from msgspec import DecodeError, ValidationError, json

        try:
            found = json.decode(data, type=SharedDocument)
        except (DecodeError, ValidationError, UnicodeDecodeError, RecursionError):
            return None
        return found if found.version == 1 and len(found.key) == DIGEST_KEY_BYTES else None

    def encoded(self) -> bytes:
        """The document as it is kept.

        Raises:
            UnicodeEncodeError: a token holds what is no text.
        """
        from msgspec import json

        return json.encode(self)

    def with_token(self, key: TokenKey, stored: StoredToken, now: float) -> SharedDocument:
        """The document with a token more, and without those that are worth nothing any more."""
        kept = _worth_keeping(self.tokens, now)
        return replace(self, tokens={**kept, key.digest: stored})

    def without(
        self, environment: str | None, auth: str | None
    ) -> tuple[SharedDocument, tuple[StoredToken, ...]]:
        """The document without the tokens of an environment and an auth, and those tokens."""
        gone = {
            digest: one
            for digest, one in self.tokens.items()
            if matches(one.slot, environment, auth)
        }
        kept = {digest: one for digest, one in self.tokens.items() if digest not in gone}
        return replace(self, tokens=kept), tuple(gone.values())


def _worth_keeping(tokens: Mapping[str, StoredToken], now: float) -> dict[str, StoredToken]:
    return {
        digest: one
        for digest, one in tokens.items()
        if one.refresh_token or (one.requested_at <= now < one.expires_at)
    }

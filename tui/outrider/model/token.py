"""Access tokens, their life, and why one was used or fetched."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, NamedTuple

from msgspec import Struct

from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret


class TokenState(StrEnum):
    """What the cache can say of a token."""

    NONE = "none"
    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"


class TokenSource(StrEnum):
    """Where a send's token came from."""

    CACHE = "cache"
    EXCHANGE = "exchange"
    COMMAND = "command"


class TokenResponse(Struct, frozen=True):
    """A successful answer of a token endpoint, read strictly (RFC 6749 §5.1).

    Attributes:
        token_type: as the server wrote it; ``Bearer`` where it was missing.
        lifetime: seconds; ``None`` where the server did not say anything usable; 0 or less for
            a token that may be used once.
        scope: the granted scope where the server named it, else ``None``.
        refreshed: it was had for a refresh token (RFC 6749 §6).
        warnings: what a person should know about the answer.
    """

    access_token: Secret
    token_type: str = "Bearer"
    lifetime: float | None = None
    scope: frozenset[str] | None = None
    refresh_token: Secret | None = None
    refreshed: bool = False
    warnings: tuple[str, ...] = ()


class AccessToken(Struct, frozen=True):
    """A token with its life (times in seconds since the epoch).

    Attributes:
        requested_at: when the exchange began; the life starts here.
        expires_at: end of its life; equal to ``asked_at`` for a token to be used once.
        lifetime_assumed: the server did not say how long it lives.
        scope: what was granted, where the server said.
    """

    value: Secret
    token_type: str
    requested_at: float
    expires_at: float
    lifetime_assumed: bool
    requested_scope: frozenset[str]
    scope: frozenset[str] | None = None

    @property
    def lifetime(self) -> float:
        """Seconds from being asked for to expiry."""
        return self.expires_at - self.requested_at

    @property
    def leeway(self) -> float:
        """Seconds before expiry in which it is no longer handed out."""
        return min(30.0, self.lifetime * 0.1)

    def state(self, now: float) -> TokenState:
        """Fresh, stale (inside the leeway) or expired at ``now``.

        A token that was asked for later than ``now`` (the clock was set back) is expired when
        it is from further ahead than clocks drift.
        """
        if self.requested_at - now > CLOCK_TOLERANCE or now >= self.expires_at:
            return TokenState.EXPIRED
        if now >= self.expires_at - self.leeway:
            return TokenState.STALE
        return TokenState.FRESH


CLOCK_TOLERANCE = 300.0
"""Seconds that a token may be from the future before its times mean nothing."""


class TokenKeyPart(Struct, frozen=True):
    """One ingredient of a token key: a name that people know, and a digest or a value."""

    name: str
    value: str


class TokenSlot(NamedTuple):
    """What stays of a token key when the configuration changes.

    Attributes:
        workspace: real path.
        environment: id; empty without one.
        auth: its name in the environment, or where it is written.
    """

    workspace: str
    environment: str
    auth: str


class TokenKey(SafeRepr, frozen=True):
    """Everything resolved that makes two tokens differ.

    Attributes:
        digest: of all parts; equal digests share a token.
        parts: each ingredient, secrets as keyed digests: to say what changed.
        slot: where the previous key is looked up.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"parts"})

    digest: str
    parts: tuple[TokenKeyPart, ...]
    slot: TokenSlot


class TokenUse(Struct, frozen=True):
    """A token handed out for one send, and why, as in :class:`~outrider.model.reason.Reason`."""

    token: AccessToken
    key: TokenKey
    source: TokenSource
    reason: str
    reason_code: str = ""


class TokenIndicator(StrEnum):
    """The state of a token as the sidebar shows it; never by colour alone."""

    NONE = "none"
    FETCHING = "fetching"
    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"
    FAILED = "failed"
    NOT_OAUTH = "not_oauth"

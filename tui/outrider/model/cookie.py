"""A cookie as a jar keeps it (RFC 6265bis §5.7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeAlias

from msgspec import Struct

from outrider.model.secret import MaybeSecret, Secret, join_texts

CookieKey: TypeAlias = tuple[str, str, bool, str]
"""What tells two cookies of a jar apart: name, domain, whether for that host only, path."""


class Cookie(Struct, frozen=True):
    """One cookie.

    Attributes:
        name: empty for a value alone.
        domain: the host, or the domain whose hosts get it; ASCII, lower case.
        host_only: the host itself gets it, and no other below it.
        expires: seconds since the epoch; ``None`` for the end of the session.
        created: seconds since the epoch.
        used: when it was sent last.
    """

    name: str
    value: Secret
    domain: str
    path: str = "/"
    host_only: bool = True
    secure: bool = False
    http_only: bool = False
    expires: float | None = None
    created: float = 0.0
    used: float = 0.0

    @property
    def key(self) -> CookieKey:
        """What a newer cookie has in common with the one that it replaces."""
        return self.name, self.domain, self.host_only, self.path

    @property
    def pair(self) -> MaybeSecret:
        """As a Cookie header has it."""
        return join_texts((f"{self.name}=" if self.name else "", self.value))


class RefusedCookie(Struct, frozen=True):
    """A cookie that is not kept.

    Attributes:
        name: empty where it has none that can be told.
        why: the rule, as the end of a sentence.
    """

    name: str
    why: str


class KeptCookies(Protocol):
    """What a send needs of a jar; times are in seconds since the epoch."""

    def all(self, now: float) -> tuple[Cookie, ...]:
        """Those whose time is not over."""

    def sent_to(self, url: str, now: float) -> tuple[Cookie, ...]:
        """Those that go with a request, in their order."""

    def note_sent(self, cookies: Iterable[Cookie], now: float) -> None:
        """Takes note that they were sent."""

    def take(self, fields: Iterable[str], url: str, now: float) -> tuple[RefusedCookie, ...]:
        """Keeps what the Set-Cookie fields of a response say; what is not kept is returned."""

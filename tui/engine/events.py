"""What the engine tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tui.model.console import ConsoleEntry
from tui.model.token import AccessToken, TokenKey


@dataclass(frozen=True, slots=True)
class ConsoleEvent:
    """Something that the console shows."""

    entry: ConsoleEntry


@dataclass(frozen=True, slots=True)
class TokenFetching:
    """An exchange for a token has begun."""

    key: TokenKey
    environment: str


@dataclass(frozen=True, slots=True)
class TokenChanged:
    """A token was stored, dropped, or could not be had.

    Attributes:
        token: ``None`` where there is none now.
        failed: the exchange failed.
    """

    key: TokenKey
    environment: str
    token: AccessToken | None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class SendStarted:
    """A send has begun."""

    send_id: int
    environment: str
    request_id: str


@dataclass(frozen=True, slots=True)
class SendFinished:
    """A send has ended, well or not."""

    send_id: int
    environment: str
    request_id: str


Event: TypeAlias = ConsoleEvent | TokenFetching | TokenChanged | SendStarted | SendFinished

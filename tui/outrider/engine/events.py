"""What the engine tells of itself."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from outrider.model.console_entry import ConsoleEntry
from outrider.model.token import AccessToken, TokenKey


class EntryLogged(Struct, frozen=True):
    """The console has something more to show."""

    entry: ConsoleEntry


class TokenFetchStarted(Struct, frozen=True):
    """An exchange for a token has begun."""

    key: TokenKey
    environment: str


class TokenChanged(Struct, frozen=True):
    """A token was stored, dropped, or could not be had.

    Attributes:
        token: ``None`` where there is none now.
        failed: the exchange failed.
    """

    key: TokenKey
    environment: str
    token: AccessToken | None
    failed: bool = False


class SendStarted(Struct, frozen=True):
    """A send has begun."""

    send_id: int
    environment: str
    request_id: str


class SendFinished(Struct, frozen=True):
    """A send has ended, well or not."""

    send_id: int
    environment: str
    request_id: str


Event: TypeAlias = EntryLogged | TokenFetchStarted | TokenChanged | SendStarted | SendFinished

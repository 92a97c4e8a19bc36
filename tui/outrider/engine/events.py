"""What the engine tells of itself."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.console_entry import ConsoleEntry
from outrider.model.token import AccessToken, TokenKey


class Event(Struct, frozen=True):
    """Something that happened in the engine."""


class EntryLogged(Event, frozen=True):
    """The console has something more to show."""

    entry: ConsoleEntry


class TokenFetchStarted(Event, frozen=True):
    """An exchange for a token has begun."""

    key: TokenKey
    environment: str


class TokenChanged(Event, frozen=True):
    """A token was stored, dropped, or could not be had; ``token`` is the one there is now."""

    key: TokenKey
    environment: str
    token: AccessToken | None
    failed: bool = False


class TokensForgotten(Event, frozen=True):
    """Tokens were forgotten because somebody asked for that; ``None`` stands for all."""

    environment: str | None
    auth: str | None


class SendStarted(Event, frozen=True):
    """A send has begun."""

    send_id: int
    environment: str
    request_id: str


class SendFinished(Event, frozen=True):
    """A send has ended, well or not."""

    send_id: int
    environment: str
    request_id: str


class WorkspaceReloaded(Event, frozen=True):
    """The files of the workspace were read again."""


class EnvironmentActivated(Event, frozen=True):
    """Another environment is the active one."""

    environment: str


class BufferChanged(Event, frozen=True):
    """A request was put into the buffers, edited there, saved, or taken out of them."""

    request_id: str


class UnsavedChanged(Event, frozen=True):
    """Other requests than before hold changes that are in no file."""


class RequestRenamed(Event, frozen=True):
    """A request, or a folder with all its requests, has another id now, or is gone.

    Attributes:
        after: the one that it has; empty where it was deleted.
    """

    before: str
    after: str
    is_folder: bool = False

    def new_id(self, request_id: str) -> str:
        """The id that a request has now: the same where it is another one; empty if it is gone."""
        inside = self.is_folder and request_id.startswith(f"{self.before}/")
        if not inside and (self.is_folder or request_id != self.before):
            return request_id
        return self.after + request_id[len(self.before) :] if self.after else ""

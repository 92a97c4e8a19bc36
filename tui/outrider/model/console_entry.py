"""What the console shows: one entry for each exchange and each decision."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from outrider.model.exchange import Exchange


class EntryKind(StrEnum):
    """What an entry tells of."""

    TOKEN = "token"
    API = "api"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class ConsoleEntry(Struct, frozen=True):
    """One line of the console, and what opens under it.

    Attributes:
        logged_at: seconds since the epoch.
        send_id: the send that it belongs to; 0 for none.
        environment: id of the environment; empty for none.
        message: what happened, where there is no exchange to tell it.
        exchange: for ``token`` and ``api``.
        in_result: the send's result says it too, and more of it.
    """

    logged_at: float
    send_id: int
    environment: str
    kind: EntryKind
    message: str = ""
    exchange: Exchange | None = None
    in_result: bool = False

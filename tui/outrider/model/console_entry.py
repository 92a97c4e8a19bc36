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
        at: seconds since the epoch.
        send_id: the send that it belongs to; 0 for none.
        environment: id of the environment; empty for none.
        kind: see :class:`EntryKind`.
        text: what happened, where there is no exchange to tell it.
        exchange: for ``token`` and ``api``.
    """

    at: float
    send_id: int
    environment: str
    kind: EntryKind
    text: str = ""
    exchange: Exchange | None = None

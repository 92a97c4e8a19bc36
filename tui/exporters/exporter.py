"""What every exporter has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from tui.exporters.masking import Masking
from tui.model.connection import ConnectionSettings
from tui.model.console import ConsoleEntry
from tui.model.message import RequestMessage


class Outgoing(Struct, frozen=True):
    """A request, and the connection that it goes over.

    Attributes:
        message: ready to be sent.
        connection: TLS and proxy; ``None`` where they are not known.
    """

    message: RequestMessage
    connection: ConnectionSettings | None = None


class Exporter(Protocol):
    """Writes requests, and what became of them, in a format that others read.

    Attributes:
        name: by which people choose it.
        summary: one sentence.
        suffix: how the names of its files end, with the dot.
    """

    @property
    def name(self) -> str:
        """See above."""

    @property
    def summary(self) -> str:
        """See above."""

    @property
    def suffix(self) -> str:
        """See above."""

    def request(self, outgoing: Outgoing, masking: Masking) -> str:
        """A request that was not sent; ends with a line end."""

    def entries(self, entries: Sequence[ConsoleEntry], masking: Masking) -> str:
        """Entries of the console; ends with a line end, or is empty."""

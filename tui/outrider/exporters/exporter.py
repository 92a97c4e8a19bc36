"""What every exporter has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from outrider.exporters.masking import Masking
from outrider.model.console import ConsoleEntry
from outrider.model.outgoing import Outgoing


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

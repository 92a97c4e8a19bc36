"""A body that goes to a file and is looked at as well."""

from __future__ import annotations

from msgspec import Struct, field

from outrider.model.exchange import RestartableSink
from outrider.model.workspace import DEFAULT_MAX_BODY


class BodyCopy(Struct):
    """Passes a body on to where it goes, and keeps as much of it as is kept in memory.

    Attributes:
        sink: where it goes.
        kept: its first bytes.
    """

    sink: RestartableSink
    kept: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes, /) -> None:
        """Takes the next bytes.

        Raises:
            OSError: they cannot be written.
        """
        self.sink.write(data)
        self.kept += data[: max(0, DEFAULT_MAX_BODY - len(self.kept))]

    def truncate(self) -> None:
        """Forgets the bytes taken so far."""
        self.sink.truncate()
        self.kept.clear()

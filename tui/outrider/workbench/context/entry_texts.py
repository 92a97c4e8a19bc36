"""What the console shows of an entry; what makes it is loaded with the first entry."""

from __future__ import annotations

from outrider.model.console_entry import ConsoleEntry
from outrider.redaction import Redactor


class EntryTexts:
    """Masks what is secret in the texts of entries.

    Args:
        redactor: knows what is.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def lines(self, entry: ConsoleEntry, reveals: bool) -> list[str]:
        """All of an exchange; with its secrets where they are revealed."""
        from outrider.exporters.exchange_text import entry_lines

        return list(entry_lines(entry, self._redactor, reveals=reveals))

    def address(self, entry: ConsoleEntry) -> str:
        """The URL to which a request went; empty without one."""
        from outrider.exporters.exchange_text import entry_url

        return entry_url(entry, self._redactor)

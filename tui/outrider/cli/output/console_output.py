"""The console as lines on standard error.

A line holds time, kind, method, URL, status, milliseconds and reason. On a terminal a long URL
loses its middle, so that the line stays one line; ``-v``, a file and a pipe get all of it.
"""

from __future__ import annotations

from typing import TextIO

from msgspec import Struct

from outrider.cli.output.terminal_width import columns_of
from outrider.exporters.exchange_text import exchange_lines, message_url
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange
from outrider.model.units import clock_text
from outrider.redaction import Redactor
from outrider.visible_text import visible_line

SHOWN_BODY = 4000
"""Characters of a body in a verbose console."""

SHORTEST_URL = 30
"""Columns that a URL keeps on a terminal, however narrow."""

_WORDS = {EntryKind.NOTE: "note", EntryKind.WARNING: "warn"}


class ConsoleWriter(Struct):
    """Writes each entry as it comes; secrets are masked unless the user asked to see them."""

    out: TextIO
    redactor: Redactor
    verbose: bool = False
    reveals: bool = False

    def write_entry(self, entry: ConsoleEntry) -> None:
        """Writes an entry, unless whoever ends the send shows it."""
        if entry.kind is EntryKind.ERROR or entry.in_result:
            return
        clock = clock_text(entry.logged_at)
        if entry.exchange is None:
            self._line(f"{clock} {_WORDS.get(entry.kind, 'note'):5} {entry.message}")
            return
        self._line(self._summary(f"{clock} {entry.kind.value:5}", entry.exchange))
        if self.verbose:
            told = exchange_lines(
                entry.exchange, self.redactor, reveals=self.reveals, limit=SHOWN_BODY
            )
            for line in told:
                self._line(f"  {line}")

    def _line(self, text: str) -> None:
        self.out.write(visible_line(text) + "\n")

    def _summary(self, start: str, exchange: Exchange) -> str:
        head = f"{start} {exchange.request.method:4} "
        words: list[str] = []
        if exchange.response is not None:
            words.append(str(exchange.response.status))
        if exchange.failure is not None:
            # Its sentence is the error that follows, or in -v below.
            words.append(f"failed: {exchange.failure.kind.value.replace('_', ' ')}")
        words.append(f"{exchange.timing.total:.0f} ms")
        if exchange.reason:
            words.append(exchange.reason)
        tail = " " + " ".join(words)
        url = message_url(exchange.request, self.redactor, reveals=self.reveals)
        return head + self._fitting(url, len(head) + len(tail)) + tail

    def _fitting(self, url: str, others: int) -> str:
        """The URL, its middle left out where the terminal has no room for it."""
        columns = columns_of(self.out)
        room = max(columns - others, SHORTEST_URL)
        if self.verbose or not columns or len(url) <= room:
            return url
        kept = room - 1
        return f"{url[: kept // 2]}…{url[len(url) - (kept - kept // 2) :]}"

"""The console as text."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from outrider.exporters.exchange_text import details, message_lines
from outrider.exporters.masking import Masking
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import Outgoing
from outrider.visible_text import visible_line


class PlainText:
    """One line for each entry, and below it what was sent (``>``) and what came (``<``)."""

    name = "text"
    summary = "Text for people: what was sent and what came, line by line."
    suffix = ".txt"

    def request(self, outgoing: Outgoing, masking: Masking) -> str:
        """A request that was not sent."""
        return "".join(f"{line}\n" for line in message_lines(outgoing.message, masking))

    def entries(self, entries: Sequence[ConsoleEntry], masking: Masking) -> str:
        """The entries; what a server says can begin no line of its own."""
        return "".join(f"{line}\n" for one in entries for line in _lines(one, masking))


def _lines(entry: ConsoleEntry, masking: Masking) -> Iterator[str]:
    clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at))
    start = " ".join(filter(None, (clock, f"#{entry.send_id}", entry.environment)))
    exchange = entry.exchange
    if exchange is None:
        yield visible_line(f"{start} {entry.kind.value}: {masking.body(entry.text)}")
        return
    request, response = exchange.request, exchange.response
    words = [f"{start} {entry.kind.value} {request.method} {masking.url(request.url)}"]
    words.append(str(response.status) if response else "failed")
    words.append(f"{exchange.timing.total:.0f} ms")
    words.append(masking.body(exchange.reason))
    yield visible_line(" ".join(filter(None, words)))
    for line in details(exchange, masking.redactor, reveals=masking.reveals):
        yield f"  {line}"

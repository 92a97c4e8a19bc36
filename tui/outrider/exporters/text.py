"""The console as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.exporters.exchange_text import exchange_lines, message_lines
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import LiveOption
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest
from outrider.model.units import moment_text
from outrider.visible_text import visible_line


class TextExporter:
    """One line for each entry, and below it what was sent (``>``) and what came (``<``)."""

    name = "text"
    summary = "Plain text: requests and responses, line by line."
    suffix = ".txt"
    carries = frozenset[LiveOption]()

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent."""
        return "".join(f"{line}\n" for line in message_lines(outgoing.message, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The entries; what a server says can begin no line of its own."""
        return "".join(f"{line}\n" for one in entries for line in _lines(one, masking))


def _lines(entry: ConsoleEntry, masking: MaskingPolicy) -> Iterator[str]:
    clock = moment_text(entry.logged_at)
    start = " ".join(filter(None, (clock, f"#{entry.send_id}", entry.environment)))
    exchange = entry.exchange
    if exchange is None:
        yield visible_line(f"{start} {entry.kind.value}: {masking.body(entry.message)}")
        return
    request, response = exchange.request, exchange.response
    words = [f"{start} {entry.kind.value} {request.method} {masking.url(request.url)}"]
    words.append(str(response.status) if response else "failed")
    words.append(f"{exchange.timing.total:.0f} ms")
    words.append(masking.body(exchange.reason))
    yield visible_line(" ".join(filter(None, words)))
    for line in exchange_lines(exchange, masking.redactor, reveals=masking.reveals):
        yield f"  {line}"

"""Exchanges as Markdown (CommonMark), for a ticket or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.exporters.exchange_text import rendered_content, sent_headers
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.text_bodies import indented_json, readable_text
from outrider.exporters.untold_options import LiveOption
from outrider.model.console_entry import ConsoleEntry
from outrider.model.exchange import ConnectionInfo, Exchange
from outrider.model.message import PreparedRequest, RequestMessage, ResponseMessage
from outrider.visible_text import visible_line, visible_text

_BODY_CHARACTERS = 20_000
_TICKS = re.compile(r"`+")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!<>|~&-])")


class MarkdownExporter:
    """A heading for each exchange, with what was sent and what came in blocks of code."""

    name = "markdown"
    summary = "Markdown of a request and its response, for a ticket."
    suffix = ".md"
    carries = frozenset[LiveOption]()

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent."""
        return "\n".join(_request(outgoing.message, None, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The exchanges in order, with a heading for each."""
        found = (entry.exchange for entry in entries)
        return "\n".join(
            "\n".join(_exchange(exchange, masking)) for exchange in found if exchange is not None
        )


def _exchange(exchange: Exchange, masking: MaskingPolicy) -> Iterator[str]:
    request, response = exchange.request, exchange.response
    words = [f"{request.method} {masking.url(request.url)}"]
    words.append(f"→ {response.status}" if response is not None else "→ no response")
    words.append(f"({exchange.timing.total:.0f} ms)")
    yield f"### {plain_markdown(visible_line(' '.join(words)))}\n"
    yield from _request(request, exchange.network, masking)
    if response is not None:
        yield from _response(response, masking)
    if exchange.failure is not None:
        yield plain_markdown(visible_line(masking.body(exchange.failure.what))) + "\n"


def plain_markdown(text: str) -> str:
    """A line in which no character marks anything up."""
    return _MARKS.sub(r"\\\1", text)


def code_block(text: str, info: str) -> str:
    """A fenced block that holds exactly this text (CommonMark §4.5), and a line end."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{text}\n{fence}\n"


def _request(
    request: RequestMessage, network: ConnectionInfo | None, masking: MaskingPolicy
) -> Iterator[str]:
    lines = [f"{request.method} {masking.url(request.url)}"]
    lines += [
        f"{line.name}: {masking.field(line.name, line.value)}"
        for line in sent_headers(request, network)
    ]
    yield code_block("\n".join(map(visible_line, lines)), "http")
    if request.content is not None:
        yield from _body(rendered_content(request.content, masking))


def _response(response: ResponseMessage, masking: MaskingPolicy) -> Iterator[str]:
    reason = masking.body(response.reason)
    lines = [f"{response.http_version} {response.status} {reason}".rstrip()]
    lines += [f"{name}: {masking.field(name, value)}" for name, value in response.headers]
    yield code_block("\n".join(map(visible_line, lines)), "http")
    if not response.content:
        return
    text = readable_text(response.content, response.header("content-type") or "")
    if text is None:
        yield f"{response.size} bytes, binary.\n"
    else:
        yield from _body(masking.body(text))


def _body(text: str) -> Iterator[str]:
    whole = len(text) <= _BODY_CHARACTERS
    told = indented_json(text) if whole else text[:_BODY_CHARACTERS]
    is_json = told.lstrip()[:1] in {"{", "["}
    yield code_block(visible_text(told).removesuffix("\n"), "json" if is_json else "text")
    if not whole:
        yield f"… {len(text) - _BODY_CHARACTERS} more characters.\n"

"""The console for programs: JSON Lines, one object for each entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import json, structs

from outrider.exporters.exchange_text import rendered_content, sent_headers
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import LiveOption
from outrider.model.console_entry import ConsoleEntry
from outrider.model.exchange import ConnectionInfo, Exchange, Failure
from outrider.model.message import PreparedRequest, RequestMessage, ResponseMessage


class JsonLinesExporter:
    """One object a line; times in seconds since the epoch, durations in milliseconds."""

    name = "jsonl"
    summary = "JSON Lines for programs: one object for each console entry."
    suffix = ".jsonl"
    carries = frozenset[LiveOption]()

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent."""
        return _line({"request": _request(outgoing.message, None, masking)})

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The entries."""
        return "".join(_line(_entry(one, masking)) for one in entries)


def _entry(entry: ConsoleEntry, masking: MaskingPolicy) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": entry.logged_at,
        "send": entry.send_id,
        "environment": entry.environment or None,
        "kind": entry.kind.value,
    }
    if entry.exchange is None:
        return told | {"text": masking.body(entry.message)}
    return told | _exchange(entry.exchange, masking)


def _exchange(exchange: Exchange, masking: MaskingPolicy) -> dict[str, Any]:
    response, network, timing = exchange.response, exchange.network, exchange.timing
    return {
        "reason": masking.body(exchange.reason),
        "reason_code": exchange.reason_code,
        "request": _request(exchange.request, network, masking),
        "response": _response(response, masking) if response else None,
        "failure": _failure(exchange.failure, masking) if exchange.failure else None,
        "timing": {
            name: None if value is None else round(value, 1)
            for name, value in structs.asdict(timing).items()
        },
        "network": _network(network) if network else None,
    }


def _failure(failure: Failure, masking: MaskingPolicy) -> dict[str, str]:
    return {
        "code": failure.kind.value,
        "what": masking.body(failure.what),
        "where": masking.url(failure.where),
        "why": masking.body(failure.why),
        "advice": masking.body(failure.advice),
    }


def _network(network: ConnectionInfo) -> dict[str, Any]:
    return {
        "local": network.local,
        "peer": network.peer,
        "reused": network.reused,
        "proxy": network.proxy or None,
        "tls": structs.asdict(network.tls) if network.tls else None,
    }


def _request(
    message: RequestMessage, network: ConnectionInfo | None, masking: MaskingPolicy
) -> dict[str, Any]:
    return {
        "method": message.method,
        "url": masking.url(message.url),
        "headers": [
            [line.name, masking.field(line.name, line.value)]
            for line in sent_headers(message, network)
        ],
        "body": rendered_content(message.content, masking) if message.content else None,
    }


def _response(response: ResponseMessage, masking: MaskingPolicy) -> dict[str, Any]:
    kind = response.header("content-type") or ""
    text, is_encoded = masking.text_or_base64(response.content, kind)
    return {
        "status": response.status,
        "reason": masking.body(response.reason),
        "http_version": response.http_version,
        "headers": [[name, masking.field(name, value)] for name, value in response.headers],
        "trailers": [[name, masking.field(name, value)] for name, value in response.trailers],
        "body_base64" if is_encoded else "body": text,
        "size": response.size,
        "wire_size": response.wire_size,
        "truncated": response.truncated,
        "notes": list(response.notes),
    }


def _line(told: dict[str, Any]) -> str:
    """One line; line ends and controls in texts are escaped, as JSON does."""
    text = json.encode(told).decode("utf-8", "replace")
    # JSON leaves these as they are, and some programs end a line there.
    for one in ("\x7f", "\x85", "\u2028", "\u2029"):
        text = text.replace(one, f"\\u{ord(one):04x}")
    return f"{text}\n"

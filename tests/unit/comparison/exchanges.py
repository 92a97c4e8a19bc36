"""Exchanges to compare, and what is found between them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from outrider.comparison.compared_exchange import ComparedExchange, of_message
from outrider.comparison.difference import Difference
from outrider.comparison.exchange_comparison import Comparison, compare_exchanges
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import MaybeSecret
from outrider.redaction import Redactor

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
TEXT = ("Content-Type", "text/plain")
URL = "https://api.example.com/orders"


def side(
    *headers: tuple[str, MaybeSecret],
    url: MaybeSecret = URL,
    method: str = "GET",
    body: MaybeSecret | None = None,
    response: ResponseMessage | None = None,
    planned: bool = True,
) -> ComparedExchange:
    """A side."""
    lines = tuple(FieldLine(name, value) for name, value in headers)
    content = None if body is None else TextContent(body)
    made = of_message("side", RequestMessage(method, url, lines, content))
    return replace(made, response=response, is_planned=planned and response is None)


def answer(
    body: bytes, *headers: tuple[str, str], status: int = 200, version: str = "HTTP/1.1"
) -> ResponseMessage:
    """A response."""
    return ResponseMessage(status, "", version, headers, body, len(body))


def compared(first: ComparedExchange, second: ComparedExchange) -> Comparison:
    """What is between two sides."""
    return compare_exchanges(first, second, MaskingPolicy(Redactor()))


def told(found: Iterable[Difference]) -> list[str]:
    """Differences as short texts: ``.a changed 1 2``."""
    return [
        " ".join(
            filter(
                None,
                (
                    one.at,
                    one.kind.value,
                    one.first.text if one.first else "",
                    one.second.text if one.second else "",
                ),
            )
        )
        for one in found
    ]


def differences(first: ComparedExchange, second: ComparedExchange) -> list[str]:
    """The differences of two sides as short texts."""
    return told(compared(first, second).differences)

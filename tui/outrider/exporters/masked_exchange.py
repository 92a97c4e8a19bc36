"""An exchange in which nothing is secret any more: for files that stay."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.exporters.exchange_text import content_as_text
from outrider.exporters.masking import Masking
from outrider.exporters.text_bodies import is_binary
from outrider.model.exchange import Exchange, Failure
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent

BODY_KEPT = 256 * 1024
"""Bytes of a body that are kept."""

_SPARE = 8192
"""Bytes behind them that are looked at: a secret across the border must not stay in part."""


def masked_exchange(exchange: Exchange, masking: Masking) -> Exchange:
    """The exchange with every secret replaced by the mask; long bodies are cut."""
    response, failure = exchange.response, exchange.failure
    return replace(
        exchange,
        reason=masking.body(exchange.reason),
        request=_request(exchange.request, masking),
        response=_response(response, masking) if response else None,
        failure=_failure(failure, masking) if failure else None,
        connection=None,
    )


def _request(message: RequestMessage, masking: Masking) -> RequestMessage:
    text = content_as_text(message.content, masking)[:BODY_KEPT]
    return RequestMessage(
        message.method,
        masking.url(message.url),
        tuple(
            FieldLine(line.name, masking.field(line.name, line.value)) for line in message.fields
        ),
        TextContent(text) if message.content is not None else None,
    )


def _response(response: ResponseMessage, masking: Masking) -> ResponseMessage:
    content = _content(response.content[: BODY_KEPT + _SPARE], masking)
    is_cut = len(response.content) > BODY_KEPT
    note = (f"The history keeps the first {BODY_KEPT} bytes of a body.",) if is_cut else ()
    return replace(
        response,
        reason=masking.body(response.reason),
        fields=tuple((name, masking.field(name, value)) for name, value in response.fields),
        content=content[:BODY_KEPT] if is_cut else content,
        truncated=response.truncated or is_cut,
        notes=(*(masking.body(one) for one in response.notes), *note),
    )


def _content(content: bytes, masking: Masking) -> bytes:
    if is_binary(content):
        return masking.data(content)
    # What is no UTF-8 in it stays as it was.
    text = masking.data(content).decode("utf-8", "surrogateescape")
    return masking.redactor.body(text).encode("utf-8", "surrogateescape")


def _failure(failure: Failure, masking: Masking) -> Failure:
    return replace(
        failure,
        what=masking.body(failure.what),
        where=masking.url(failure.where),
        why=masking.body(failure.why),
        advice=masking.body(failure.advice),
    )

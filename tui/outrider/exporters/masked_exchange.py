"""An exchange in which nothing is secret any more: for files that stay."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.exporters.exchange_text import rendered_content
from outrider.exporters.masking import MaskingPolicy
from outrider.model.exchange import Exchange, Failure
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent

BODY_KEPT = 256 * 1024
"""Bytes of a body that are kept."""

_SPARE = 8192
"""Bytes behind them that are looked at: a secret across the border must not stay in part."""


def masked_exchange(exchange: Exchange, masking: MaskingPolicy) -> Exchange:
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


def _request(message: RequestMessage, masking: MaskingPolicy) -> RequestMessage:
    text = rendered_content(message.content, masking)[:BODY_KEPT]
    return RequestMessage(
        message.method,
        masking.url(message.url),
        tuple(
            FieldLine(line.name, masking.field(line.name, line.value)) for line in message.headers
        ),
        TextContent(text) if message.content is not None else None,
        message.without,
    )


def _response(response: ResponseMessage, masking: MaskingPolicy) -> ResponseMessage:
    kind = response.header("content-type") or ""
    content = masking.received(response.content[: BODY_KEPT + _SPARE], kind)
    is_cut = len(response.content) > BODY_KEPT
    note = (f"The history keeps the first {BODY_KEPT} bytes of a body.",) if is_cut else ()
    return replace(
        response,
        reason=masking.body(response.reason),
        headers=tuple((name, masking.field(name, value)) for name, value in response.headers),
        trailers=tuple((name, masking.field(name, value)) for name, value in response.trailers),
        content=content[:BODY_KEPT] if is_cut else content,
        truncated=response.truncated or is_cut,
        notes=(*(masking.body(one) for one in response.notes), *note),
    )


def _failure(failure: Failure, masking: MaskingPolicy) -> Failure:
    return replace(
        failure,
        what=masking.body(failure.what),
        where=masking.url(failure.where),
        why=masking.body(failure.why),
        advice=masking.body(failure.advice),
    )

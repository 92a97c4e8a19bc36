"""Whether a send came to a whole response."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.auth.origins import parse_origin
from outrider.engine.exchanges.exchange_recorder import SendRecord
from outrider.engine.send.failure_places import placed_error, request_place
from outrider.engine.send.send_job import SendJob
from outrider.errors import IncompleteResponse, ResolveError
from outrider.model.exchange import Exchange, FailureKind, Purpose
from outrider.model.secret import reveal
from outrider.next_steps import RaiseTimeout, SaveWhole

_BEFORE_SENDING = frozenset({FailureKind.INVALID_REQUEST, FailureKind.PROXY_CONFIGURATION})
"""Failures of settings: nothing was tried."""


def require_complete(exchange: Exchange, record: SendRecord, job: SendJob) -> None:
    """Makes sure that the last exchange of a send gave a whole response.

    Raises:
        ResolveError: the request could not be sent as it is written, or as this machine is set up.
        IncompleteResponse: there is no response, or a part of one.
    """
    failure, response = exchange.failure, exchange.response
    requests = [one for one in record.exchanges if one.purpose is Purpose.API]
    if failure is not None and failure.kind in _BEFORE_SENDING and len(requests) == 1:
        raise placed_error(ResolveError, failure, request_place(failure, job.request))
    if failure is not None:
        if isinstance(failure.step, RaiseTimeout):
            failure = replace(failure, step=RaiseTimeout(job.request.request.file))
        raise failure.error(IncompleteResponse)
    if response is not None and response.truncated:
        raise IncompleteResponse(
            "The response is larger than max_body: "
            f"only the first {response.size} bytes were kept.",
            code="body_too_large",
            where=str(parse_origin(reveal(exchange.request.url)) or ""),
            step=SaveWhole(_limiting_file(job)),
        )


def _limiting_file(job: SendJob) -> str:
    """The file that says how much of a body is kept; empty where it does not say."""
    request = job.request.request
    return request.file if request.options.max_body is not None else ""

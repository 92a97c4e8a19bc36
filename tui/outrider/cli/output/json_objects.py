"""The one object of ``send --json``."""

from __future__ import annotations

import base64
from typing import Any

from msgspec import structs, to_builtins

from outrider.cli.output.check_objects import checks_object
from outrider.cli.output.shell_steps import shell_advice
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.errors import Fault, OutriderError
from outrider.exporters.exchange_text import masked_content_text, message_url
from outrider.exporters.text_bodies import exact_text
from outrider.model.exchange import Exchange
from outrider.model.message import ResponseMessage
from outrider.model.response_note import ResponseNote
from outrider.model.secret import reveal
from outrider.model.token import TokenUse
from outrider.redaction import Redactor


def send_object(
    job: SendJob, result: SendResult, redactor: Redactor, *, reveals: bool, now: float
) -> dict[str, Any]:
    """Everything about a send, also when it failed; ``now`` is in seconds since the epoch."""
    exchange = result.exchange
    response = exchange.response if exchange else None
    return {
        "environment": result.environment or None,
        "request": _request(job, result, redactor, reveals=reveals),
        "response": _response(response, redactor, reveals=reveals) if response else None,
        "token": _token(result.token, now) if result.token else None,
        "timing": _timing(exchange) if exchange else None,
        "exchanges": [_row(one, redactor, reveals=reveals) for one in result.exchanges],
        "error": error_object(result.error) if result.error else None,
        "notes": [_note(note) for note in result.notes],
        **checks_object(result.checks, redactor, reveals=reveals),
    }


def _note(note: ResponseNote) -> dict[str, Any]:
    """A note beside a response; its step in parts, for programs."""
    return {
        "code": note.code,
        "what": note.what,
        "message": note.message,
        "why": note.why,
        "advice": note.advice,
        "step": to_builtins(note.step),
    }


def unsent_object(error: OutriderError, environment: str) -> dict[str, Any]:
    """The same keys where nothing was sent, and perhaps nothing found to be sent."""
    return {
        "environment": environment or None,
        "request": None,
        "response": None,
        "token": None,
        "timing": None,
        "exchanges": [],
        "error": error_object(error),
        "notes": [],
        "captured": {},
        "expectations": [],
    }


def error_object(error: OutriderError) -> dict[str, Any]:
    """An error, with every single fault where there are several."""
    return {
        "code": error.code,
        "what": error.what,
        "where": error.where,
        "server_message": error.server_message,
        "see": error.see,
        "why": error.why,
        "advice": shell_advice(error.advice, error.step),
        "step": to_builtins(error.step),
        "faults": [fault_object(fault) for fault in error.faults],
    }


def fault_object(fault: Fault) -> dict[str, Any]:
    """One fault; its place in parts, for programs."""
    place = fault.place
    return {
        "severity": fault.severity.value,
        "code": fault.code,
        "what": fault.what,
        "where": str(place) if place else "",
        "file": place.file if place else None,
        "line": place.line if place else None,
        "key": place.dotted_key if place else None,
        "why": fault.why,
        "advice": shell_advice(fault.advice, fault.step),
        "step": to_builtins(fault.step),
        "environments": list(fault.environments),
    }


def _request(
    job: SendJob, result: SendResult, redactor: Redactor, *, reveals: bool
) -> dict[str, Any]:
    message = result.message
    if message is None:
        written = job.request.request
        url = written.url if reveals else redactor.mask_url(written.url)
        return {"method": written.method, "url": url, "headers": [], "body": None}
    return {
        "method": message.method,
        "url": message_url(message, redactor, reveals=reveals),
        "headers": [
            [
                line.name,
                reveal(line.value) if reveals else redactor.mask_header(line.name, line.value),
            ]
            for line in message.headers
        ],
        "body": masked_content_text(message.content, redactor, reveals=reveals)
        if message.content is not None
        else None,
    }


def _response(response: ResponseMessage, redactor: Redactor, *, reveals: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "status": response.status,
        "reason": response.reason if reveals else redactor.mask_body(response.reason),
        "http_version": response.http_version,
        "headers": [
            [name, value if reveals else redactor.mask_header(name, value)]
            for name, value in response.headers
        ],
    }
    text = exact_text(response.content, response.header("content-type") or "")
    if text is not None:
        shown["body"] = text
    else:
        shown["body_base64"] = base64.b64encode(response.content).decode("ascii")
    if response.trailers:
        shown["trailers"] = [
            [name, value if reveals else redactor.mask_header(name, value)]
            for name, value in response.trailers
        ]
    shown["size"] = response.size
    shown["truncated"] = response.truncated
    return shown


def _token(use: TokenUse, now: float) -> dict[str, Any]:
    token = use.token
    granted = token.scope if token.scope is not None else token.requested_scope
    return {
        "source": use.source.value,
        "reason": use.reason,
        "reason_code": use.reason_code,
        "expires_in": max(int(token.expires_at - now), 0),
        "scope": " ".join(sorted(granted)),
    }


def token_object(use: TokenUse, environment: str, now: float) -> dict[str, Any]:
    """The object of ``token --json``: the token itself is what was asked for."""
    token = use.token
    return {
        "environment": environment or None,
        "access_token": token.value.reveal(),
        "token_type": token.token_type,
        **_token(use, now),
        "expires_at": int(token.expires_at),
        "expiry_assumed": token.lifetime_assumed,
        "error": None,
    }


def _timing(exchange: Exchange) -> dict[str, float | None]:
    return {phase: _rounded(took) for phase, took in structs.asdict(exchange.timing).items()}


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)


def _row(exchange: Exchange, redactor: Redactor, *, reveals: bool) -> dict[str, Any]:
    return {
        "purpose": exchange.purpose.value,
        "method": exchange.request.method,
        "url": message_url(exchange.request, redactor, reveals=reveals),
        "status": exchange.response.status if exchange.response else None,
        "ms": _rounded(exchange.timing.total),
        "reason": exchange.reason,
        "reason_code": exchange.reason_code,
        "error": redactor.mask_text(exchange.failure.what) if exchange.failure else None,
    }

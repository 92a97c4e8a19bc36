"""What the response panel says of an outcome beside the body: plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.text_rows import TextRows
from outrider.model.exchange import Exchange
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret
from outrider.model.token import TokenSource, TokenUse
from outrider.model.units import clock_text, duration_text, moment_text, size_text, span_text
from outrider.toolkit.painting.share_bar import sparkline
from outrider.visible_text import visible_line
from outrider.widgets.view_models import SendOutcome

Mask: TypeAlias = Callable[[str, MaybeSecret], str]
"""What people may see of a header field: its name and value to text."""

_CLASSES = ("informational", "success", "redirection", "client error", "server error")
_SIGNS = ("·", "✓", "→", "✗", "✗")
_BAR = 32


def status_class(status: int) -> int:
    """1 to 5; 0 for a status that no standard knows (RFC 9110 §15)."""
    return status // 100 if 100 <= status <= 599 else 0


def status_text(response: ResponseMessage) -> str:
    """``✓ 200 OK``; the class in words where the server gave no reason."""
    kind = status_class(response.status)
    sign = _SIGNS[kind - 1] if kind else "?"
    reason = response.reason.strip() or _phrase(response.status)
    return visible_line(f"{sign} {response.status} {reason[:80]}")


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        kind = status_class(status)
        return _CLASSES[kind - 1] if kind else "unknown status"


FEWEST_TIMES = 3
"""Sends from which on a line of their times says something."""


def summary(outcome: SendOutcome, *, wide: bool = False) -> list[str]:
    """What stands behind the status: time, size, protocol, environment.

    Args:
        outcome: of a send.
        wide: whether there is room for the times of the sends before it, as a line of blocks.
    """
    words: list[str] = []
    exchange = outcome.exchange
    if exchange is not None:
        words.append(duration_text(exchange.timing.total))
        if exchange.response is not None:
            words.append(size_text(exchange.response.size or len(exchange.response.content)))
            words.append(exchange.response.http_version)
        if wide and len(outcome.times) >= FEWEST_TIMES:
            # It is the first that goes where there is no room.
            words.append(sparkline(outcome.times))
    if outcome.environment:
        words.append(outcome.environment)
    return [visible_line(word) for word in words]


def header_lines(response: ResponseMessage, mask: Mask) -> list[str]:
    """Status line and one line a field, as received; what came after the body has a heading."""
    lines = [f"{response.http_version} {response.status} {response.reason}".rstrip()]
    lines += [f"{name}: {mask(name, value)}" for name, value in response.headers]
    if response.trailers:
        lines += ["", "Trailers (sent after the body)"]
        lines += [f"{name}: {mask(name, value)}" for name, value in response.trailers]
    return lines


def timing_lines(exchange: Exchange) -> Iterator[str]:
    """The phases with a bar each, one after the other, and how much came."""
    timing = exchange.timing
    before = 0.0
    phases = (
        ("Connect:", timing.connect),
        ("TLS:", timing.tls),
        ("First byte:", timing.first_byte),
        ("Download:", timing.download),
    )
    for label, phase in phases:
        if phase is None:
            yield f"{label:<12}         —"
            continue
        yield f"{label:<12}{duration_text(phase):>10}  {_bar(before, phase, timing.total)}"
        before += phase
    yield f"{'Total:':<12}{duration_text(timing.total):>10}"
    yield ""
    yield f"{'Started:':<12} {moment_text(exchange.started_at)}"
    if (response := exchange.response) is not None:
        yield f"{'Body:':<12} {size_text(response.size)}"
        if response.wire_size and response.wire_size != response.size:
            yield f"{'Transferred:':<12} {size_text(response.wire_size)}"


def _bar(before: float, phase: float, total: float) -> str:
    scale = _BAR / total if total > 0 else 0.0
    start = min(round(before * scale), _BAR - 1)
    length = max(min(round(phase * scale), _BAR - start), 0)
    return " " * start + ("█" * length if length else "▏")


_SOURCES = {
    TokenSource.CACHE: "cache",
    TokenSource.EXCHANGE: "fetched for this send",
    TokenSource.COMMAND: "command, run for this send",
}


def token_lines(use: TokenUse | None) -> Iterator[str]:
    """Where the token came from, why, and how long it lives; never the token itself.

    The lines stay as they are while they are shown, so nothing in them counts from now on.
    """
    if use is None:
        yield "This request used no token."
        return
    token = use.token
    yield f"Source:          {_SOURCES[use.source]}"
    yield f"Reason:          {use.reason}"
    yield f"Type:            {token.token_type}"
    yield f"Fetched:         {clock_text(token.requested_at)}"
    if token.lifetime <= 0:
        yield "Expires:         after this request (expires_in 0)"
    else:
        assumed = ", assumed: no expires_in" if token.lifetime_assumed else ""
        lives = f"valid for {span_text(token.lifetime)}{assumed}"
        yield f"Expires:         {clock_text(token.expires_at)} ({lives})"
    yield f"Scope requested: {' '.join(sorted(token.requested_scope)) or '—'}"
    if token.scope is None:
        yield "Scope granted:   as requested (not in the response, RFC 6749 §5.1)"
        return
    yield f"Scope granted:   {' '.join(sorted(token.scope)) or '—'}"
    missing = token.requested_scope - token.scope
    if missing:
        yield f"Not granted:     {' '.join(sorted(missing))}"


def lines_layout(lines: Iterable[str], language: str = "fields") -> FormattedBody:
    """A layout of lines, whatever is in them."""
    text = "\n".join(visible_line(line) for line in lines)
    return FormattedBody(TextRows(text.encode("utf-8", "replace")), language)

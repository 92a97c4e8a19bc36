"""How far this machine's clock is from a server's, by ``Date`` (RFC 9110 §6.6.1)."""

from __future__ import annotations

from outrider.model.http_date import read_http_date
from outrider.model.message import ResponseMessage
from outrider.model.units import span_text

TOLERATED = 60.0
"""Seconds by which clocks may differ before it is worth a word."""


def clock_difference(reply: ResponseMessage, now: float) -> float:
    """Seconds that this machine's clock is ahead of the server's; 0 where that is not known.

    A response from a cache says by ``Age`` that its date is an old one.
    """
    date = reply.header("date")
    if date is None or reply.header("age") is not None:
        return 0.0
    moment = read_http_date(date)
    if moment is None:
        return 0.0
    ahead = now - moment.timestamp()
    return ahead if abs(ahead) > TOLERATED else 0.0


def difference_text(ahead: float, host: str) -> str:
    """The difference as a sentence."""
    side = "ahead of" if ahead > 0 else "behind"
    return f"The clock of this machine is {span_text(abs(ahead))} {side} {host}."

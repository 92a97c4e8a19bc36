"""How far this machine's clock is from a server's, by ``Date`` (RFC 9110 §6.6.1)."""

from __future__ import annotations

from outrider.model.message import ResponseMessage
from outrider.model.units import span_text

TOLERATED = 60.0
"""Seconds by which clocks may differ before it is worth a word."""


def clock_difference(reply: ResponseMessage, now: float) -> float:
    """Seconds that this machine's clock is ahead of the server's; 0 where that is not known.

    A response from a cache says by ``Age`` that its date is an old one.
    """
    from email.utils import parsedate_to_datetime

    date = reply.header("date")
    if date is None or reply.header("age") is not None:
        return 0.0
    try:
        ahead = now - parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError, OSError, TypeError):
        return 0.0
    return ahead if abs(ahead) > TOLERATED else 0.0


def difference_text(ahead: float, host: str) -> str:
    """The difference as a sentence."""
    side = "ahead of" if ahead > 0 else "behind"
    return f"The clock of this machine is {span_text(abs(ahead))} {side} {host}."

"""When to try again, by what a response asks for, in people's time.

``Retry-After`` (RFC 9110 §10.2.3) is meant for it. Where a server limits the rate and has none, the
header that says when its limit begins anew does as well; some have seconds in it, and some a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct

from outrider.model.http_date import read_http_date
from outrider.model.units import span_text

RETRY_AFTER = "Retry-After"
_RESETS = ("RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset")
_LONGEST = 10 * 365 * 86_400
_FIRST_TIME = 1_000_000_000
"""Seconds from here on are since the epoch, not a span of 30 years."""
_TOO_MANY_REQUESTS = 429


class AskedWait(Struct, frozen=True):
    """What a response says of when to try again.

    Attributes:
        header: the name of the field that says it.
        seconds: from the response on; ``None`` where it is a moment.
        moment: in the time zone of this machine.
    """

    header: str
    seconds: float | None = None
    moment: datetime | None = None

    def advice(self, date: str = "") -> str:
        """``Try again in 1 h (Retry-After).`` or at a local time of day; empty for ten years.

        ``date`` is the response's ``Date``: on another day than that, the day is said as well.
        """
        if self.seconds is not None:
            if self.seconds > _LONGEST:
                return ""
            if self.seconds < 1:
                return "Try again now."
            return f"Try again in {span_text(self.seconds)} ({self.header})."
        moment, today = self.moment, _local(date)
        assert moment is not None
        is_today = today is None or today.date() == moment.date()
        written = f"{moment:{'%H:%M:%S' if is_today else '%Y-%m-%d %H:%M:%S'}}"
        return f"Try again at {written} ({self.header})."

    def from_now(self, now: float) -> float:
        """For how many seconds from ``now`` (since the epoch) on nothing is to be tried."""
        if self.seconds is not None:
            return min(self.seconds, _LONGEST)
        assert self.moment is not None
        return max(self.moment.timestamp() - now, 0.0)


def asked_wait(status: int, header: Callable[[str], str | None]) -> AskedWait | None:
    """When a response asks to try again; ``None`` where it does not, or not in a usable way.

    Args:
        status: of the response.
        header: gives the first header field of a name.
    """
    written = header(RETRY_AFTER)
    if written is not None:
        return _read(RETRY_AFTER, written.strip())
    if status != _TOO_MANY_REQUESTS:
        return None
    resets = ((name, header(name)) for name in _RESETS)
    return next((_read(name, value.strip()) for name, value in resets if value), None)


def _read(name: str, value: str) -> AskedWait | None:
    if re.fullmatch(r"[0-9]{1,13}(\.[0-9]*)?", value):
        number = float(value)
        # No number of Retry-After is a time.
        if name == RETRY_AFTER or number < _FIRST_TIME:
            return AskedWait(name, number)
        milliseconds = number >= 100 * _FIRST_TIME
        return _at(name, datetime.fromtimestamp(number / (1000 if milliseconds else 1), UTC))
    return _at(name, read_http_date(value))


def _at(name: str, moment: datetime | None) -> AskedWait | None:
    try:
        return AskedWait(name, moment=moment.astimezone()) if moment is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _local(date: str) -> datetime | None:
    """A date of HTTP (RFC 9110 §5.6.7) in the time zone of this machine."""
    wait = _at("", read_http_date(date))
    return wait.moment if wait is not None else None

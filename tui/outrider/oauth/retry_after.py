"""When to try again, by ``Retry-After`` (RFC 9110 §10.2.3), in people's time."""

from __future__ import annotations

import re
from datetime import datetime

from outrider.model.http_date import read_http_date
from outrider.model.units import span_text

_LONGEST = 10 * 365 * 86_400


def retry_advice(value: str, date: str = "") -> str:
    """``Try again in 1 h (Retry-After).`` or at a local time of day; empty for nothing usable.

    Args:
        value: the field's value: seconds, or a date.
        date: the response's ``Date``; on another day than that, the day is said as well.
    """
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", value):
        seconds = float(value)
        if seconds > _LONGEST:
            return ""
        if seconds < 1:
            return "Try again now."
        return f"Try again in {span_text(seconds)} (Retry-After)."
    moment = _local(value)
    if moment is None:
        return ""
    today = _local(date)
    is_today = today is None or today.date() == moment.date()
    return f"Try again at {moment:{'%H:%M:%S' if is_today else '%Y-%m-%d %H:%M:%S'}} (Retry-After)."


def retry_seconds(value: str, now: float) -> float | None:
    """How many seconds from ``now`` (since the epoch) on nothing is to be tried.

    Args:
        value: the field's value: seconds, or a date; ``None`` for what is neither.
        now: seconds since the epoch.
    """
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", value):
        return min(float(value), _LONGEST)
    moment = _local(value)
    return max(moment.timestamp() - now, 0.0) if moment is not None else None


def _local(date: str) -> datetime | None:
    """A date of HTTP (RFC 9110 §5.6.7) in the time zone of this machine."""
    moment = read_http_date(date)
    try:
        return None if moment is None else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return None

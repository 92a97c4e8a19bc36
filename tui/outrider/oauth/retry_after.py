"""When to try again, by what a response asks for, in people's time.

``Retry-After`` (RFC 9110 §10.2.3) is meant for it. Where a server limits the rate and has none, the
fields that say when its limit ends do as well; some have seconds in them, and some a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from outrider.model.http_date import read_http_date
from outrider.model.units import span_text

RETRY_AFTER = "Retry-After"
_MILLISECONDS = "Retry-After-Ms"
_LIMIT = "RateLimit"
_RESETS = (
    "RateLimit-Reset",
    "X-RateLimit-Reset-After",
    "X-RateLimit-Reset",
    "X-Rate-Limit-Reset",
    "X-RateLimit-Reset-Requests",
)
_LONGEST = 10 * 365 * 86_400
_FIRST_TIME = 1_000_000_000
"""Seconds from here on are since the epoch, not a span of 30 years."""
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(
    r"(\d{1,9}(?:\.\d{1,9})?) ?"
    r"(?:(ms|millis\w*)|(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?))(?![a-z])",
    re.IGNORECASE | re.ASCII,
)


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
        if today is not None and (moment - today).total_seconds() > _LONGEST:
            return ""
        is_today = today is None or today.date() == moment.date()
        written = f"{moment:{'%H:%M:%S' if is_today else '%Y-%m-%d %H:%M:%S'}}"
        return f"Try again at {written} ({self.header})."

    def from_now(self, now: float) -> float:
        """For how many seconds from ``now`` (since the epoch) on nothing is to be tried."""
        if self.seconds is not None:
            return min(self.seconds, _LONGEST)
        assert self.moment is not None
        return min(max(self.moment.timestamp() - now, 0.0), _LONGEST)


def asked_wait(header: Callable[[str], str | None], *, is_limited: bool) -> AskedWait | None:
    """When a response asks to try again; ``None`` where it does not, or not in a usable way.

    Args:
        header: gives the first header field of a name.
        is_limited: whether the response limits the rate: only then do the fields of a limit count,
            which are there in other responses as well.
    """
    return next(filter(None, (_read(*said) for said in _said(header, is_limited=is_limited))), None)


def _said(header: Callable[[str], str | None], *, is_limited: bool) -> Iterator[tuple[str, str]]:
    """The names of fields and what they say, with its unit; those that count more come first."""
    yield RETRY_AFTER, header(RETRY_AFTER) or ""
    if milliseconds := (header(_MILLISECONDS) or "").strip():
        yield _MILLISECONDS, f"{milliseconds} ms"
    if is_limited:
        yield _LIMIT, _limit_end(header(_LIMIT) or "")
        for name in _RESETS:
            yield name, header(name) or ""


def _limit_end(field: str) -> str:
    """The seconds of a ``RateLimit`` field; of several limits, of the last to end of those used up.

    ``"burst";r=0;t=37`` of draft-ietf-httpapi-ratelimit-headers, ``remaining=0, reset=37`` before.
    """
    if found := re.search(r"\breset=(\d{1,13})\b", field):
        return found[1]
    limits = [dict(re.findall(r";\s*([rt])=(\d{1,13})\b", limit)) for limit in field.split(",")]
    ends = [(limit.get("r") == "0", int(limit["t"])) for limit in limits if "t" in limit]
    return str(max(ends)[1]) if ends else ""


def _read(name: str, value: str) -> AskedWait | None:
    value = value.strip()
    if not re.fullmatch(r"[0-9]{1,13}(\.[0-9]*)?", value):
        seconds = _span(value)
        return _at(name, _moment(value)) if seconds is None else AskedWait(name, seconds)
    number = float(value)
    if number < _FIRST_TIME:
        return AskedWait(name, number)
    milliseconds = number >= 100 * _FIRST_TIME
    return _at(name, datetime.fromtimestamp(number / (1000 if milliseconds else 1), UTC))


def _span(value: str) -> float | None:
    """The seconds of a span with its units, such as ``1h30m``; ``None`` for anything else."""
    total, end = 0.0, 0
    for found in _SPAN.finditer(value):
        if value[end : found.start()].strip(" ,"):
            return None
        unit = next(name for name, group in zip(_UNITS, found.groups()[1:], strict=True) if group)
        total, end = total + float(found[1]) * _UNITS[unit], found.end()
    return total if end and end == len(value) else None


def _moment(value: str) -> datetime | None:
    """A date of HTTP (RFC 9110 §5.6.7), or of ISO 8601 with a time, UTC where it names no zone."""
    moment = read_http_date(value)
    if moment is None and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:", value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _at(name: str, moment: datetime | None) -> AskedWait | None:
    try:
        return AskedWait(name, moment=moment.astimezone()) if moment is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _local(date: str) -> datetime | None:
    """A date of HTTP (RFC 9110 §5.6.7) in the time zone of this machine."""
    wait = _at("", read_http_date(date))
    return wait.moment if wait is not None else None

"""Dates of header fields (RFC 9110 §5.6.7)."""

from __future__ import annotations

from datetime import UTC, datetime

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def read_http_date(text: str) -> datetime | None:
    """A date of HTTP with its zone, GMT where it names none; ``None`` for what is no date."""
    try:
        found = _fixed(text) or _obsolete(text)
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _fixed(text: str) -> datetime | None:
    """The form that servers have to send, such as ``Sun, 06 Nov 1994 08:49:37 GMT``.

    Read here, for every response has one, and importing ``email.utils`` costs more than that.
    """
    words = text.split(" ")
    if len(text) != len("Sun, 06 Nov 1994 08:49:37 GMT") or len(words) != 6 or words[5] != "GMT":
        return None
    day, month, year, clock = words[1:5]
    digits = (day, year, *clock.split(":"))
    if month not in _MONTHS or not all(one.isascii() and one.isdigit() for one in digits):
        return None
    hour, minute, second = map(int, digits[2:])
    return datetime(int(year), _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=UTC)


def _obsolete(text: str) -> datetime:
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(text)

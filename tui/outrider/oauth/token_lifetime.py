"""How long a token lives, as its response says: in seconds, or as a point in time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from outrider.model.message import ResponseMessage
from outrider.oauth.unusable_response import ResponseReading

MAX_LIFETIME = 24 * 3600.0

_FIRST_TIME = 1e8
"""Seconds since the epoch below which a number is no point in time that a token can end at."""

_FIRST_MILLISECONDS = 1e11
"""From here on a number counts milliseconds: as seconds it would be in the year 5138."""


def token_lifetime(
    reading: ResponseReading, members: Mapping[str, Any], warnings: list[str]
) -> float | None:
    """Seconds; ``None`` for unknown, with a warning where the server wrote nonsense.

    ``expires_in`` counts (RFC 6749 §5.1), and ``expires_at`` where the server has no other or the
    definition names its place.
    """
    paths = reading.client.auth.config.token_response
    names = ["expires_in", "expires_at"]
    if "expires_at" in paths and "expires_in" not in paths:
        names.reverse()
    for name in names:
        if members.get(name) is None:
            continue
        written = members[name]
        is_time = name == "expires_at"
        seconds = _until(reading, written) if is_time else _number(written)
        if seconds is None:
            kind = "a date or a number of seconds since 1970" if is_time else "a number of seconds"
            warnings.append(f'{name} "{_shown(reading, written)}" is not {kind}.')
            continue
        if seconds > MAX_LIFETIME:
            subject = "expires_at is more than a day ahead"
            subject = subject if is_time else "expires_in is longer than a day"
            warnings.append(f"{subject}: caching the token for 24 h.")
            return MAX_LIFETIME
        return seconds
    return None


def _shown(reading: ResponseReading, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return reading.client.mask(text)[:60]


def _number(written: object) -> float | None:
    """Whole seconds; ``None`` where it is no number."""
    seconds = _float(written)
    return None if seconds is None else float(math.floor(seconds))


def _float(written: object) -> float | None:
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    try:
        seconds = float(written)
    except (ValueError, OverflowError):
        # An integer too large for a float is still a large number of seconds.
        return MAX_LIFETIME + 1 if isinstance(written, int) and written > 0 else None
    return None if math.isinf(seconds) or math.isnan(seconds) else seconds


def _until(reading: ResponseReading, written: object) -> float | None:
    """Seconds from the response to a point in time; ``None`` where it is none."""
    end = _point(written)
    now = _sent_at(reading.reply)
    if now is None:
        now = reading.client.clock() if reading.client.clock is not None else None
    return None if end is None or now is None else float(math.floor(end - now))


def _point(written: object) -> float | None:
    """Seconds since the epoch, of a number of seconds or milliseconds or of a date."""
    number = _float(written)
    if number is not None:
        if number >= _FIRST_MILLISECONDS:
            return number / 1000
        return number if number >= _FIRST_TIME else None
    return _date(written) if isinstance(written, str) else None


def _date(text: str) -> float | None:
    """RFC 3339, or the date of a header field (RFC 9110 §5.6.7); without a zone it is UTC."""
    text = re.sub(r"\s*(UTC|GMT|z)$", "Z", text.strip())
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _header_date(text.removesuffix("Z").strip() + " GMT")
    return _timestamp(found)


def _header_date(text: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return _timestamp(parsedate_to_datetime(text))
    except (ValueError, OverflowError, TypeError):
        return None


def _timestamp(found: datetime) -> float | None:
    try:
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _sent_at(reply: ResponseMessage) -> float | None:
    """When the server answered, by its own clock, which is that of ``expires_at``.

    A response from a cache says by ``Age`` that its date is an old one.
    """
    date = reply.header("date")
    return None if date is None or reply.header("age") is not None else _header_date(date)

"""How long a token lives, as what it came in says: in seconds, or as a point in time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from msgspec import Struct

from outrider.model.http_date import read_http_date
from outrider.model.message import ResponseMessage
from outrider.oauth.unusable_response import ResponseReading

MAX_LIFETIME = 24 * 3600.0

_FIRST_TIME = 1e8
"""Seconds since the epoch below which a number is no point in time that a token can end at."""

_FIRST_MILLISECONDS = 1e11
"""From here on a number counts milliseconds: as seconds it would be in the year 5138."""


class LifetimeReading(Struct, frozen=True):
    """Reads the life of a token that a server or a program gave.

    Attributes:
        paths: the members whose place the definition names.
        now: from when a point in time counts (seconds since the epoch); ``None`` where nobody
            knows.
        subject: a member in the warning about its value.
        zone: of a date that names none; ``None`` for that of this machine.
    """

    paths: Collection[str]
    now: float | None
    subject: Callable[[str, Any], str]
    zone: tzinfo | None = UTC

    def seconds(self, member: Callable[[str], Any], warnings: list[str]) -> float | None:
        """Whole seconds, a day at most; ``None`` for unknown.

        ``expires_in`` counts (RFC 6749 §5.1), and ``expires_at`` where there is no other or the
        definition names its place.

        Args:
            member: the value of a member; ``None`` where it is not there.
            warnings: gets a sentence for each value that means nothing.
        """
        names = ["expires_in", "expires_at"]
        if "expires_at" in self.paths and "expires_in" not in self.paths:
            names.reverse()
        for name in names:
            written = member(name)
            if written is None:
                continue
            is_time = name == "expires_at"
            seconds = self._until(written) if is_time else _number(written)
            if seconds is None:
                kind = "a number of seconds"
                kind = f"a date or {kind} since 1970" if is_time else kind
                warnings.append(f"{self.subject(name, written)} is not {kind}.")
                continue
            if seconds > MAX_LIFETIME:
                subject = "expires_at is more than a day ahead"
                subject = subject if is_time else "expires_in is longer than a day"
                warnings.append(f"{subject}: caching the token for 24 h.")
                return MAX_LIFETIME
            return seconds
        return None

    def _until(self, written: object) -> float | None:
        end = _point(written, self.zone)
        return None if end is None or self.now is None else float(math.floor(end - self.now))


def token_lifetime(
    reading: ResponseReading, members: Mapping[str, Any], warnings: list[str]
) -> float | None:
    """Seconds of a token response; ``None`` for unknown, with a warning for nonsense."""
    now = _sent_at(reading.reply)
    if now is None:
        now = reading.client.clock() if reading.client.clock is not None else None

    def subject(name: str, written: Any) -> str:
        text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)
        return f'{name} "{reading.client.mask(text)[:60]}"'

    paths = reading.client.auth.config.token_response
    return LifetimeReading(paths, now, subject).seconds(members.get, warnings)


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


def _point(written: object, zone: tzinfo | None) -> float | None:
    """Seconds since the epoch, of a number of seconds or milliseconds or of a date."""
    number = _float(written)
    if number is not None:
        if number >= _FIRST_MILLISECONDS:
            return number / 1000
        return number if number >= _FIRST_TIME else None
    return _date(written, zone) if isinstance(written, str) else None


def _date(text: str, zone: tzinfo | None) -> float | None:
    """RFC 3339, or the date of a header field (RFC 9110 §5.6.7)."""
    text = re.sub(r"\s*(UTC|GMT|z)$", "Z", text.strip())
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _header_date(text.removesuffix("Z").strip() + " GMT")
    return _timestamp(found if found.tzinfo is not None else found.replace(tzinfo=zone))


def _header_date(text: str) -> float | None:
    found = read_http_date(text)
    return None if found is None else _timestamp(found)


def _timestamp(found: datetime) -> float | None:
    try:
        return found.timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _sent_at(reply: ResponseMessage) -> float | None:
    """When the server answered, by its own clock, which is that of ``expires_at``.

    A response from a cache says by ``Age`` that its date is an old one.
    """
    date = reply.header("date")
    return None if date is None or reply.header("age") is not None else _header_date(date)

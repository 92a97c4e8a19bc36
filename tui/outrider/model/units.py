"""Sizes, durations and moments: as people write them in files, and as they are shown."""

from __future__ import annotations

import re
import time

MAX_TIMEOUT_SECONDS = 86_400.0
"""Seconds that a request may take at most: one day."""

# Compiled when a value asks for it: start-up time matters.
_SIZE = r"(?i)\s*(\d{1,15})\s*([kmgt]i?)?b?\s*"
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY_UNITS = {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def parse_size(value: object) -> int | None:
    """Bytes from ``50_000``, ``"50MB"``, ``"500 kB"`` or ``"1 MiB"``; ``None`` if it is no size."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value > 0 else None
    found = re.fullmatch(_SIZE, value) if isinstance(value, str) else None
    if not found:
        return None
    factor = {**_UNITS, **_BINARY_UNITS}[(found[2] or "").lower()]
    return int(found[1]) * factor or None


def size_literal(size: int) -> str:
    """A number of bytes as :func:`parse_size` reads it: ``50MB`` where it is a round number."""
    for unit, factor in (("MB", 10**6), ("kB", 10**3)):
        if size and not size % factor:
            return f"{size // factor}{unit}"
    return str(size)


def countdown(seconds: float) -> str:
    """``m:ss``, from 100 minutes on ``h:mm:ss``; never below zero."""
    whole = max(int(seconds), 0)
    if whole >= 6000:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"


MINUTES_ABOVE = 120
"""Seconds of a life from which on nobody counts seconds."""


def left_text(seconds: float) -> str:
    """What is left of a life: ``1:59`` at the end, before that ``59 min``, ``3 h 5 min``."""
    if seconds < MINUTES_ABOVE:
        return countdown(seconds)
    return span_text(seconds - seconds % 60)


def until_next_left_text(seconds: float) -> float:
    """Seconds until :func:`left_text` of what is left then says something else."""
    return seconds % (60 if seconds >= MINUTES_ABOVE else 1) if seconds > 0 else 0.0


def size_text(count: int) -> str:
    """Bytes: ``812 B``, ``4.1 kB``, ``50 MB`` (decimal units)."""
    if count < 1000:
        return f"{count} B"
    amount = float(count)
    for unit in ("kB", "MB"):
        amount /= 1000
        if amount < 999.5:
            return f"{amount:.1f} {unit}" if amount < 99.95 else f"{amount:.0f} {unit}"
    return f"{amount / 1000:.1f} GB"


def duration_text(milliseconds: float) -> str:
    """Milliseconds: ``0.4 ms``, ``132 ms``, ``1.32 s``, ``2 min 5 s``."""
    if milliseconds < 9.95:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.2f} s" if seconds < 59.995 else span_text(seconds)


def span_text(seconds: float) -> str:
    """Seconds: ``42 s``, ``5 min``, ``59 min 12 s``, ``3 h 5 min``, ``12 days``."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    if whole < 172_800:
        minutes = whole % 3600 // 60
        return f"{whole // 3600} h" + (f" {minutes} min" if minutes else "")
    return f"{whole // 86_400} days"


def clock_text(moment: float) -> str:
    """Seconds since the epoch, on the user's clock: ``12:04:11``."""
    return time.strftime("%H:%M:%S", time.localtime(moment))


def moment_text(moment: float, now: float | None = None) -> str:
    """Date and time, ``2026-03-01 12:04:11``; without the date where that is today's."""
    there = time.localtime(moment)
    if now is not None and there[:3] == time.localtime(now)[:3]:
        return clock_text(moment)
    return time.strftime("%Y-%m-%d %H:%M:%S", there)


def distance_text(moment: float, now: float) -> str:
    """How far away a moment is: ``in 42 s``, ``3 min 5 s ago``."""
    return f"in {span_text(moment - now)}" if moment > now else f"{span_text(now - moment)} ago"


def relative_time(moment: float, now: float) -> str:
    """A moment, and how far away it is: ``12:04:11, 3 min 5 s ago``."""
    return f"{moment_text(moment, now)}, {distance_text(moment, now)}"

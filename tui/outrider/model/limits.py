"""How long a request may take and how much of its answer is kept, as people write it."""

from __future__ import annotations

import re

MAX_TIMEOUT = 86_400.0
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


def size_text(size: int) -> str:
    """A number of bytes as :func:`parse_size` reads it: ``50MB`` where it is a round number."""
    for unit, factor in (("MB", 10**6), ("kB", 10**3)):
        if size and not size % factor:
            return f"{size // factor}{unit}"
    return str(size)

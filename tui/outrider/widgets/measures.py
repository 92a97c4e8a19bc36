"""Sizes and durations as people read them."""

from __future__ import annotations


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
    """Seconds: ``42 s``, ``59 min 12 s``, ``3 h 5 min``."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

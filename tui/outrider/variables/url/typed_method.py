"""A method before a URL, as people write it, and as a request begins on the wire."""

from __future__ import annotations

import re

from outrider.lazy_pattern import lazy_pattern

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
"""What the list offers; any other token may be typed (RFC 9110 §9.1)."""

_TYPED_METHOD = lazy_pattern(
    rf"\s*(?:(?P<known>{'|'.join(METHODS)})\s+"
    r"|(?P<other>[A-Z][A-Z-]{2,15})\s+(?=https?://|\{\{|/))(?P<url>.*?)(?:\s+HTTP/[\d.]+\s*)?",
    re.IGNORECASE | re.DOTALL,
)
"""A method before a URL, as people write it, and as a request begins on the wire."""


def normalized_method(text: str) -> str:
    """The method that is meant: a well-known one whatever its case, else as typed."""
    text = "".join(text.split())
    return text.upper() if text.upper() in METHODS else text


def typed_method(text: str) -> tuple[str, str] | None:
    """The method that is typed before a URL, and the URL; ``None`` where there is none."""
    found = _TYPED_METHOD.fullmatch(text)
    if found is None:
        return None
    other = found["other"]
    # No word but a well-known one is a method in any case.
    if other is not None and not other.isupper():
        return None
    return (found["known"] or other).upper(), found["url"]

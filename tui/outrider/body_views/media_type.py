"""Media types as the views look at them (RFC 9110 §8.3.1)."""

from __future__ import annotations

_GENERIC = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})


def media_type(content_type: str) -> str:
    """Type and subtype in small letters, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_generic(media: str) -> bool:
    """Whether servers send this type for anything."""
    return media in _GENERIC

"""Bodies as people like to read them."""

from __future__ import annotations

LOOKED_AT = 4096
"""Bytes in which a NUL tells that a body is no text."""


def is_binary(content: bytes) -> bool:
    """Whether a body is something else than text."""
    return b"\0" in content[:LOOKED_AT]


def indented_json(text: str) -> str:
    """JSON with its members on lines of their own; any other text as it is.

    Only blanks change: numbers keep their digits, members their order, and a name that stands
    twice stands twice.
    """
    if not text.lstrip().startswith(("{", "[")):
        return text
    from msgspec import MsgspecError, json

    try:
        return json.format(text, indent=2)
    except (MsgspecError, RecursionError, UnicodeEncodeError):
        return text

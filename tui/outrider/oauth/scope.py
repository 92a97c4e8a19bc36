"""Scopes: lists of case-sensitive words separated by spaces (RFC 6749 §3.3)."""

from __future__ import annotations


def scope_set(text: str) -> frozenset[str]:
    """The words of a scope; order and repetition do not matter."""
    return frozenset(text.split())


def scope_text(text: str) -> str:
    """The scope as it is sent: words in the user's order, one space between them."""
    return " ".join(text.split())


def ungranted_scope(asked: frozenset[str], granted: frozenset[str] | None) -> tuple[str, ...]:
    """The words that were asked for and not granted; none where the server did not say."""
    if granted is None:
        return ()
    return tuple(sorted(asked - granted))

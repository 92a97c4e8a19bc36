"""Scopes: lists of case-sensitive words separated by spaces (RFC 6749 §3.3)."""

from __future__ import annotations


def scope_set(text: str) -> frozenset[str]:
    """The words of a scope; order and repetition do not matter."""
    return frozenset(text.split())


def scope_text(text: str) -> str:
    """The scope as it is sent: words in the user's order, one space between them."""
    return " ".join(text.split())

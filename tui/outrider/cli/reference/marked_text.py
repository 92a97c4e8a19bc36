"""Texts of the reference: what is to be typed is in backticks."""

from __future__ import annotations

from collections.abc import Iterator

MARK = "`"


def marked_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is to be typed."""
    for index, piece in enumerate(text.split(MARK)):
        if piece:
            yield piece, index % 2 == 1


def without_marks(text: str) -> str:
    """The text as a plain one has it."""
    return text.replace(MARK, "")

"""What stands where the other side has a secret: masked too, since it may be another one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from outrider.comparison.compared_text import ComparedText
from outrider.model.secret import MASK

_WORD = re.compile(r"\w")


def masked_alike(first: ComparedText, second: ComparedText) -> tuple[ComparedText, ComparedText]:
    """Two texts of one place; where only one has a secret in it, the other is masked there."""
    return _alike(first, second), _alike(second, first)


def masked_beside(text: ComparedText, others: Iterable[ComparedText]) -> ComparedText:
    """A text without a partner, masked where another one of its name has a secret in it."""
    for other in others:
        text = _alike(text, other)
    return text


def _alike(text: ComparedText, other: ComparedText) -> ComparedText:
    shown, model = text.shown, other.shown
    # What is nothing tells nothing, and an equal text is shown by its masked form.
    if not shown or MASK in shown or MASK not in model or text.real == other.real:
        return text
    head, tail = model[: model.index(MASK)], model[model.rindex(MASK) + len(MASK) :]
    start = _common(shown, head)
    end = _common(shown[start:][::-1], tail[::-1])
    return replace(text, shown=f"{shown[:start]}{MASK}{shown[len(shown) - end :]}")


def _common(text: str, model: str) -> int:
    """Characters that both begin with; no part of a word."""
    length = 0
    while length < min(len(text), len(model)) and text[length] == model[length]:
        length += 1
    if length == len(model):
        return length
    while length and _WORD.match(text[length - 1]):
        length -= 1
    return length

"""Remembers what was found in short texts: a program that sends much sends most of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import TypeVar

Found = TypeVar("Found")

LONGEST = 500
"""Characters of a text of which that is remembered."""

MOST = 4_096
"""Texts that are remembered, for each thing that is looked for."""


def remembered(
    find: Callable[[str], Iterator[Found]],
) -> Callable[[str], Iterator[Found]]:
    """The same search, done once for each of many short texts."""

    @lru_cache(MOST)
    def found_in(text: str) -> tuple[Found, ...]:
        return tuple(find(text))

    @wraps(find)
    def search(text: str) -> Iterator[Found]:
        return iter(found_in(text)) if len(text) <= LONGEST else find(text)

    return search


def remembered_pair(judge: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    """The same judgement on a name and a value, done once for each of many short ones."""
    judged = lru_cache(MOST)(judge)

    @wraps(judge)
    def judgement(name: str, value: str) -> bool:
        return judged(name, value) if len(name) + len(value) <= LONGEST else judge(name, value)

    return judgement

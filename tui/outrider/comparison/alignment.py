"""Which items of two sequences belong together: the shortest edit script, by Myers' algorithm.

E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

MOST_EDITS = 400
"""Insertions and deletions that are looked for; beyond, items are paired by their place."""

Step: TypeAlias = tuple[int | None, int | None]
"""Indexes of a pair, or of an item that one side has."""


def align(first: Sequence[str], second: Sequence[str]) -> list[Step]:
    """Pairs of equal items, with everything between them; the same from both sides.

    What is between two pairs of equal items is paired in order, as far as both sides have some.
    Takes time linear in the length, times :data:`MOST_EDITS`.
    """
    # The shortest script need not be the only one: which is found must not depend on the side.
    if list(first) > list(second):
        return [(one, other) for other, one in align(second, first)]
    return list(_paired(_equal_pairs(first, second), len(first), len(second)))


def _paired(equal: Sequence[tuple[int, int]], first: int, second: int) -> Iterator[Step]:
    at, other = 0, 0
    for left, right in (*equal, (first, second)):
        while at < left and other < right:
            yield at, other
            at, other = at + 1, other + 1
        yield from ((one, None) for one in range(at, left))
        yield from ((None, one) for one in range(other, right))
        if (left, right) != (first, second):
            yield left, right
        at, other = left + 1, right + 1


def _equal_pairs(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    start, end, other_end = 0, len(first), len(second)
    while start < min(end, other_end) and first[start] == second[start]:
        start += 1
    while min(end, other_end) > start and first[end - 1] == second[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    head = [(at, at) for at in range(start)]
    tail = [(end + at, other_end + at) for at in range(len(first) - end)]
    middle = _myers(first[start:end], second[start:other_end])
    return [*head, *((start + at, start + other) for at, other in middle), *tail]


def _myers(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal items; where too much differs, those at the same place."""
    count, other_count = len(first), len(second)
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(count + other_count, MOST_EDITS) + 1):
        trace.append(dict(reach))
        for line in range(-edits, edits + 1, 2):
            down = line == -edits or (line != edits and reach[line - 1] < reach[line + 1])
            at = reach[line + 1] if down else reach[line - 1] + 1
            while at < count and at - line < other_count and first[at] == second[at - line]:
                at += 1
            reach[line] = at
            if line == count - other_count and at >= count:
                return _walk_back(trace, count, other_count)
    return [(at, at) for at in range(min(count, other_count)) if first[at] == second[at]]


def _walk_back(trace: list[dict[int, int]], at: int, other: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, line = trace[edits], at - other
        down = line == -edits or (line != edits and reach[line - 1] < reach[line + 1])
        before = line + 1 if down else line - 1
        start = reach[before] if edits else 0
        other_start = start - before if edits else 0
        while at > start and other > other_start:
            at, other = at - 1, other - 1
            found.append((at, other))
        if edits:
            at, other = start, other_start
    found.reverse()
    return found

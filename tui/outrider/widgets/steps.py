"""Changes that can be undone and done again."""

from __future__ import annotations

from typing import Generic, TypeVar

State = TypeVar("State")


class Steps(Generic[State]):
    """Whole states before each change, and those that were undone.

    Args:
        limit: how many changes can be undone, one after the other.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._past: list[State] = []
        self._undone: list[State] = []

    def clear(self) -> None:
        """Forgets everything."""
        self._past.clear()
        self._undone.clear()

    def changed(self, before: State) -> None:
        """Notes the state that a change took the place of."""
        self._undone.clear()
        self._past.append(before)
        del self._past[: -self._limit]

    def joined(self) -> None:
        """A change belongs to the one before: nothing that was undone can follow it."""
        self._undone.clear()

    def undo(self, now: State) -> State | None:
        """The state before the last change; ``None`` where there is none."""
        return _go(self._past, self._undone, now)

    def redo(self, now: State) -> State | None:
        """The state that was undone last; ``None`` where there is none."""
        return _go(self._undone, self._past, now)


def _go(source: list[State], target: list[State], now: State) -> State | None:
    if not source:
        return None
    target.append(now)
    return source.pop()

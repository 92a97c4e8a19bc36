"""Undo: a stack of states for anything, and the steps of a field."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

State = TypeVar("State")


class UndoStack(Generic[State]):
    """Whole states before each change, up to a limit, and those that were undone."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._past: list[State] = []
        self._undone: list[State] = []

    def clear(self) -> None:
        """Forgets everything."""
        self._past.clear()
        self._undone.clear()

    def push(self, before: State) -> None:
        """Notes the state that a change took the place of."""
        self._undone.clear()
        self._past.append(before)
        del self._past[: -self._limit]

    def merge_into_last(self) -> None:
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


MAX_STEPS = 200
"""Steps that can be undone, one after the other."""


class FieldState(Struct, frozen=True):
    """A field's text, and where its cursor is, in characters."""

    text: str
    cursor: int


class FieldUndo:
    """Letters typed one after the other are one step, up to the end of a word."""

    def __init__(self) -> None:
        self._steps: UndoStack[FieldState] = UndoStack(MAX_STEPS)
        self._typing_at = -1

    def clear(self) -> None:
        """Forgets everything: another text is shown."""
        self._steps.clear()
        self._typing_at = -1

    def changed(self, before: FieldState, after: str) -> None:
        """Notes that a text took the place of another one."""
        at = _typed_at(before.text, after)
        joins = at >= 0 and at == self._typing_at and not before.text[at - 1 : at].isspace()
        self._typing_at = at + 1 if at >= 0 else -1
        if joins:
            self._steps.merge_into_last()
        else:
            self._steps.push(before)

    def undo(self, now: FieldState) -> FieldState | None:
        """The state before the last step; ``None`` where there is none."""
        self._typing_at = -1
        return self._steps.undo(now)

    def redo(self, now: FieldState) -> FieldState | None:
        """The state that was undone last; ``None`` where there is none."""
        self._typing_at = -1
        return self._steps.redo(now)


def _typed_at(before: str, after: str) -> int:
    """Where one character was added; -1 where something else was done."""
    if len(after) != len(before) + 1:
        return -1
    at = next((i for i, one in enumerate(before) if one != after[i]), len(before))
    return at if before[at:] == after[at + 1 :] else -1

"""The edits of each request, step by step."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from outrider.model.workspace import Request
from outrider.toolkit.fields.undo import UndoStack

MAX_STEPS = 100
"""Edits of one request that can be undone."""

PAUSE = 1.0
"""Seconds without a change after which the next one is a step of its own."""


class RequestUndo:
    """Changes of one part that follow each other closely are one step."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._steps: dict[str, UndoStack[Request]] = {}
        self._last: tuple[str, frozenset[str], float] = ("", frozenset(), 0.0)

    def push(self, before: Request, after: Request) -> None:
        """Notes that a request was edited."""
        parts = _changed_parts(before, after)
        if not parts:
            return
        name, last, when = self._last
        now = self._clock()
        self._last = before.id, parts, now
        steps = self._steps.setdefault(before.id, UndoStack(MAX_STEPS))
        if name == before.id and last == parts and 0 <= now - when < PAUSE:
            steps.merge_into_last()
        else:
            steps.push(before)

    def undo(self, now: Request) -> Request | None:
        """The request before its last edit; ``None`` where there is none."""
        self._last = ("", frozenset(), 0.0)
        steps = self._steps.get(now.id)
        return steps.undo(now) if steps is not None else None

    def redo(self, now: Request) -> Request | None:
        """The edit that was undone last; ``None`` where there is none."""
        steps = self._steps.get(now.id)
        return steps.redo(now) if steps is not None else None


def _changed_parts(before: Request, after: Request) -> frozenset[str]:
    old, new = structs.asdict(before), structs.asdict(after)
    return frozenset(name for name in old if old[name] != new[name])

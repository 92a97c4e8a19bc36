"""What was typed in a field, step by step, to be undone and done again."""

from __future__ import annotations

from msgspec import Struct

from outrider.widgets.steps import Steps

MAX_STEPS = 200
"""Steps that can be undone, one after the other."""


class FieldState(Struct, frozen=True):
    """A field's text, and where its cursor is, in characters."""

    text: str
    cursor: int


class FieldHistory:
    """Letters typed one after the other are one step, up to the end of a word."""

    def __init__(self) -> None:
        self._steps: Steps[FieldState] = Steps(MAX_STEPS)
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
            self._steps.joined()
        else:
            self._steps.changed(before)

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

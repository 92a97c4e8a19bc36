"""How a statement ends: the script goes on behind it, or elsewhere, or not at all."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from outrider.importers.postman.scripts.script_values import NOTHING, Value


class EndKind(Enum):
    """How a statement ends."""

    NEXT = 0
    RETURN = 1
    THROW = 2
    BREAK = 3
    CONTINUE = 4


class StatementEnd(Struct, frozen=True, eq=False):
    """How a statement ended, what it returned, and the label to which it jumps."""

    end: EndKind = EndKind.NEXT
    value: Value = NOTHING
    label: str = ""

    @property
    def ends(self) -> bool:
        """Whether nothing behind the statement is run."""
        return self.end is not EndKind.NEXT

    def is_same(self, other: StatementEnd) -> bool:
        """Whether a script goes on in the same place."""
        return (self.end, self.label) == (other.end, other.label)


NEXT = StatementEnd()
THROWN = StatementEnd(EndKind.THROW)


class ScriptThrow(Exception):
    """A function of the script surely throws: nothing behind the call is run."""

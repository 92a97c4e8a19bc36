"""What people see of the captures and expectations of a response: texts, secrets masked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


class CheckState(StrEnum):
    """What came of a capture or a check."""

    CAPTURED = "captured"
    MET = "met"
    UNMET = "unmet"
    NOT_TRIED = "not_tried"


class ShownCheck(Struct, frozen=True):
    """One check, or a captured variable.

    Attributes:
        what: subject and check, ``jq .total equals``; of a capture, the variable.
        expected: JSON, one or more lines; empty where it says nothing.
        actual: the same of what the response has; of a capture, its value.
        why: what is to be said besides both.
        name: what people call the expectation.
        is_capture: it is about a variable.
        index: position among the ``[[capture]]`` or ``[[expect]]`` tables of the request's file,
            from 0.
        check: the key of the check in its table; empty for a capture.
    """

    state: CheckState
    what: str
    expected: str = ""
    actual: str = ""
    why: str = ""
    name: str = ""
    is_capture: bool = False
    index: int = 0
    check: str = ""

    def masked(self, mask: Callable[[str], str]) -> ShownCheck:
        """The same with what is a secret by now masked."""
        return replace(
            self,
            what=mask(self.what),
            expected=mask(self.expected),
            actual=mask(self.actual),
            why=mask(self.why),
        )


def met_of(checks: Sequence[ShownCheck]) -> tuple[int, int]:
    """How many expectations were met, and how many there are."""
    tried = [one for one in checks if not one.is_capture]
    return sum(one.state is CheckState.MET for one in tried), len(tried)


def is_wrong(check: ShownCheck) -> bool:
    """Whether somebody has to look at it: unmet, not tried, or not captured."""
    return check.state in {CheckState.UNMET, CheckState.NOT_TRIED}

"""What the controls do for parts of the screen that do not know them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.next_steps import NextStep
from outrider.workbench.context.screen_steps import TakeableStep

TakeStep: TypeAlias = Callable[[TakeableStep, Callable[[], None] | None], Coroutine[Any, Any, None]]
DefineName: TypeAlias = Callable[[NextStep, str, Callable[[str], None]], Coroutine[Any, Any, bool]]


class OfferedSteps(Struct):
    """Each is ``None`` before the controls are there.

    Attributes:
        take: takes the next step of an error.
        define: gives a name a value by the step that does, in an environment, or has it corrected;
            returns whether it has a value now.
        check: finds why there is no token.
    """

    take: TakeStep | None = None
    define: DefineName | None = None
    check: Callable[[], None] | None = None

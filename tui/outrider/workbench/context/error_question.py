"""The dialog that tells an error, with what can be done about it."""

from __future__ import annotations

from outrider.dialogs.question import Question
from outrider.errors import AuthorizationError, OutriderError
from outrider.workbench.context.screen_steps import TakeableStep
from outrider.workbench.context.view_model_builders import problem_lines

STEP, CHECK = "step", "check"
"""The answers that do something."""


def error_question(
    error: OutriderError, mending: TakeableStep | None, *, can_check: bool
) -> Question:
    """Tells an error.

    Args:
        error: what went wrong.
        mending: what a key can do about it; ``None`` for nothing.
        can_check: whether the environment can be checked from here.
    """
    choices = [("enter", "OK", "ok")]
    if mending is not None:
        choices.append(("e", mending.label, STEP))
    if can_check and isinstance(error, AuthorizationError):
        choices.append(("c", "Find the cause", CHECK))
    return Question("\n".join(problem_lines(error)), choices, title="Not done")

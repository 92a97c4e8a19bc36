"""How a send ends for the shell."""

from __future__ import annotations

from outrider.cli.main import Terminated
from outrider.engine.expectations.check_results import ResponseChecks
from outrider.errors import OutriderError

NOT_MET = 1
ANSWERED_WITH_ERROR = 6


def exit_status(checks: ResponseChecks, status: int) -> int:
    """The exit status after a whole response: expectations decide, where there are any of it."""
    if checks.unmet:
        return NOT_MET
    return ANSWERED_WITH_ERROR if status >= 400 and not checks.expects_status else 0


def named_end(end: BaseException) -> OutriderError:
    """What ended a send, as an error."""
    if isinstance(end, KeyboardInterrupt):
        return OutriderError("Interrupted.", code="interrupted")
    if isinstance(end, Terminated):
        return OutriderError("Terminated.", code="terminated")
    # Without its message, which may quote anything.
    return OutriderError(f"Internal error: {type(end).__name__}.")

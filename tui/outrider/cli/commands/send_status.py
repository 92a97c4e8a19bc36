"""How a send ends for the shell."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.cli.main import Terminated
from outrider.engine.expectations.check_results import ResponseChecks
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.errors import OutriderError
from outrider.model.exchange import Exchange, Purpose

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


def unfinished_result(
    job: SendJob, exchanges: Sequence[Exchange], error: OutriderError
) -> SendResult:
    """What is told of a send that was ended before it had a result.

    Args:
        job: what was to be sent.
        exchanges: that it made, as the console has them.
        error: what ended it.
    """
    last = next((one for one in reversed(exchanges) if one.purpose is Purpose.API), None)
    return SendResult(
        send_id=0,
        environment=job.snapshot.environment_id,
        request_id=job.request.request.id,
        message=last.request if last else None,
        # The console's copy of a response may lack a part of its body.
        exchange=last if last and last.response is None else None,
        exchanges=tuple(exchanges),
        error=error,
    )

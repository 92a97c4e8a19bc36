"""Sends the request whose response has a value that another one needs, and goes on with that."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.engine.send.send_job import SendResult
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.sending.send_controller import SendController


class FirstSend(Struct):
    """Does what :class:`~outrider.next_steps.SendFirst` advises.

    Args:
        sending: sends.
        requests: opens the request where it did not capture what is needed.
    """

    _context: WorkbenchContext
    _sending: SendController
    _requests: RequestController

    def take(self, request_id: str, environment_id: str, again: Callable[[], None] | None) -> None:
        """Sends a request, and does then what the lack of its value had stopped.

        Args:
            request_id: of the request that captures the value.
            environment_id: where both are sent.
            again: does what was stopped; ``None`` where that cannot be repeated.

        Raises:
            OutriderError: the request cannot be sent.
        """
        if request_id == self._context.request_id:
            self._context.notify("This request captures it itself.", warning=True)
            return

        def then(result: SendResult) -> None:
            if not result.checks.captured:
                # What went wrong is read there.
                self._requests.open(request_id)
            elif again is not None:
                again()

        self._sending.send_other(request_id, environment_id, then)

"""The sends of the screen: one at a time for each request, each outcome kept for its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from outrider.crash_report import note_fault
from outrider.engine.events import RequestRenamed
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.view_model_builders import send_outcome

if TYPE_CHECKING:
    from outrider.engine.engine import Engine


class RunningSend(Struct, frozen=True):
    """A send that has not ended.

    Attributes:
        task: cancel it to cancel the send.
        environment: label of the environment that it was started in.
        started: on the event loop's clock, in seconds.
    """

    task: asyncio.Task[SendResult]
    environment: str
    started: float


class RunningSends(Struct):
    """Starts and cancels sends, and remembers what came of each request's last one.

    Args:
        engine: has what sends.
        on_ended: called with the request's id and the result when a send has ended.
    """

    _engine: Engine
    _on_ended: Callable[[str, SendResult], None]
    _under_way: dict[str, RunningSend] = field(default_factory=dict)
    _outcomes: dict[str, SendOutcome] = field(default_factory=dict)

    def running(self, request_id: str) -> RunningSend | None:
        """The request's send that has not ended."""
        return self._under_way.get(request_id)

    @property
    def any_under_way(self) -> bool:
        """Whether a send has not ended."""
        return bool(self._under_way)

    def outcome(self, request_id: str) -> SendOutcome | None:
        """What came of the request's last send."""
        return self._outcomes.get(request_id)

    def start(self, job: SendJob) -> bool:
        """Starts a send, unless the same request is being sent already; returns whether it did."""
        request_id = job.request.request.id
        if request_id in self._under_way:
            return False
        environment = job.snapshot.environment
        label = environment.name if environment else ""
        task = asyncio.get_running_loop().create_task(self._engine.sender.send(job))
        now = asyncio.get_running_loop().time()
        self._under_way[request_id] = RunningSend(task, label, now)

        def done(finished: asyncio.Task[SendResult]) -> None:
            # The request may have got another name, or be gone.
            found = (name for name, one in self._under_way.items() if one.task is finished)
            name = next(found, None)
            if name is None:
                return
            del self._under_way[name]
            result, outcome = _ended(finished, name, label, job.request.request.method)
            self._outcomes[name] = outcome
            self._on_ended(name, result)

        task.add_done_callback(done)
        return True

    def cancel(self, request_id: str) -> bool:
        """Cancels the request's send; returns whether there was one."""
        found = self._under_way.get(request_id)
        if found is None:
            return False
        found.task.cancel()
        return True

    async def cancel_all(self) -> None:
        """Cancels every send and waits until each has ended."""
        tasks = [one.task for one in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def on_renamed(self, event: RequestRenamed) -> None:
        """Follows a request to its new id; the send of one that is gone is cancelled."""
        for request_id in [*self._under_way, *self._outcomes]:
            name = event.new_id(request_id)
            if name == request_id:
                continue
            under_way = self._under_way.pop(request_id, None)
            if under_way is not None and name:
                self._under_way[name] = under_way
            elif under_way is not None:
                under_way.task.cancel()
            outcome = self._outcomes.pop(request_id, None)
            if outcome is not None and name:
                self._outcomes[name] = outcome


def _ended(
    task: asyncio.Task[SendResult], name: str, label: str, method: str
) -> tuple[SendResult, SendOutcome]:
    """What came of a send; a fault of our own is noted, and stands in the answer's place."""
    nothing = SendResult(0, label, name)
    if task.cancelled():
        from outrider.engine.send.sender import SAFE_METHODS

        may = "" if method in SAFE_METHODS else " The API may have received the request."
        problem = f"Cancelled.{may}"
        return nothing, SendOutcome(name, label, problem=(problem,))
    try:
        result = task.result()
        return result, send_outcome(result, label)
    except Exception as fault:
        note_fault(fault)
        # Without its message, which may quote anything.
        problem = f"Internal error: {type(fault).__name__}. The console has the details."
        return nothing, SendOutcome(name, label, problem=(problem,))

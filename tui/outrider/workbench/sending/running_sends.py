"""The sends of the screen: one at a time for a request in an environment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field, structs

from outrider.body_views.stream_log import LoggedEntry, StreamLog
from outrider.crash_report import note_fault
from outrider.engine.events import RequestRenamed
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.redaction import Redactor
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.view_model_builders import send_outcome
from outrider.workbench.sending.live_response import LiveResponse

if TYPE_CHECKING:
    from outrider.engine.engine import Engine


TIMES_KEPT = 8
"""Times of the last sends of a request in one environment."""


class RunningSend(Struct, frozen=True):
    """A send that has not ended.

    Attributes:
        task: cancel it to cancel the send.
        request_id: of what is sent, by its name now.
        environment_id: of the environment that it was started in; empty without one.
        environment: label of the environment that it was started in.
        started: on the event loop's clock, in seconds.
        live: its response while it arrives.
    """

    task: asyncio.Task[SendResult]
    request_id: str
    environment_id: str
    environment: str
    started: float
    live: LiveResponse


class RunningSends(Struct):
    """Starts and cancels sends, and remembers what came of each request's last one.

    Args:
        engine: has what sends.
        on_ended: called with the request's id and the result when a send has ended.
        on_live: called with a response that is being received, and the entries that came: none when
            it begins.
    """

    _engine: Engine
    _on_ended: Callable[[str, SendResult], None]
    _under_way: list[RunningSend] = field(default_factory=list)
    _outcomes: dict[str, SendOutcome] = field(default_factory=dict)
    _times: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    _on_live: Callable[[LiveResponse, Sequence[LoggedEntry]], None] = lambda *_: None

    def running(self, request_id: str, environment_id: str) -> RunningSend | None:
        """The request's send that has not ended: in this environment, else its last elsewhere."""
        found = [one for one in self._under_way if one.request_id == request_id]
        here = (one for one in found if one.environment_id == environment_id)
        return next(here, found[-1] if found else None)

    def is_running(self, request_id: str, environment_id: str | None = None) -> bool:
        """Whether a send of the request has not ended, in this environment if one is given."""
        return any(
            one.request_id == request_id and environment_id in (None, one.environment_id)
            for one in self._under_way
        )

    @property
    def any_under_way(self) -> bool:
        """Whether a send has not ended."""
        return bool(self._under_way)

    def outcome(self, request_id: str) -> SendOutcome | None:
        """What came of the request's last send."""
        return self._outcomes.get(request_id)

    def start(self, job: SendJob, log: StreamLog | None = None) -> bool:
        """Starts a send, unless the request is being sent there already; returns whether it did.

        Args:
            job: what is sent.
            log: of the stream that its response goes on with.
        """
        request, environment = job.request.request, job.snapshot.environment
        environment_id = job.snapshot.environment_id
        if self.is_running(request.id, environment_id):
            return False
        label = environment.name if environment else ""
        live = LiveResponse(job, label, self._engine.clock, self._on_live, log)
        job = structs.replace(job, follower=live)
        task = asyncio.get_running_loop().create_task(self._engine.sender.send(job))
        now = asyncio.get_running_loop().time()
        self._under_way.append(RunningSend(task, request.id, environment_id, label, now, live))

        def done(finished: asyncio.Task[SendResult]) -> None:
            # The request may have got another name, or be gone.
            one = next((one for one in self._under_way if one.task is finished), None)
            if one is None:
                return
            self._under_way.remove(one)
            result, outcome = _ended(one, request.method, self._engine.redactor)
            self._outcomes[one.request_id] = self._with_times(one, outcome)
            self._on_ended(one.request_id, result)

        task.add_done_callback(done)
        return True

    def _with_times(self, send: RunningSend, outcome: SendOutcome) -> SendOutcome:
        """What came of a send, with the times of the last ones in its environment."""
        place = (send.request_id, send.environment_id)
        if outcome.exchange is not None and outcome.exchange.response is not None:
            times = (*self._times.get(place, ()), outcome.exchange.timing.total)
            self._times[place] = times[-TIMES_KEPT:]
        return structs.replace(outcome, times=self._times.get(place, ()))

    def cancel(self, request_id: str, environment_id: str) -> bool:
        """Cancels the send that :meth:`running` gives; returns whether there was one.

        A response that is being received is ended, and what came of it is kept.
        """
        found = self.running(request_id, environment_id)
        if found is None:
            return False
        if not found.live.stop():
            found.task.cancel()
        return True

    async def cancel_all(self) -> None:
        """Cancels every send and waits until each has ended."""
        tasks = [one.task for one in self._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def on_renamed(self, event: RequestRenamed) -> None:
        """Follows a request to its new id; the send of one that is gone is cancelled."""
        for one in [*self._under_way]:
            name = event.new_id(one.request_id)
            if not name:
                self._under_way.remove(one)
                one.task.cancel()
            elif name != one.request_id:
                self._under_way.remove(one)
                self._under_way.append(structs.replace(one, request_id=name))
        for place in [*self._times]:
            times, name = self._times.pop(place), event.new_id(place[0])
            if name:
                self._times[name, place[1]] = times
        for request_id in [*self._outcomes]:
            name = event.new_id(request_id)
            if name == request_id:
                continue
            outcome = self._outcomes.pop(request_id)
            if name:
                self._outcomes[name] = outcome


def _ended(send: RunningSend, method: str, redactor: Redactor) -> tuple[SendResult, SendOutcome]:
    """What came of a send; a fault of our own is noted, and stands in the answer's place."""
    task, name, label = send.task, send.request_id, send.environment
    nothing = SendResult(0, send.environment_id, name)
    if task.cancelled():
        from outrider.engine.send.sender import SAFE_METHODS

        may = "" if method in SAFE_METHODS else " The API may have received the request."
        problem = f"Cancelled.{may}"
        return nothing, SendOutcome(name, label, problem=(problem,))
    try:
        result = task.result()
        return result, send.live.finished(send_outcome(result, label, redactor))
    except Exception as fault:
        note_fault(fault)
        # Without its message, which may quote anything.
        problem = f"Internal error: {type(fault).__name__}. The console has the details."
        return nothing, SendOutcome(name, label, problem=(problem,))

"""The sends of the screen: one at a time for each request, each outcome kept for its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import Struct

from tui.engine.job import SendJob, SendResult
from tui.engine.sender import Sender
from tui.widgets.values import Outcome


class UnderWay(Struct, frozen=True):
    """A send that has not ended.

    Attributes:
        task: cancel it to cancel the send.
        environment: label of the environment that it was started in.
        started: on the event loop's clock, in seconds.
    """

    task: asyncio.Task[SendResult]
    environment: str
    started: float


class Sends:
    """Starts and cancels sends, and remembers what came of each request's last one.

    Args:
        sender: the engine's.
        present: makes an outcome of a result.
        ended: called with the request's id and the result when a send has ended by itself.
    """

    def __init__(
        self,
        sender: Sender,
        present: Callable[[SendResult, str], Outcome],
        ended: Callable[[str, SendResult], None],
    ) -> None:
        self._sender = sender
        self._present = present
        self._ended = ended
        self._under_way: dict[str, UnderWay] = {}
        self._outcomes: dict[str, Outcome] = {}

    def under_way(self, request_id: str) -> UnderWay | None:
        """The request's send that has not ended."""
        return self._under_way.get(request_id)

    @property
    def any_under_way(self) -> bool:
        """Whether a send has not ended."""
        return bool(self._under_way)

    def outcome(self, request_id: str) -> Outcome | None:
        """What came of the request's last send."""
        return self._outcomes.get(request_id)

    def start(self, job: SendJob) -> bool:
        """Starts a send, unless the same request is being sent already; returns whether it did."""
        request_id = job.request.request.id
        if request_id in self._under_way:
            return False
        environment = job.snapshot.environment
        label = environment.name if environment else ""
        task = asyncio.get_running_loop().create_task(self._sender.send(job))
        now = asyncio.get_running_loop().time()
        self._under_way[request_id] = UnderWay(task, label, now)

        def done(finished: asyncio.Task[SendResult]) -> None:
            self._under_way.pop(request_id, None)
            if finished.cancelled():
                self._outcomes[request_id] = Outcome(
                    request_id, label, problem=("Cancelled: nothing more was sent.",)
                )
                self._ended(request_id, SendResult(0, label, request_id))
                return
            result = finished.result()
            self._outcomes[request_id] = self._present(result, label)
            self._ended(request_id, result)

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

    def rename(self, before: str, after: str) -> None:
        """A request has another id now."""
        if before in self._outcomes:
            self._outcomes[after] = self._outcomes.pop(before)

"""Sends keep their requests usable whatever happens in them."""

from __future__ import annotations

import asyncio
from typing import cast

from tests.engine_lab import Lab
from tests.unit.widgets.widget_app import exchange

from outrider.engine.engine import Engine
from outrider.engine.events import RequestRenamed
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.redaction import Redactor
from outrider.workbench.sending.running_sends import TIMES_KEPT, RunningSends


class Broken:
    """An engine whose sender has a fault of its own."""

    @property
    def sender(self) -> Broken:
        return self

    def clock(self) -> float:
        return 0.0

    redactor = Redactor()

    async def send(self, _: SendJob) -> SendResult:
        await asyncio.sleep(0)
        raise ZeroDivisionError("CANARY")


async def test_a_fault_of_our_own_ends_the_send_and_says_so(lab: Lab) -> None:
    ended: list[str] = []
    sends = RunningSends(
        cast("Engine", Broken()),
        lambda request_id, _: ended.append(request_id),
    )
    for count in (1, 2):
        assert sends.start(lab.job("list", "dev"))
        while len(ended) < count:
            await asyncio.sleep(0)
        outcome = sends.outcome("list")
        assert outcome is not None
        assert outcome.problem == (
            "Internal error: ZeroDivisionError. The console has the details.",
        )
        assert not sends.any_under_way


async def test_times_are_kept_for_each_environment_and_follow_a_renamed_request(lab: Lab) -> None:
    class Quick(Broken):
        async def send(self, job: SendJob) -> SendResult:
            return SendResult(
                0, job.snapshot.environment_id, job.request.request.id, exchange=exchange()
            )

    ended: list[str] = []
    sends = RunningSends(cast("Engine", Quick()), lambda request_id, _: ended.append(request_id))
    for count in range(1, TIMES_KEPT + 3):
        assert sends.start(lab.job("list", "dev"))
        while len(ended) < count:
            await asyncio.sleep(0)
        outcome = sends.outcome("list")
        assert outcome is not None
        assert len(outcome.times) == min(count, TIMES_KEPT)
    sends.on_renamed(RequestRenamed("list", "other"))
    assert not any(place[0] == "list" for place in sends._times)
    assert len(sends._times["other", "dev"]) == TIMES_KEPT

"""Performs a run: passes side by side, the requests of a pass one after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.cookies.environment_jars import new_jar
from outrider.engine.event_bus import EventBus
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.runs.request_outcome import (
    Outcome,
    RequestOutcome,
    exchange_summary,
    shown_url,
    small_checks,
    verdict,
)
from outrider.engine.runs.run_captures import RunCaptures
from outrider.engine.runs.run_events import (
    RunEnded,
    RunRequestFinished,
    RunRequestStarted,
    RunStarted,
)
from outrider.engine.runs.run_plan import RunPass, RunPlan
from outrider.engine.runs.run_results import RunResults
from outrider.engine.send.run_secrets import RunSecrets
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.send.sender import Sender
from outrider.engine.send.token_failures import TokenFailures
from outrider.model.workspace import RequestWithFolders
from outrider.redaction import Redactor


class RunOptions(Struct, frozen=True):
    """How a run is performed.

    Attributes:
        parallel: how many passes are under way at once.
        bail: no further request is sent once one has failed.
        update_snapshots: snapshots are written anew.
        confirmed: the user said yes to unsafe methods in protected environments.
        allowed_hosts: hosts that the user allowed for this run, as patterns of ``hosts``.
    """

    parallel: int = 1
    bail: bool = False
    update_snapshots: bool = False
    confirmed: bool = False
    allowed_hosts: tuple[str, ...] = ()


class RunPerformer(Struct):
    """Performs runs; nothing in them is sent twice by itself.

    Attributes:
        clock: seconds since the epoch.
    """

    sender: Sender
    bus: EventBus
    redactor: Redactor
    clock: Callable[[], float]

    async def perform(self, plan: RunPlan, options: RunOptions, results: RunResults) -> None:
        """Sends what is planned.

        Args:
            plan: what.
            options: how.
            results: is given each outcome as it comes, so that those of a run that was cancelled
                are there as well.

        Raises:
            asyncio.CancelledError: the run was cancelled.
        """
        results.started_at, began = self.clock(), time.monotonic()
        self.bus.publish(RunStarted(plan))
        progress = _RunProgress(
            self,
            plan,
            options,
            results,
            RunCaptures([one.request for one in plan.requests]),
            iter(plan.passes),
        )
        count = max(1, min(options.parallel, len(plan.passes)))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(count):
                    group.create_task(progress.perform())
        except BaseExceptionGroup as several:
            # What one of them died of is no different for being one of several.
            raise several.exceptions[0] from None
        finally:
            results.milliseconds = (time.monotonic() - began) * 1000
            results.is_interrupted = not progress.is_done
            self.bus.publish(RunEnded(plan))


class _RunProgress(Struct):
    """One run under way."""

    performer: RunPerformer
    plan: RunPlan
    options: RunOptions
    results: RunResults
    captures: RunCaptures
    passes: Iterator[RunPass]
    failures: TokenFailures = field(default_factory=TokenFailures)
    secrets: RunSecrets = field(default_factory=RunSecrets)
    stopped: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left that was to be sent."""
        return self.stopped or len(self.results.outcomes) == self.plan.size

    async def perform(self) -> None:
        """Takes pass after pass until none is left."""
        for one in self.passes:
            await self._pass(one)
            if self.stopped:
                return

    async def _pass(self, within: RunPass) -> None:
        captured: Mapping[str, CapturedValue] = within.snapshot.captured
        files = replace(within.snapshot, run_secrets=self.secrets)
        if files.cookies is None:
            files = replace(files, cookies=new_jar(files.environment))
        left_out = self.plan.left_out.get(within.key, frozenset())
        for index, request in enumerate(self.plan.requests):
            if self.stopped:
                return
            if not within.sends(request.request):
                continue
            job = SendJob(
                replace(
                    files,
                    captured=captured,
                    captured_by=self.captures.captured_by(index, within.snapshot.captured_by),
                ),
                request,
                saved=self.plan.saved.get(request.request.id),
                confirmed=self.options.confirmed,
                allowed_hosts=self.options.allowed_hosts,
                update_snapshots=self.options.update_snapshots,
                token_failures=self.failures,
                is_repeated=within.repeat is not None,
            )
            bus = self.performer.bus
            bus.publish(RunRequestStarted(within, request))
            started, began = self.performer.clock(), time.monotonic()
            self.results.under_way.append(request.request)
            result = await self.performer.sender.send(job)
            self.results.under_way.remove(request.request)
            if result.checks.captured:
                captured = {**captured, **{one.name: one for one in result.checks.captured}}
            lacking = self.captures.skip_reason(result.error, index, left_out)
            result = replace(result, error=self.captures.explained(result.error, index, left_out))
            took = (time.monotonic() - began) * 1000
            outcome = self._outcome(within, request, result, lacking, started, took)
            self.results.outcomes.append(outcome)
            if self.options.bail and outcome.outcome is Outcome.FAILED:
                self.stopped = True
            bus.publish(RunRequestFinished(within, request, outcome, result))

    def _outcome(
        self,
        within: RunPass,
        request: RequestWithFolders,
        result: SendResult,
        lacking: str,
        started: float,
        milliseconds: float,
    ) -> RequestOutcome:
        redactor, written, message = self.performer.redactor, request.request, result.message
        outcome, why = verdict(result, lacking)
        if result.error is not None:
            # Its frames hold the response, and thousands of outcomes are kept.
            result.error.with_traceback(None).__context__ = None
        return RequestOutcome(
            pass_number=within.number,
            environment=result.environment,
            request_id=written.id,
            name=written.name,
            file=written.file,
            method=written.method,
            url=shown_url(message.url if message is not None else written.url, redactor),
            outcome=outcome,
            started_at=started,
            milliseconds=milliseconds,
            row=within.row,
            repeat=within.repeat,
            why=why,
            exchanges=tuple(exchange_summary(one, redactor) for one in result.exchanges),
            checks=small_checks(result.checks),
            error=result.error,
            notes=result.notes,
        )

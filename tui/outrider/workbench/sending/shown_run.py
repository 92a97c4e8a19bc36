"""A run of the screen: what is known of each of its requests, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.dialogs.run_page import RowState, RunRow, RunView
from outrider.engine.events import RequestRenamed
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.expectations.shown_checks import shown_checks
from outrider.engine.runs.request_outcome import Outcome, RequestOutcome
from outrider.engine.runs.run_plan import RunPlan
from outrider.engine.runs.run_results import RunResults
from outrider.engine.send.send_job import SendResult
from outrider.engine.send.sender import SAFE_METHODS
from outrider.model.shown_check import CheckState, ShownCheck, is_wrong
from outrider.model.trust import ConsentRequired, TrustNeed
from outrider.model.units import duration_text, span_text
from outrider.model.workspace import Request
from outrider.redaction import Redactor

_STATES = {
    Outcome.PASSED: RowState.PASSED,
    Outcome.FAILED: RowState.FAILED,
    Outcome.SKIPPED: RowState.SKIPPED,
}


class RunScope(Struct, frozen=True):
    """What a run sends, and where.

    Attributes:
        id: of a folder, or of a request; empty for the whole workspace.
        environment_id: empty without one.
        only: ids of the requests of it that are sent; ``None`` for all.
        captured: values that it begins with.
    """

    id: str
    environment_id: str
    is_folder: bool = True
    only: frozenset[str] | None = None
    captured: Mapping[str, CapturedValue] = MappingProxyType({})

    @property
    def names(self) -> tuple[str, ...]:
        """As the words of a selection; none for the whole workspace."""
        if not self.id:
            return ()
        return (f"requests/{self.id}{'/' if self.is_folder else '.toml'}",)

    def renamed(self, event: RequestRenamed) -> RunScope:
        """The same under its new id; under its old one where it is gone."""
        if not self.id:
            return self
        inside = f"{self.id}/-" if self.is_folder else self.id
        return replace(self, id=event.new_id(inside).removesuffix("/-") or self.id)


class RunEntry(Struct):
    """One request of a run.

    Attributes:
        id: that it has now; empty where it is gone.
        sent_at: of its send in the history; ``None`` where that has none.
    """

    id: str
    row: RunRow
    sent_at: float | None = None


class ShownRun(Struct):
    """Grows while a run is under way.

    Attributes:
        began: when, on the event loop's clock, in seconds.
        entries: of the requests that were begun, in order.
        captured: what it begins with, and what its responses have given since.
        is_running: it has not ended.
    """

    scope: RunScope
    plan: RunPlan
    results: RunResults
    redactor: Redactor
    began: float
    entries: list[RunEntry] = field(default_factory=list)
    captured: dict[str, CapturedValue] = field(default_factory=dict)
    is_running: bool = True

    # What the engine tells.

    def begin(self, request: Request) -> None:
        """A request is being sent."""
        row = RunRow(
            RowState.RUNNING, request.method, request.name, edited=request.id in self.plan.saved
        )
        self.entries.append(RunEntry(request.id, row))

    def finish(
        self, request: Request, outcome: RequestOutcome, result: SendResult, sent_at: float | None
    ) -> None:
        """It has ended."""
        self.captured |= {one.name: one for one in result.checks.captured}
        entry = next(one for one in reversed(self.entries) if one.row.state is RowState.RUNNING)
        entry.sent_at = sent_at
        exchange = outcome.exchange
        entry.row = replace(
            entry.row,
            method=request.method,
            state=_STATES[outcome.outcome],
            status=outcome.status,
            milliseconds=None
            if outcome.outcome is Outcome.SKIPPED
            else exchange.milliseconds
            if exchange is not None
            else outcome.milliseconds,
            told=_told(outcome, result, self.redactor),
        )

    def end(self) -> None:
        """It has ended; what was under way by then was cancelled."""
        self.is_running = False
        for one in self.entries:
            if one.row.state is RowState.RUNNING:
                may = one.row.method not in SAFE_METHODS
                told = "stopped" + (": the API may have received the request" if may else "")
                one.row = replace(one.row, state=RowState.STOPPED, told=told)

    def on_renamed(self, event: RequestRenamed) -> None:
        """Follows requests to their new ids."""
        for one in self.entries:
            one.id = event.new_id(one.id) if one.id else ""
        self.scope = self.scope.renamed(event)

    # What is asked.

    @property
    def not_passed(self) -> frozenset[str]:
        """Ids of what failed, was skipped, was cancelled or was not begun."""
        begun = {one.id for one in self.entries if one.row.state is not RowState.PASSED}
        others = (one.request.id for one in self.plan.requests[len(self.entries) :])
        return frozenset(begun - {""}).union(others)

    @property
    def needs(self) -> list[TrustNeed]:
        """What has to be agreed to before its requests can be sent; each once."""
        errors = (one.error for one in self.results.outcomes)
        found = (need for one in errors if isinstance(one, ConsentRequired) for need in one.needs)
        return list(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """``Run "Billing" in Dev``; of what has not passed ``Run "Billing" in Dev again``."""
        environment = self.plan.passes[0].snapshot.environment
        where = f" in {environment.name}" if environment is not None else ""
        return f'Run "{self.plan.title}"{where}{" again" if self.scope.only is not None else ""}'

    def view(self, now: float) -> RunView:
        """What a page shows of it; ``now`` is on the event loop's clock, in seconds."""
        return RunView(
            title=self.title,
            facts=tuple(self._facts(now)),
            rows=[one.row for one in self.entries],
            is_running=self.is_running,
        )

    def _facts(self, now: float) -> Iterator[str]:
        """The most important first, how long it took last."""
        counts = self.results.counts
        ended, planned = counts.ended, counts.planned
        if self.is_running:
            yield f"{ended} of {planned}"
        elif ended < planned:
            yield f"stopped after {ended} of {planned}"
        yield from self.counts
        if not self.is_running and ended == planned:
            yield f"{planned} request{'' if planned == 1 else 's'}"
        took = self.results.milliseconds
        yield span_text(now - self.began) if self.is_running else duration_text(took)

    @property
    def counts(self) -> list[str]:
        """``1 failed``, ``1 skipped``, ``10 passed``, without what is none."""
        counts = self.results.counts
        parts = ((counts.failed, "failed"), (counts.skipped, "skipped"), (counts.passed, "passed"))
        return [f"{count} {word}" for count, word in parts if count]


def _told(outcome: RequestOutcome, result: SendResult, redactor: Redactor) -> str:
    if outcome.outcome is Outcome.SKIPPED:
        return f"skipped: {outcome.why}"
    if outcome.outcome is Outcome.PASSED:
        names = ", ".join(one.name for one in result.checks.captured)
        return f"captured {names}" if names else ""
    if result.error is not None:
        return redactor.mask_text(result.error.what)
    unmet = [one for one in shown_checks(result.checks, redactor) if is_wrong(one)]
    if not unmet:
        return "status not expected"
    more = f" (+{len(unmet) - 1})" if len(unmet) > 1 else ""
    return f"{unmet_line(unmet[0])}{more}"


def unmet_line(check: ShownCheck) -> str:
    """What was not met, on one line: ``status is 200: got 404``."""
    named = f"{check.name}: " if check.name else ""
    if check.is_capture:
        return f"not captured: {check.what}"
    if check.state is CheckState.NOT_TRIED:
        return f"{named}{check.what}: could not be tried"
    expected, actual = (value.partition("\n")[0] for value in (check.expected, check.actual))
    return f"{named}{check.what} {expected}: got {actual or 'nothing'}"

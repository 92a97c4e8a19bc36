"""A run of the screen: what is known of each of its requests, and how it is shown."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace
from rich.cells import cell_len

from outrider.dialogs.run_page import RowState, RunRow, RunView
from outrider.dialogs.run_setup_dialog import RunSetup
from outrider.engine.events import RequestRenamed
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.expectations.shown_checks import shown_checks
from outrider.engine.runs.request_outcome import Outcome, RequestOutcome
from outrider.engine.runs.run_plan import PassKey, RunPass, RunPlan, pass_words
from outrider.engine.runs.run_results import RunResults
from outrider.engine.send.send_job import SendResult
from outrider.engine.send.sender import SAFE_METHODS
from outrider.model.shown_check import CheckState, ShownCheck, is_wrong
from outrider.model.trust import ConsentRequired, TrustNeed
from outrider.model.units import duration_text, span_text
from outrider.model.workspace import Request
from outrider.redaction import Redactor
from outrider.visible_text import visible_line

_STATES = {
    Outcome.PASSED: RowState.PASSED,
    Outcome.FAILED: RowState.FAILED,
    Outcome.SKIPPED: RowState.SKIPPED,
}


class RunScope(Struct, frozen=True):
    """What a run sends, where, and how.

    Attributes:
        id: of a folder, or of a request; empty for the whole workspace.
        environment_ids: one that is empty without an environment.
        setup: what else was chosen for it.
        only: which requests of which passes are sent; ``None`` for all.
        captured: values with which passes begin.
    """

    id: str
    environment_ids: tuple[str, ...]
    is_folder: bool = True
    setup: RunSetup = RunSetup()
    only: Mapping[PassKey, frozenset[str]] | None = None
    captured: Mapping[PassKey, Mapping[str, CapturedValue]] = MappingProxyType({})

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
    """One request of one pass.

    Attributes:
        id: that it had when the run began.
        sent_at: of its send in the history; ``None`` where that has none.
    """

    id: str
    within: PassKey
    sent_at: float | None = None


class ShownRun(Struct):
    """Grows while a run is under way.

    Attributes:
        began: when, on the event loop's clock, in seconds.
        ids: what the requests of the plan are called now; empty where one is gone.
        entries: of the requests that were begun, in the order in which they were.
        rows: what is shown of each of them.
        order: where each stands among these, in the order of the plan: passes may be side by side.
        captured: by pass, what it begins with, and what its responses have given since.
        is_running: it has not ended.
    """

    scope: RunScope
    plan: RunPlan
    results: RunResults
    redactor: Redactor
    began: float
    ids: dict[str, str] = field(default_factory=dict)
    entries: list[RunEntry] = field(default_factory=list)
    rows: list[RunRow] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    captured: dict[PassKey, dict[str, CapturedValue]] = field(default_factory=dict)
    is_running: bool = True
    _passes: dict[int, RunPass] = field(default_factory=dict)
    _planned: dict[str, int] = field(default_factory=dict)
    _places: list[tuple[int, int]] = field(default_factory=list)
    _under_way: dict[tuple[int, str], int] = field(default_factory=dict)
    _cells: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Learns what the plan says once for all."""
        self.ids = {one.request.id: one.request.id for one in self.plan.requests}
        self.captured = {key: dict(values) for key, values in self.scope.captured.items()}
        self._passes = {one.number: one for one in self.plan.passes}
        self._planned = {one.request.id: at for at, one in enumerate(self.plan.requests)}
        self._cells = (
            max((_cells_of(one.request.name) for one in self.plan.requests), default=0),
            max((_cells_of(self._words(one)) for one in self.plan.passes), default=0),
        )

    def _words(self, within: RunPass) -> str:
        environment = within.snapshot.environment
        several = len(self.scope.environment_ids) > 1
        name = environment.name if several and environment is not None else ""
        return pass_words(name, within.row, within.repeat)

    # What the engine tells.

    def has(self, within: RunPass) -> bool:
        """Whether a pass is one of this run."""
        return self._passes.get(within.number) is within

    def begin(self, within: RunPass, request: Request) -> None:
        """A request is being sent."""
        self._under_way[within.number, request.id] = len(self.entries)
        self._places.append((within.number, self._planned[request.id]))
        insort(self.order, len(self.entries), key=self._places.__getitem__)
        self.entries.append(RunEntry(request.id, within.key))
        self.rows.append(
            RunRow(
                RowState.RUNNING,
                request.method,
                request.name,
                edited=request.id in self.plan.saved,
                within=self._words(within),
            )
        )

    def finish(
        self,
        within: RunPass,
        request: Request,
        outcome: RequestOutcome,
        result: SendResult,
        sent_at: float | None,
    ) -> None:
        """It has ended."""
        if result.checks.captured:
            captured = self.captured.setdefault(within.key, {})
            captured |= {one.name: one for one in result.checks.captured}
        at = self._under_way.pop((within.number, request.id))
        self.entries[at].sent_at = sent_at
        exchange = outcome.exchange
        self.rows[at] = replace(
            self.rows[at],
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
        for at in self._under_way.values():
            row = self.rows[at]
            may = row.method not in SAFE_METHODS
            told = "stopped" + (": the API may have received the request" if may else "")
            self.rows[at] = replace(row, state=RowState.STOPPED, told=told)
        self._under_way.clear()

    def on_renamed(self, event: RequestRenamed) -> None:
        """Follows requests to their new ids."""
        self.ids = {old: event.new_id(now) if now else "" for old, now in self.ids.items()}
        self.scope = self.scope.renamed(event)

    # What is asked.

    @property
    def not_passed(self) -> dict[PassKey, frozenset[str]]:
        """By pass, ids of what failed, was skipped, was cancelled, was not begun or left out.

        None where all that was to be sent has passed.
        """
        states = zip(self.entries, self.rows, strict=True)
        passed = {(it.within, it.id) for it, row in states if row.state is RowState.PASSED}
        found: dict[PassKey, frozenset[str]] = {}
        for one in self.plan.passes:
            sent = (it.request.id for it in self.plan.sent_in(one))
            left = {self.ids[name] for name in sent if (one.key, name) not in passed} - {""}
            if left:
                # What was left out may be what they need: whether to send it is asked again.
                out = self.plan.left_out.get(one.key, frozenset())
                found[one.key] = frozenset(left | {self.ids[name] for name in out} - {""})
        return found

    @property
    def needs(self) -> list[TrustNeed]:
        """What has to be agreed to before its requests can be sent; each once."""
        errors = (one.error for one in self.results.outcomes)
        found = (need for one in errors if isinstance(one, ConsentRequired) for need in one.needs)
        return list(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """``Run "Billing" in Dev``; of what has not passed ``Run "Billing" in Dev again``."""
        known = {one.snapshot.environment_id: one.snapshot.environment for one in self.plan.passes}
        names = ", ".join(one.name for one in known.values() if one is not None)
        where = f" in {names}" if names else ""
        again = " again" if self.scope.only is not None else ""
        return f'Run "{self.plan.title}"{where}{again}'

    def view(self, now: float) -> RunView:
        """What a page shows of it; ``now`` is on the event loop's clock, in seconds."""
        return RunView(
            title=self.title,
            facts=tuple(self._facts(now)),
            rows=self.rows,
            order=self.order,
            is_running=self.is_running,
            name_cells=self._cells[0],
            within_cells=self._cells[1],
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
        if self.scope.setup.data:
            yield self.scope.setup.data.rpartition("/")[2]
        took = self.results.milliseconds
        yield span_text(now - self.began) if self.is_running else duration_text(took)

    @property
    def counts(self) -> list[str]:
        """``1 failed``, ``1 skipped``, ``10 passed``, without what is none."""
        counts = self.results.counts
        parts = ((counts.failed, "failed"), (counts.skipped, "skipped"), (counts.passed, "passed"))
        return [f"{count} {word}" for count, word in parts if count]


def _cells_of(text: str) -> int:
    return cell_len(visible_line(text))


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

"""What came of a run, as data: front ends and reports read it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from outrider.engine.runs.request_outcome import Outcome, RequestOutcome
from outrider.model.workspace import Request

FAILED = 1
_BY_ERROR = (3, 4, 5)
"""Exit statuses that say more than that something failed; the lowest wins."""


class RunCounts(Struct, frozen=True):
    """How many requests there were of each outcome.

    Attributes:
        planned: how many the plan has.
    """

    planned: int
    passed: int
    failed: int
    skipped: int

    @property
    def ended(self) -> int:
        """Those of which something became."""
        return self.passed + self.failed + self.skipped


class RunResults(Struct):
    """Grows while a run is under way.

    Attributes:
        title: of what is sent; empty for the whole workspace.
        environments: ids, in order.
        planned: how many requests the plan has.
        started_at: seconds since the epoch.
        milliseconds: how long it took.
        is_interrupted: it was cancelled before its end.
        under_way: requests that are being sent, or were when the run was cancelled.
        outcomes: in the order in which requests ended.
    """

    title: str
    environments: tuple[str, ...]
    planned: int
    started_at: float = 0.0
    milliseconds: float = 0.0
    is_interrupted: bool = False
    under_way: list[Request] = field(default_factory=list)
    outcomes: list[RequestOutcome] = field(default_factory=list)

    @property
    def in_order(self) -> list[RequestOutcome]:
        """The outcomes in the order of the plan: passes may have been side by side."""
        return sorted(self.outcomes, key=lambda one: one.pass_number)

    @property
    def counts(self) -> RunCounts:
        """How many of each outcome."""
        return count_outcomes(self.outcomes, self.planned)

    @property
    def failed(self) -> list[RequestOutcome]:
        """Those that failed, in the order of the plan."""
        return [one for one in self.in_order if one.outcome is Outcome.FAILED]

    @property
    def exit_status(self) -> int:
        """0 where nothing failed, else the lowest of 3, 4 and 5 that an error has, else 1."""
        failed = self.failed
        codes = [one.error.exit_code for one in failed if one.error is not None]
        return min((code for code in codes if code in _BY_ERROR), default=FAILED if failed else 0)


def count_outcomes(outcomes: Iterable[RequestOutcome], planned: int) -> RunCounts:
    """How many of each outcome there are."""
    found = dict.fromkeys(Outcome, 0)
    for one in outcomes:
        found[one.outcome] += 1
    return RunCounts(planned, found[Outcome.PASSED], found[Outcome.FAILED], found[Outcome.SKIPPED])

"""What came of a run."""

from __future__ import annotations

import pytest
from tests.unit.cli.output.reports.results_of_runs import outcome

from outrider.engine.runs.request_outcome import Outcome
from outrider.engine.runs.run_results import RunCounts, RunResults
from outrider.errors import (
    AuthorizationError,
    IncompleteResponse,
    OutriderError,
    ResolveError,
    UsageError,
)


def results(*errors: OutriderError | None) -> RunResults:
    made = RunResults("", ("dev",), len(errors) + 2)
    made.outcomes += [outcome(Outcome.PASSED), outcome(Outcome.SKIPPED)]
    made.outcomes += [outcome(Outcome.FAILED, error=error) for error in errors]
    return made


@pytest.mark.parametrize(
    ("errors", "status"),
    [
        ((), 0),
        ((None,), 1),
        ((None, IncompleteResponse("x")), 5),
        ((IncompleteResponse("x"), AuthorizationError("x"), None), 4),
        ((IncompleteResponse("x"), AuthorizationError("x"), ResolveError("x")), 3),
        ((UsageError("x"),), 1),
    ],
)
def test_the_exit_status(errors: tuple[OutriderError | None, ...], status: int) -> None:
    assert results(*errors).exit_status == status


def test_outcomes_are_in_the_order_of_the_plan() -> None:
    made = RunResults("", ("dev",), 9)
    for number, name in ((2, "a"), (1, "a"), (2, "b"), (1, "b")):
        made.outcomes.append(outcome(Outcome.PASSED, name, number))
    assert [(one.pass_number, one.name) for one in made.in_order] == [
        *((1, "a"), (1, "b"), (2, "a"), (2, "b"))
    ]
    assert made.counts == RunCounts(9, 4, 0, 0)
    assert made.counts.ended == 4

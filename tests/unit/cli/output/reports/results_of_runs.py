"""Results of runs for tests of reports, with what is hard to write down in each format."""

from __future__ import annotations

from outrider.cli.output.reports.reported_run import ReportedRun, RunReporter
from outrider.engine.expectations.check_results import CheckResult, ResponseChecks
from outrider.engine.runs.request_outcome import ExchangeSummary, Outcome, RequestOutcome
from outrider.engine.runs.run_results import RunResults
from outrider.errors import IncompleteResponse, SourceLocation
from outrider.model.exchange import Purpose
from outrider.redaction import Redactor

HARD = "</x> & \"q\" 'a' ]]> # SKIP \\ \x1b[2J \u202e \ufffe \ud800 \U0001f600 {{x}}: - |"
URL = "http://127.0.0.1/a?b=<c>&d=\u2028"


def outcome(
    kind: Outcome, name: str = "Look", number: int = 1, status: int | None = 200, **more: object
) -> RequestOutcome:
    given: dict[str, object] = {
        "pass_number": number,
        "environment": "dev",
        "request_id": "in/look",
        "name": name,
        "file": "requests/in/look.toml",
        "method": "GET",
        "url": URL,
        "outcome": kind,
        "started_at": 1_796_049_740.5,
        "milliseconds": 20.25,
        "exchanges": (
            ExchangeSummary(Purpose.API, "GET", URL, status, 12.0, failure="" if status else HARD),
        ),
        **more,
    }
    return RequestOutcome(**given)  # type: ignore[arg-type]


def unmet(actual: object = HARD) -> ResponseChecks:
    place = SourceLocation("requests/in/look.toml", ("expect", 0, "equals"), 7)
    return ResponseChecks(
        results=(CheckResult("it", "jq .a", "equals", "x", actual, False, "", place),)
    )


def reported(
    *outcomes: RequestOutcome, planned: int = 0, interrupted: bool = False, title: str = "In"
) -> ReportedRun:
    results = RunResults(
        title,
        tuple(dict.fromkeys(one.environment for one in outcomes)),
        planned or len(outcomes),
        1_796_049_740.5,
        1234.5,
        interrupted,
    )
    results.outcomes.extend(outcomes)
    return RunReporter(Redactor()).run(results)


def everything() -> ReportedRun:
    """A run with a request of each outcome, and hard texts wherever there may be one."""
    error = IncompleteResponse(HARD, where="http://127.0.0.1", why=HARD, advice=HARD)
    return reported(
        outcome(Outcome.PASSED),
        outcome(Outcome.FAILED, HARD, checks=unmet()),
        outcome(Outcome.FAILED, "Lost", status=None, error=error),
        outcome(Outcome.FAILED, "Refused", status=404, why="The API returned 404."),
        outcome(Outcome.SKIPPED, "Later", exchanges=(), why=HARD),
        outcome(Outcome.PASSED, "Again", 2, row=2),
        planned=8,
        interrupted=True,
        title=HARD,
    )

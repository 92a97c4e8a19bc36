"""A run as people read it: a summary that fits a screen, then what failed."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from outrider.cli.output.reports.reported_run import ReportedRequest, ReportedRun, counts_text
from outrider.engine.runs.request_outcome import Outcome
from outrider.engine.runs.run_results import RunCounts
from outrider.model.units import duration_text

MOST_ROWS = 15
"""Rows of the summary: more would not fit a screen with what stands around them."""


class TextReport:
    """Plain text."""

    name = "text"
    summary = "Plain text: a summary, then each failure with both values, URL and status."

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""
        return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: ReportedRun) -> Iterator[str]:
    yield run.heading
    rows = _rows(run.requests)
    if len(rows) <= MOST_ROWS and not run.is_brief:
        yield from (f"  {row}" for row in rows)
    yield run.sum_line
    if run.stopped:
        yield run.stopped
    for one in run.failed:
        yield ""
        yield f"✗ {one.heading}"
        yield from (f"  {reason}" for reason in one.reasons)


def _rows(requests: tuple[ReportedRequest, ...]) -> list[str]:
    """A row for each request; one for all passes together where those would be too many."""
    if len(requests) <= MOST_ROWS:
        return [one.row_line for one in requests]
    by_id: dict[str, list[ReportedRequest]] = {}
    for one in requests:
        by_id.setdefault(one.request_id, []).append(one)
    return [_row_of_many(several) for several in by_id.values()]


def _row_of_many(several: list[ReportedRequest]) -> str:
    counts = [sum(one.outcome is kind for one in several) for kind in Outcome]
    told = counts_text(RunCounts(len(several), *counts))
    failed = any(one.outcome is Outcome.FAILED for one in several)
    middle = duration_text(median(one.milliseconds for one in several))
    return f"{'✗' if failed else '✓'} {several[0].name} · {told} · median {middle}"

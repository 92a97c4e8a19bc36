"""A run as a Test Anything Protocol stream, version 14."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from outrider.cli.output.reports.reported_run import ReportedRequest, ReportedRun
from outrider.engine.runs.request_outcome import Outcome
from outrider.lazy_pattern import lazy_pattern

_DIRECTIVE = lazy_pattern(r"#(?=[\s#]*(?:skip|todo))", re.IGNORECASE)


class TapReport:
    """A test point for each request."""

    name = "tap"
    summary = "Test Anything Protocol 14: a test point for each request."

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""
        return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: ReportedRun) -> Iterator[str]:
    yield "TAP version 14"
    yield f"1..{run.counts.planned}"
    yield f"# {run.heading}"
    for number, one in enumerate(run.requests, 1):
        yield from _point(number, one)
    if run.stopped:
        yield f"Bail out! {run.stopped}"
    yield f"# {run.sum_line}"


def _point(number: int, request: ReportedRequest) -> Iterator[str]:
    ok = "not ok" if request.outcome is Outcome.FAILED else "ok"
    skip = f" # SKIP {_escaped(' '.join(request.reasons))}"
    directive = skip if request.outcome is Outcome.SKIPPED else ""
    yield f"{ok} {number} - {_escaped(request.heading)}{directive}"
    if request.outcome is Outcome.FAILED:
        yield "  ---"
        yield f"  request: {_scalar(request.request_id)}"
        yield f"  method: {_scalar(request.method)}"
        yield f"  url: {_scalar(request.url)}"
        yield f"  status: {request.status if request.status is not None else 'null'}"
        yield f"  duration_ms: {request.milliseconds:.1f}"
        yield "  message:"
        yield from (f"    - {_scalar(reason)}" for reason in request.reasons)
        yield "  ..."


def _escaped(text: str) -> str:
    """A description: ``#`` would begin a directive.

    Programs that know older versions only do not know the escape: to them, a name must not say
    that its test point is to be skipped.
    """
    plain = _DIRECTIVE.sub("", text)
    return plain.replace("\\", "\\\\").replace("#", "\\#")


def _scalar(text: str) -> str:
    """A text as YAML: JSON's spelling is one of its own."""
    return json.dumps(text, ensure_ascii=False)

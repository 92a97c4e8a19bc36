"""How far a run has come."""

from __future__ import annotations

import io
import os
from pathlib import Path

from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.unit.cli.output.reports.results_of_runs import outcome

from outrider.cli.output.reports.reported_run import RunReporter
from outrider.cli.output.run_progress import RunProgress
from outrider.engine.runs.request_outcome import Outcome
from outrider.engine.runs.run_events import RunEnded, RunRequestFinished, RunRequestStarted
from outrider.engine.runs.run_plan import plan_run
from outrider.engine.runs.run_results import RunResults
from outrider.engine.send.send_job import SendResult
from outrider.redaction import Redactor


def events(lab: Lab, name: str) -> tuple[RunRequestFinished, RunEnded]:
    request = lab.reader().find_request("list")
    plan = plan_run([request], [replace(lab.snapshot(None))], lambda _: ())
    made = outcome(Outcome.FAILED, name, why="x")
    finished = RunRequestFinished(plan.passes[0], request, made, SendResult(1, "dev", "list"))
    return finished, RunEnded(plan)


def test_elsewhere_than_on_a_terminal_each_request_has_a_line(tmp_path: Path) -> None:
    lab = Lab(tmp_path).write({"outrider.toml": ""}).request("list")
    out = io.StringIO()
    progress = RunProgress(out, RunReporter(Redactor()), RunResults("In", ("dev",), 2))
    finished, ended = events(lab, "One\x1b[2J")
    progress.on_request_finished(finished)
    progress.on_run_ended(ended)
    assert out.getvalue() == "✗ 200 One␛[2J 12 ms\n"


def test_on_a_terminal_one_line_is_redrawn_and_wiped_away(tmp_path: Path) -> None:
    lab = Lab(tmp_path).write({"outrider.toml": ""}).request("list")
    ours, theirs = os.openpty()
    finished, ended = events(lab, "One")
    with os.fdopen(theirs, "w") as out:
        results = RunResults("I\x1bn", ("dev",), 2)
        clock = iter((1.0, 1.0, 2.0))
        progress = RunProgress(out, RunReporter(Redactor()), results, lambda: next(clock))
        progress.on_request_started(RunRequestStarted(finished.within, finished.request))
        progress.on_request_finished(finished)
        progress.on_request_finished(finished)
        progress.on_run_ended(ended)
        seen = b""
        while not seen.endswith(b"\r\x1b[K"):
            seen += os.read(ours, 1000)
    os.close(ours)
    line = '\rRun "I␛n" in dev · '
    assert seen.decode() == f"{line}0 of 2\x1b[K{line}2 of 2 · 2 failed\x1b[K\r\x1b[K"

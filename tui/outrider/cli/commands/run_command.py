"""``outrider run``."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.arguments.allowed_hosts import require_hosts
from outrider.cli.arguments.variable_overrides import variable_overrides
from outrider.cli.async_runner import run_with_engine
from outrider.cli.main import Terminated
from outrider.cli.output.error_output import write_fault
from outrider.cli.output.report_files import (
    RequestedReport,
    lists_each_request,
    requested_reports,
    write_reports,
)
from outrider.cli.output.reports.reported_run import RunReporter
from outrider.cli.output.run_progress import RunProgress
from outrider.engine.engine import Engine
from outrider.engine.runs.row_values import data_rows, unusable_columns
from outrider.engine.runs.run_events import RunEnded, RunRequestFinished, RunRequestStarted
from outrider.engine.runs.run_performer import RunOptions
from outrider.engine.runs.run_plan import DataRow, RunPlan, plan_run, require_confirmed
from outrider.engine.runs.run_results import RunResults
from outrider.engine.runs.run_selection import Selection, select_requests
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.engine.workspace.open_workspace import (
    OpenWorkspace,
    capturing_request,
    open_workspace,
)
from outrider.errors import Fault, Severity, SourceLocation
from outrider.storage.reading.data_file import read_data_file
from outrider.storage.reading.data_rows import ParsedRow

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from outrider.model.workspace import Collection


def command(arguments: argparse.Namespace) -> int:
    """Sends requests in order and reports what came of them; returns the exit status."""
    require_hosts(arguments.allow_host)
    reports = requested_reports(arguments.report)
    session = open_workspace(arguments.workspace, dict(os.environ), trust_once=arguments.trust)
    collection = session.reader.collection()
    selection = select_requests(collection, arguments.names)
    snapshots = [_snapshot(session, collection, name, arguments) for name in _asked(arguments)]
    rows = read_data_file(arguments.data) if arguments.data is not None else []
    plan = plan_run(
        selection.requests,
        list({one.environment_id: one for one in snapshots}.values()),
        lambda snapshot: _rows(rows, snapshot),
        title=selection.title if arguments.names else session.reader.settings().name,
        repeat=arguments.repeat,
    )
    if not arguments.yes:
        require_confirmed(plan)
    if not arguments.quiet:
        _warn(session, selection, rows, arguments.data)
    return _perform(arguments, plan, reports)


def _perform(arguments: argparse.Namespace, plan: RunPlan, reports: list[RequestedReport]) -> int:
    environments = tuple(dict.fromkeys(one.snapshot.environment_id for one in plan.passes))
    results = RunResults(plan.title, environments, plan.size)
    options = RunOptions(
        parallel=arguments.parallel,
        bail=arguments.bail,
        update_snapshots=arguments.update,
        confirmed=arguments.yes,
        allowed_hosts=tuple(arguments.allow_host),
    )
    reporters: list[RunReporter] = []

    async def body(engine: Engine) -> None:
        # Entries hold bodies, and nobody looks at them here.
        engine.console.keep(0)
        reporter = RunReporter(engine.redactor)
        reporters.append(reporter)
        # In a pipe, what is printed at the end would only say the same once more.
        told = not sys.stderr.isatty() and lists_each_request(reports, plan.size)
        if not (arguments.quiet or arguments.verbose or told):
            progress = RunProgress(sys.stderr, reporter, results)
            engine.bus.subscribe(progress.on_request_started, RunRequestStarted)
            engine.bus.subscribe(progress.on_request_finished, RunRequestFinished)
            engine.bus.subscribe(progress.on_run_ended, RunEnded)
        # What is there by now stays: each look for garbage would go through all of it again.
        gc.freeze()
        await engine.runs.perform(plan, options, results)

    try:
        run_with_engine(body, sys.stderr if arguments.verbose else None, verbose=True)
    except (KeyboardInterrupt, Terminated):
        # What was done is told all the same.
        results.is_interrupted = True
        if reporters:
            write_reports(reports, reporters[0].run(results), brief=arguments.quiet)
        raise
    write_reports(reports, reporters[0].run(results), brief=arguments.quiet)
    return results.exit_status


def _asked(arguments: argparse.Namespace) -> list[str | None]:
    return list(dict.fromkeys(arguments.env)) or [None]


def _snapshot(
    session: OpenWorkspace, collection: Collection, name: str | None, arguments: argparse.Namespace
) -> WorkspaceSnapshot:
    process = dict(os.environ)
    environment = session.environment(name, process)
    variables = variable_overrides(arguments.var, environment, process)
    snapshot = session.snapshot(environment, variables, OverrideOrigin.COMMAND_LINE)
    # The files have been read: they are not read again for each request that lacks a value.
    return replace(snapshot, captured_by=lambda one: capturing_request(collection, one))


def _rows(rows: Sequence[ParsedRow], snapshot: WorkspaceSnapshot) -> list[DataRow]:
    return data_rows(rows, snapshot)


def _warn(
    session: OpenWorkspace, selection: Selection, rows: Sequence[ParsedRow], data: str | None
) -> None:
    """Tells the warnings of the files that the run uses."""
    used = {one.request.file for one in selection.requests}
    used.update(folder.file for one in selection.requests for folder in one.folders)
    for warning in session.reader.warnings:
        file = warning.place.file if warning.place is not None else ""
        if file in used or not file.startswith("requests/"):
            write_fault(warning, sys.stderr)
    for name in unusable_columns(rows):
        what = f'Column "{name}" was not used: its name cannot be that of a variable.'
        place = SourceLocation(data or "")
        write_fault(Fault("data", what, place, severity=Severity.WARNING), sys.stderr)

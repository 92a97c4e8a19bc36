"""``outrider send`` in several environments at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from outrider.cli.async_runner import run_with_engine
from outrider.cli.commands.kept_sends import keep_send
from outrider.cli.commands.list_commands import align_columns
from outrider.cli.commands.once_sending import opened_request
from outrider.cli.commands.send_status import exit_status, named_end, unfinished_result
from outrider.cli.commands.session_cookies import SessionCookies
from outrider.cli.commands.typed_files import TypedFiles
from outrider.cli.output.error_output import write_error, write_fault
from outrider.cli.output.json_output import write_json
from outrider.cli.output.terminal_width import columns_of
from outrider.engine.engine import Engine
from outrider.engine.events import EntryLogged
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.side_by_side.several_sends import (
    EnvironmentSend,
    compare_results,
    differences_text,
    require_all_confirmed,
    send_to_all,
)
from outrider.errors import OutriderError, UsageError
from outrider.exporters.masking import MaskingPolicy
from outrider.model.exchange import Exchange
from outrider.model.units import duration_text, size_text
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

_HEADER = ["ENVIRONMENT", "STATUS", "TIME", "SIZE", "DIFFERENCES"]
_GRAVE = (2, 3, 4, 5)
"""Exit statuses that are passed on, the lowest first."""

FAILED = 1


class _Calls(Struct):
    """How far a call has come.

    Attributes:
        names: of the environments, in the order of the command line.
        jobs: what is sent in each, once the files have been read.
        results: those that are there, by environment.
        workbench: what sends.
        exchanges: those that were made, in all environments.
    """

    names: list[str]
    jobs: list[SendJob] = field(default_factory=list)
    results: dict[str, SendResult] = field(default_factory=dict)
    workbench: Engine | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    told: bool = False

    def take(self, result: SendResult) -> None:
        """Keeps a result."""
        self.results[result.environment] = result

    def on_entry_logged(self, event: EntryLogged) -> None:
        """Takes an entry of the console."""
        if event.entry.exchange is not None:
            self.exchanges.append(event.entry.exchange)


def send_to_environments(arguments: argparse.Namespace, names: Sequence[str]) -> int:
    """Sends the request in each environment; returns the exit status.

    Args:
        arguments: of the command line.
        names: of the environments, each once.
    """
    _refuse_single_options(arguments)
    calls = _Calls(list(names))
    try:
        return _send(arguments, calls)
    except BaseException as end:
        # A border: programs that read --json get an array whatever happens; it is raised again.
        if arguments.json and not calls.told and not isinstance(end, BrokenPipeError):
            write_json(_unsent(arguments, calls, end))
        raise


def _refuse_single_options(arguments: argparse.Namespace) -> None:
    """Refuses what is about the one body of one response.

    Raises:
        UsageError: such an option was given.
    """
    for name in ("output", "include", "save"):
        if getattr(arguments, name):
            raise UsageError(
                f"--{name} is for one environment.",
                code="one_environment",
                advice="Pass --env once, or --json for all responses.",
            )


def _send(arguments: argparse.Namespace, calls: _Calls) -> int:
    with TypedFiles() as files:
        return _send_opened(arguments, calls, files)


def _send_opened(arguments: argparse.Namespace, calls: _Calls, files: TypedFiles) -> int:
    opened, cookies = None, SessionCookies()
    for name in calls.names:
        arguments.env = name
        opened = opened_request(arguments, files)
        calls.jobs.append(
            SendJob(
                cookies.with_jar(opened.snapshot),
                opened.request,
                confirmed=arguments.yes,
                allowed_hosts=tuple(arguments.allow_host),
                is_typed=opened.is_typed,
            )
        )
    # Before the first request, and not when some of them are done.
    require_all_confirmed(calls.jobs)

    async def body(workbench: Engine) -> int:
        calls.workbench = workbench
        workbench.bus.subscribe(calls.on_entry_logged, EntryLogged)
        try:
            await send_to_all(workbench.sender, calls.jobs, calls.take)
        finally:
            cookies.store(calls.jobs)
        return _finish(arguments, calls, workbench)

    if not arguments.quiet:
        for warning in opened.faults if opened is not None else ():
            write_fault(warning, sys.stderr)
    console = None if arguments.quiet else sys.stderr
    return run_with_engine(body, console, verbose=arguments.verbose, reveals=arguments.reveal)


def _finish(arguments: argparse.Namespace, calls: _Calls, workbench: Engine) -> int:
    results = [calls.results[job.snapshot.environment_id] for job in calls.jobs]
    calls.told = True
    for job, result in zip(calls.jobs, results, strict=True):
        keep_send(job, result, workbench.redactor)
    if arguments.json:
        write_json(
            [
                _object(arguments, job, result, workbench)
                for job, result in zip(calls.jobs, results, strict=True)
            ]
        )
    else:
        _write_table(compare_results(results, MaskingPolicy(workbench.redactor)))
    sys.stdout.flush()
    for result in results:
        if result.error is not None:
            sys.stderr.write(visible_line(f'In environment "{result.environment}":') + "\n")
            write_error(result.error, sys.stderr, request=result.exchange is None)
    return several_status([_status(result) for result in results])


def _status(result: SendResult) -> int:
    if result.error is not None or result.exchange is None or result.exchange.response is None:
        return result.error.exit_code if result.error else FAILED
    return exit_status(result.checks, result.exchange.response.status)


def several_status(statuses: Sequence[int]) -> int:
    """The exit status of several sends: 0, else the lowest of 2 to 5, else 1."""
    grave = [one for one in statuses if one in _GRAVE]
    if grave:
        return min(grave)
    return FAILED if any(statuses) else 0


def _write_table(sends: Sequence[EnvironmentSend | None]) -> None:
    told = [one for one in sends if one is not None]
    cells = [[visible_line(cell) for cell in _cells(one)] for one in told]
    columns = columns_of(sys.stdout)
    if columns:
        cells.insert(0, _HEADER)
    sys.stdout.writelines(f"{line}\n" for line in align_columns(cells, columns))


def _cells(one: EnvironmentSend) -> list[str]:
    result = one.result
    exchange = result.exchange
    if exchange is None or exchange.response is None:
        return [result.environment, "not sent" if exchange is None else "failed", "", "", ""]
    response = exchange.response
    return [
        result.environment,
        f"{response.status} {response.reason}".rstrip(),
        duration_text(exchange.timing.total),
        size_text(response.size),
        differences_text(one.differences),
    ]


def _object(
    arguments: argparse.Namespace, job: SendJob, result: SendResult, workbench: Engine
) -> dict[str, Any]:
    from outrider.cli.output.json_objects import send_object

    return send_object(job, result, workbench.redactor, reveals=arguments.reveal, now=time.time())


def _unsent(
    arguments: argparse.Namespace, calls: _Calls, end: BaseException
) -> list[dict[str, Any]]:
    """The objects of sends that came to no end, beside those that did."""
    from outrider.cli.output.json_objects import unsent_object

    error = end if isinstance(end, OutriderError) else named_end(end)
    told = []
    for at, name in enumerate(calls.names):
        result = calls.results.get(name)
        made = [one for one in calls.exchanges if one.environment == name]
        if result is None and made:
            result = unfinished_result(calls.jobs[at], made, error)
        if result is not None and calls.workbench is not None:
            told.append(_object(arguments, calls.jobs[at], result, calls.workbench))
        else:
            told.append(unsent_object(error, name))
    return told

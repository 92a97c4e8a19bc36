"""``outrider send``."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.cli.arguments.allowed_hosts import require_hosts
from outrider.cli.async_runner import run_with_engine
from outrider.cli.commands.once_sending import OpenedRequest, opened_request
from outrider.cli.commands.send_status import exit_status, named_end, unfinished_result
from outrider.cli.commands.session_cookies import SessionCookies
from outrider.cli.commands.typed_files import TypedFiles
from outrider.cli.main import Terminated
from outrider.cli.output.error_output import write_error, write_fault, write_lines, write_note
from outrider.cli.output.streamed_output import StreamedOutput
from outrider.engine.engine import Engine
from outrider.engine.events import EntryLogged
from outrider.engine.expectations.check_results import ResponseChecks
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.errors import OutriderError, UsageError
from outrider.model.exchange import Exchange, FailureKind

if TYPE_CHECKING:
    import argparse

    from outrider.storage.files.output_file import OutputFile


class _SendTrace(Struct):
    """How far a call has come: what its object is made of when it ends before there is a result.

    Attributes:
        job: what is sent, once the files have been read.
        workbench: what sends it.
        exchanges: those that were made.
        told: the result is there, and is written by whoever has it.
    """

    job: SendJob | None = None
    workbench: Engine | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    told: bool = False

    def on_entry_logged(self, event: EntryLogged) -> None:
        """Takes an entry of the console."""
        if event.entry.exchange is not None:
            self.exchanges.append(event.entry.exchange)


def command(arguments: argparse.Namespace) -> int:
    """Sends one request; returns the exit status."""
    environments = list(dict.fromkeys(arguments.env))
    if len(environments) > 1:
        from outrider.cli.commands.several_environments import send_to_environments

        require_hosts(arguments.allow_host)
        return send_to_environments(arguments, environments)
    arguments.env = environments[0] if environments else None
    seen = _SendTrace()
    try:
        return _send(arguments, seen)
    except (Exception, KeyboardInterrupt, Terminated) as end:
        # A border: programs that read --json get an object whatever happens; it is raised again.
        if arguments.json and not seen.told and not isinstance(end, BrokenPipeError):
            _tell_end(end, arguments, seen)
        raise


def _send(arguments: argparse.Namespace, seen: _SendTrace) -> int:
    require_hosts(arguments.allow_host)
    with TypedFiles() as files:
        return _send_opened(arguments, opened_request(arguments, files), seen)


def _send_opened(arguments: argparse.Namespace, opened: OpenedRequest, seen: _SendTrace) -> int:
    sink = _output(arguments.output)
    cookies = SessionCookies()
    seen.job = job = SendJob(
        cookies.with_jar(opened.snapshot),
        opened.request,
        confirmed=arguments.yes,
        allowed_hosts=tuple(arguments.allow_host),
        sink=sink,
        is_typed=opened.is_typed,
    )

    async def body(workbench: Engine) -> int:
        seen.workbench = workbench
        workbench.bus.subscribe(seen.on_entry_logged, EntryLogged)
        redactor = None if arguments.reveal else workbench.redactor
        out = StreamedOutput(redactor, head=arguments.include, elsewhere=sink is not None)
        try:
            result = await _followed(workbench, job, None if arguments.json else out)
        except asyncio.CancelledError:
            if sink is not None and out.is_stream:
                # It has no end but this one.
                sink.commit()
            raise
        finally:
            cookies.store([job])
        seen.told = True
        from outrider.cli.commands.kept_sends import keep_send

        keep_send(job, result, workbench.redactor)
        return _finish(arguments, job, result, workbench, sink, out)

    try:
        if not arguments.quiet:
            for warning in opened.faults:
                write_fault(warning, sys.stderr)
            write_lines(opened.notes, sys.stderr)
        console = None if arguments.quiet else sys.stderr
        return run_with_engine(body, console, verbose=arguments.verbose, reveals=arguments.reveal)
    finally:
        if sink is not None:
            sink.discard()


async def _followed(workbench: Engine, job: SendJob, out: StreamedOutput | None) -> SendResult:
    """Sends, and writes the response while it arrives; with --json it is written as a whole.

    Raises:
        OSError: standard output cannot be written.
    """
    try:
        result = await workbench.sender.send(replace(job, follower=out))
        if out is not None and out.failure is not None:
            # It was cancelled with its last piece, and a cancellation comes where a task waits.
            await asyncio.sleep(0)
        return result
    except asyncio.CancelledError:
        if out is not None and out.failure is not None:
            raise out.failure from None
        if out is not None:
            out.give_up()
        raise


def _tell_end(end: BaseException, arguments: argparse.Namespace, seen: _SendTrace) -> None:
    """Writes the object of a send that has no result."""
    from outrider.cli.output.json_objects import unsent_object
    from outrider.cli.output.json_output import write_json

    error = end if isinstance(end, OutriderError) else named_end(end)
    job, workbench = seen.job, seen.workbench
    if job is None or workbench is None:
        environment = job.snapshot.environment_id if job else ""
        write_json(unsent_object(error, environment))
        return
    result = unfinished_result(job, seen.exchanges, error)
    write_json(_object(arguments, job, result, workbench))


def _object(
    arguments: argparse.Namespace, job: SendJob, result: SendResult, workbench: Engine
) -> dict[str, Any]:
    from outrider.cli.output.json_objects import send_object

    return send_object(job, result, workbench.redactor, reveals=arguments.reveal, now=time.time())


def _output(path: str | None) -> OutputFile | None:
    if path is None:
        return None
    from outrider.storage.files.output_file import OutputFile

    try:
        return OutputFile(path)
    except OSError as error:
        raise UsageError(
            f'File "{path}" cannot be written.',
            code="output_file",
            why=f"{error.strerror}." if error.strerror else "",
            advice="Pass --output with a file in a folder that you can write to.",
        ) from None


def _finish(
    arguments: argparse.Namespace,
    job: SendJob,
    result: SendResult,
    workbench: Engine,
    sink: OutputFile | None,
    out: StreamedOutput,
) -> int:
    exchange = result.exchange
    # A response that is not whole is kept too: the error says so, and nothing is lost. But what a
    # full disk has left of it takes the place of no older file.
    written = result.error is None or result.error.code != FailureKind.OUTPUT_FILE
    if written and sink is not None and exchange is not None and exchange.response is not None:
        sink.commit()
    if arguments.json:
        from outrider.cli.output.json_output import write_json

        write_json(_object(arguments, job, result, workbench))
    elif exchange is not None and exchange.response is not None:
        out.finish(exchange.response)
    if result.error is not None:
        sys.stdout.flush()
        # A token may be refused after a 401 of the API, which had the request.
        write_error(result.error, sys.stderr, request=exchange is None)
        return result.error.exit_code
    if result.checks != ResponseChecks() and not (arguments.json or arguments.quiet):
        from outrider.cli.output.check_output import write_checks

        sys.stdout.flush()
        write_checks(result.checks, None if arguments.reveal else workbench.redactor, sys.stderr)
    if result.notes and not (arguments.json or arguments.quiet):
        sys.stdout.flush()
        for note in result.notes:
            write_note(note, sys.stderr)
    assert exchange is not None
    assert exchange.response is not None
    return exit_status(result.checks, exchange.response.status)

"""``outrider send``."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from tui.cli.console_view import ConsoleView
from tui.cli.running import run_with
from tui.engine.job import SendJob, SendResult
from tui.engine.session import open_session, session_variables
from tui.engine.workbench import Workbench

if TYPE_CHECKING:
    import argparse

    from tui.cli.output_file import OutputFile

ANSWERED_WITH_ERROR = 6


def command(arguments: argparse.Namespace) -> int:
    """Sends one request.

    Returns:
        The exit status.
    """
    process = dict(os.environ)
    session = open_session(arguments.workspace, process, trust_once=arguments.trust)
    environment = session.environment(arguments.env, process)
    variables = session_variables(arguments.var, environment, process)
    request = session.reader.find_request(arguments.request)
    sink = _output(arguments.output)
    job = SendJob(
        snapshot=session.snapshot(environment, variables),
        request=request,
        confirmed=arguments.yes,
        sink=sink,
    )
    for warning in session.reader.faults:
        _warn(arguments, warning)

    async def body(workbench: Workbench) -> int:
        if not arguments.quiet:
            view = ConsoleView(
                sys.stderr,
                workbench.redactor,
                verbose=arguments.verbose,
                reveals=arguments.reveal,
            )
            workbench.console.watch(view.show)
        result = await workbench.sender.send(job)
        return _finish(arguments, job, result, workbench, sink)

    try:
        return run_with(process, body)
    finally:
        if sink is not None:
            sink.discard()


def _output(path: str | None) -> OutputFile | None:
    if path is None:
        return None
    from tui.cli.output_file import OutputFile

    return OutputFile(path)


def _warn(arguments: argparse.Namespace, fault: object) -> None:
    from tui.cli.errors_view import show_fault
    from tui.errors import Fault

    if isinstance(fault, Fault) and not arguments.quiet:
        show_fault(fault, sys.stderr)


def _finish(
    arguments: argparse.Namespace,
    job: SendJob,
    result: SendResult,
    workbench: Workbench,
    sink: OutputFile | None,
) -> int:
    exchange = result.exchange
    # A response that is not whole is kept too: the error says so, and nothing is lost.
    if sink is not None and exchange is not None and exchange.response is not None:
        sink.keep()
    if arguments.json:
        import json

        from tui.cli.result import send_object

        shown = send_object(
            job, result, workbench.redactor, reveals=arguments.reveal, now=time.time()
        )
        text = json.dumps(shown, indent=2, ensure_ascii=False)
        sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    elif exchange is not None and exchange.response is not None:
        from tui.cli.response_output import write_response

        redactor = None if arguments.reveal else workbench.redactor
        write_response(exchange.response, redactor, head=arguments.include)
    if result.error is not None:
        from tui.cli.errors_view import show_error

        sys.stdout.flush()
        show_error(result.error, sys.stderr, request=True)
        return result.error.exit_code
    assert exchange is not None
    assert exchange.response is not None
    return ANSWERED_WITH_ERROR if exchange.response.status >= 400 else 0

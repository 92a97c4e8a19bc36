"""``outrider send``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.cli.console_view import ConsoleView
from tui.cli.running import run_with
from tui.cli.session import open_session, session_variables
from tui.engine.job import SendJob, SendResult
from tui.engine.workbench import Workbench
from tui.errors import OutriderError
from tui.model.exchange import FailureKind

if TYPE_CHECKING:
    import argparse

    from tui.cli.output_file import OutputFile
    from tui.model.exchange import Exchange

ANSWERED_WITH_ERROR = 6


def command(arguments: argparse.Namespace) -> int:
    """Sends one request.

    Returns:
        The exit status.
    """
    sinks: list[OutputFile] = []
    try:
        return _sent(arguments, *_job(arguments, sinks), *sinks)
    finally:
        for sink in sinks:
            sink.discard()


def _job(
    arguments: argparse.Namespace, sinks: list[OutputFile]
) -> tuple[Mapping[str, str], SendJob]:
    """The process environment, and what is asked for; adds the output file to ``sinks``.

    Raises:
        OutriderError: a name or a file is wrong; with ``--json``, the object is printed.
    """
    process = dict(os.environ)
    try:
        session = open_session(arguments.workspace, process, trust_once=arguments.trust)
        environment = session.environment(arguments.env, process)
        variables = session_variables(arguments.var, environment, process)
        request = session.reader.find_request(arguments.request)
        snapshot = session.snapshot(environment, variables)
        if arguments.output is not None:
            sinks.append(_output(arguments.output))
    except OutriderError as error:
        if arguments.json:
            from tui.cli.result import unsent_object

            _write_json(unsent_object(error))
        raise
    for warning in session.reader.faults:
        _warn(arguments, warning)
    job = SendJob(
        snapshot=snapshot,
        request=request,
        confirmed=arguments.yes,
        sink=sinks[0] if sinks else None,
    )
    return process, job


def _sent(
    arguments: argparse.Namespace,
    process: Mapping[str, str],
    job: SendJob,
    sink: OutputFile | None = None,
) -> int:
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

    return run_with(process, body)


def _output(path: str) -> OutputFile:
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
    # A response that is not whole is kept too: the error says so, and nothing is lost. But what a
    # full disk has left of it takes the place of no older file.
    written = result.error is None or result.error.code != FailureKind.OUTPUT_FILE
    if written and sink is not None and exchange is not None and exchange.response is not None:
        sink.keep()
    if arguments.json:
        from tui.cli.result import send_object

        shown = send_object(
            job, result, workbench.redactor, reveals=arguments.reveal, now=time.time()
        )
        _write_json(shown)
    elif exchange is not None and exchange.response is not None:
        _write_response(arguments, exchange, workbench)
    if result.error is not None:
        from tui.cli.errors_view import show_error

        sys.stdout.flush()
        show_error(result.error, sys.stderr)
        return result.error.exit_code
    assert exchange is not None
    assert exchange.response is not None
    return ANSWERED_WITH_ERROR if exchange.response.status >= 400 else 0


def _write_json(shown: Mapping[str, Any]) -> None:
    import json

    text = json.dumps(shown, indent=2, ensure_ascii=False)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    sys.stdout.flush()


def _write_response(
    arguments: argparse.Namespace, exchange: Exchange, workbench: Workbench
) -> None:
    """The body byte for byte; on a terminal, as text that cannot harm it."""
    from tui.visible import visible, visible_line

    response = exchange.response
    assert response is not None
    terminal = sys.stdout.isatty()
    if arguments.include:
        head = [f"{response.http_version} {response.status} {response.reason}".rstrip()]
        for name, value in response.fields:
            masked = value if arguments.reveal else workbench.redactor.field(name, value)
            head.append(f"{name}: {masked}")
        lines = [visible_line(line) if terminal else line for line in head]
        sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
    if not terminal:
        sys.stdout.buffer.write(response.content)
        sys.stdout.buffer.flush()
        return
    if b"\0" in response.content[:4096]:
        sys.stderr.write(
            f"the body is binary ({response.size} bytes): write it to a file with --output\n"
        )
        return
    text = visible(response.content.decode("utf-8", "replace"))
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")

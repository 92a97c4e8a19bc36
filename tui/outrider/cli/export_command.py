"""``outrider export``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.console_view import ConsoleView
from outrider.cli.running import run_with
from outrider.engine.job import SendJob
from outrider.engine.session import open_session, session_variables
from outrider.engine.workbench import Workbench
from outrider.errors import UsageError
from outrider.exporters import find_exporter
from outrider.exporters.masking import Masking
from outrider.storage.atomic import write_atomically
from outrider.visible import visible

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints one request in another program's format; it is prepared, and not sent.

    Returns:
        The exit status.
    """
    if arguments.format == "postman":
        from outrider.cli.postman_export import export_postman

        return export_postman(arguments)
    if arguments.request is None:
        raise UsageError(
            f"--as {arguments.format} needs a REQUEST.",
            code="no_request",
            advice="List them with outrider requests; the whole workspace goes --as postman.",
        )
    exporter = find_exporter(arguments.format)
    assert exporter is not None
    process = dict(os.environ)
    session = open_session(arguments.workspace, process, trust_once=arguments.trust)
    environment = session.environment(arguments.env, process)
    variables = session_variables(arguments.var, environment, process)
    request = session.reader.find_request(arguments.request)
    snapshot = session.snapshot(environment, variables)
    job = SendJob(replace(snapshot, masked=not arguments.reveal), request)

    async def body(workbench: Workbench) -> str:
        if not arguments.quiet:
            view = ConsoleView(sys.stderr, workbench.redactor, verbose=arguments.verbose)
            workbench.console.watch(view.show)
        outgoing = await workbench.previewer.outgoing(job, with_token=arguments.reveal)
        masking = Masking(workbench.redactor, reveals=arguments.reveal)
        return exporter.request(outgoing, masking)

    put(run_with(process, body), arguments.output)
    return 0


def put(text: str, output: str | None) -> None:
    """Writes a text to a file that only the user can read, or to standard output.

    Raises:
        SaveRefused: the file cannot be written.
    """
    if output is not None:
        write_atomically(Path(output), text.encode("utf-8", "replace"), private=True)
    else:
        sys.stdout.write(visible(text) if sys.stdout.isatty() else text)

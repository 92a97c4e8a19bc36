"""``outrider export``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.async_runner import run_with
from outrider.cli.output.console_output import ConsoleView
from outrider.cli.output.text_output import put
from outrider.engine.engine import Workbench
from outrider.engine.send.send_job import SendJob
from outrider.engine.workspace.open_workspace import open_session, session_variables
from outrider.errors import UsageError
from outrider.exporters import find_exporter
from outrider.exporters.masking import Masking

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints one request in another program's format; it is prepared, and not sent.

    Returns:
        The exit status.
    """
    if arguments.format == "postman":
        from outrider.cli.commands.export_postman import export_postman

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

"""``outrider export``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.async_runner import run_with_engine
from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.text_output import write_output
from outrider.engine.engine import Engine
from outrider.engine.events import EntryLogged
from outrider.engine.send.send_job import SendJob
from outrider.engine.workspace.open_workspace import open_workspace, variable_overrides
from outrider.errors import UsageError
from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy

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
    session = open_workspace(arguments.workspace, process, trust_once=arguments.trust)
    environment = session.environment(arguments.env, process)
    variables = variable_overrides(arguments.var, environment, process)
    request = session.reader.find_request(arguments.request)
    snapshot = session.snapshot(environment, variables)
    job = SendJob(replace(snapshot, masked=not arguments.reveal), request)

    async def body(workbench: Engine) -> str:
        if not arguments.quiet:
            view = ConsoleWriter(sys.stderr, workbench.redactor, verbose=arguments.verbose)
            workbench.bus.subscribe(lambda event: view.write_entry(event.entry), EntryLogged)
        outgoing = await workbench.previewer.preview(job, with_token=arguments.reveal)
        masking = MaskingPolicy(workbench.redactor, reveals=arguments.reveal)
        return exporter.export_request(outgoing, masking)

    write_output(run_with_engine(process, body), arguments.output)
    return 0

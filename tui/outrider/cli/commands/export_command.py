"""``outrider export``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.output.text_output import write_output
from outrider.engine.engine import Engine
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.send.send_job import SendJob
from outrider.errors import UsageError
from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import untold_options
from outrider.model.import_result import ImportReport

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints one request in another program's format; it is prepared, and not sent."""
    if arguments.format == "postman":
        from outrider.cli.commands.export_postman import export_postman

        return export_postman(arguments)
    if arguments.format == "http":
        from outrider.cli.commands.export_http import export_http

        return export_http(arguments)
    if arguments.format == "bruno":
        from outrider.cli.commands.export_bruno import export_bruno

        return export_bruno(arguments)
    from outrider.exporters.load import LOAD_EXPORTERS

    script_writer = LOAD_EXPORTERS.find(arguments.format)
    if script_writer is not None:
        from outrider.cli.commands.export_load import export_load

        return export_load(arguments, script_writer)
    if arguments.request is None:
        raise UsageError(
            f"--as {arguments.format} needs a REQUEST.",
            code="no_request",
            advice="Run outrider requests to list them. Formats of workspaces need none.",
        )
    exporter = find_exporter(arguments.format)
    assert exporter is not None
    session, snapshot = open_snapshot(arguments)
    request = session.reader.find_request(arguments.request)
    job = SendJob(replace(snapshot, masked=not arguments.reveal), request)

    report = ImportReport()

    async def body(workbench: Engine) -> str:
        outgoing = await workbench.sender.preview(job, with_token=arguments.reveal)
        masking = MaskingPolicy(workbench.redactor, reveals=arguments.reveal)
        for one in untold_options(exporter.carries, outgoing, request.request):
            report.lost(f"{one} was not exported.", why="The format has no place for it.")
        return exporter.export_request(outgoing, masking)

    console = None if arguments.quiet else sys.stderr
    write_output(run_with_engine(body, console, verbose=arguments.verbose), arguments.output)
    if report.remarks and not arguments.quiet:
        for line in report_lines(report.remarks, full=True, lost="Not exported"):
            sys.stderr.write(f"{line}\n")
    return 0

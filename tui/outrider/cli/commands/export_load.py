"""``outrider export --as k6`` and ``--as locust``: a folder, a request, or the whole workspace."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.output.text_output import write_output
from outrider.engine.import_export.load_export import LoadExport
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.runs.run_selection import select_requests
from outrider.model.import_result import ImportReport

if TYPE_CHECKING:
    import argparse

    from outrider.engine.engine import Engine
    from outrider.exporters.load.load_script import LoadExporter, LoadScript


def export_load(arguments: argparse.Namespace, exporter: LoadExporter) -> int:
    """Writes the script, and tells on standard error what it does not do."""
    session, snapshot = open_snapshot(arguments)
    asked = [arguments.request] if arguments.request is not None else []
    selection = select_requests(session.reader.collection(), asked)
    report = ImportReport()

    async def body(workbench: Engine) -> LoadScript:
        # Digits of chance: no file can hold them.
        tag = "".join(str(secrets.randbelow(10)) for _ in range(12))
        export = LoadExport(workbench.sender, snapshot, report, tag=tag, reveals=arguments.reveal)
        title = selection.title or session.reader.settings().name
        return await export.script(title, selection.requests)

    console = None if arguments.quiet else sys.stderr
    script = run_with_engine(body, console, verbose=arguments.verbose)
    write_output(exporter.script(script), arguments.output)
    if report.remarks and not arguments.quiet:
        for line in report_lines(report.remarks, full=True, lost="Not exported"):
            sys.stderr.write(f"{line}\n")
    return 0

"""``outrider export``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.cli.console_view import ConsoleView
from tui.cli.running import run_with
from tui.engine.job import SendJob
from tui.engine.session import open_session, session_variables
from tui.engine.workbench import Workbench
from tui.exporters import find_exporter
from tui.exporters.masking import Masking
from tui.visible import visible

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints one request in another program's format; it is prepared, and not sent.

    Returns:
        The exit status.
    """
    exporter = find_exporter(arguments.format)
    assert exporter is not None
    process = dict(os.environ)
    session = open_session(arguments.workspace, process, trust_once=arguments.trust)
    environment = session.environment(arguments.env, process)
    variables = session_variables(arguments.var, environment, process)
    request = session.reader.find_request(arguments.request)
    job = SendJob(session.snapshot(environment, variables), request)

    async def body(workbench: Workbench) -> str:
        if not arguments.quiet:
            view = ConsoleView(sys.stderr, workbench.redactor, verbose=arguments.verbose)
            workbench.console.watch(view.show)
        outgoing = await workbench.previewer.outgoing(job, with_token=arguments.reveal)
        masking = Masking(workbench.redactor, reveals=arguments.reveal)
        return exporter.request(outgoing, masking)

    text = run_with(process, body)
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)
    return 0

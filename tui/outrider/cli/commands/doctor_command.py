"""``outrider doctor``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.commands.auth_names import require_auth
from outrider.cli.output.diagnosis_output import write_diagnosis, write_step
from outrider.engine.doctor.diagnosis import StepStatus
from outrider.engine.engine import Engine
from outrider.engine.send.error_lines import lines_in_errors

if TYPE_CHECKING:
    import argparse

    from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep


def command(arguments: argparse.Namespace) -> int:
    """Checks the way from the file to a token; prints a line a step, and the change to make."""
    session, snapshot = open_snapshot(arguments)
    name = arguments.auth or "default"
    require_auth(snapshot.environment, name)
    out: TextIO = sys.stdout

    def tell(step: DiagnosisStep) -> None:
        if not arguments.quiet or step.status is StepStatus.FAILED:
            write_step(step, out)
            out.flush()

    async def body(workbench: Engine) -> Diagnosis:
        return await workbench.doctor.examine(snapshot, name, confirmed=arguments.yes, tell=tell)

    console = sys.stderr if arguments.verbose else None
    with lines_in_errors(session.reader.with_line):
        found = run_with_engine(body, console, verbose=arguments.verbose)
    write_diagnosis(found, out)
    return found.exit_code

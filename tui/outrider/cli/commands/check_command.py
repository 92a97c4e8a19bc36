"""``outrider check``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from outrider.cli.output.error_output import write_fault
from outrider.cli.output.progress_line import ProgressLine
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.engine.workspace.workspace_check import check_workspace
from outrider.errors import Severity

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Finds every mistake in the files; 3 where there is an error, warnings do not count."""
    process = dict(os.environ)
    session = open_workspace(arguments.workspace, process)
    with ProgressLine(sys.stderr) as progress:
        faults = check_workspace(session.reader, session.root, session.trust, process, progress.say)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    if arguments.json:
        from outrider.cli.output.json_objects import fault_object
        from outrider.cli.output.json_output import write_json

        shown = {
            "errors": errors,
            "warnings": len(faults) - errors,
            "faults": [fault_object(fault) for fault in faults],
        }
        write_json(shown)
    else:
        for fault in faults:
            write_fault(fault, sys.stdout)
        sys.stdout.write(_counted(errors, len(faults) - errors) + "\n")
    return 3 if errors else 0


def _counted(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "No problems found."
    counted = (
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    )
    return ", ".join(counted) + "."

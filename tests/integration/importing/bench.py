"""Imports into a folder and sends everything that came of it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.engine_lab import Lab

from outrider.engine.engine import Engine
from outrider.engine.import_export.import_run import ImportRun
from outrider.model.import_result import ImportResult


def import_files(root: Path, *files: str) -> ImportResult:
    """Imports, writes, and gives back what was read."""
    plan = ImportRun.read(files, root, agreed=None).plan(root, {})
    plan.write()
    return plan.imported


async def send_all(
    root: Path, imported: ImportResult, environment: str | None = None
) -> list[object]:
    """Sends every request in order; what failed is given back in its place."""
    lab = Lab(root, process={**os.environ, "HOME": str(root)})
    outcomes: list[object] = []
    async with Engine(process_environment=lab.process) as workbench:
        for request in imported.requests:
            try:
                outcomes.append(await lab.send(workbench, request.id, environment))
            except Exception as error:
                outcomes.append(error)
    return outcomes

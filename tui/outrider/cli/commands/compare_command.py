"""``outrider compare``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.cli.arguments.variable_overrides import variable_overrides
from outrider.cli.async_runner import run_with_engine
from outrider.cli.output.comparison_output import comparison_object, write_comparison
from outrider.cli.output.json_output import write_json
from outrider.comparison.exchange_comparison import Comparison, compare_exchanges
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import OverrideOrigin, SendJob
from outrider.engine.side_by_side.side_reader import SideReader
from outrider.engine.side_by_side.side_source import STANDARD_INPUT, SideSource, side_source
from outrider.engine.workspace.open_workspace import OpenWorkspace, open_workspace
from outrider.errors import OutriderError, UsageError
from outrider.exporters.masking import MaskingPolicy
from outrider.storage.user_files.history_folder import HistoryFolder
from outrider.storage.user_files.history_settings import history_root

if TYPE_CHECKING:
    import argparse

DIFFERS = 1


def command(arguments: argparse.Namespace) -> int:
    """Compares two exchanges; nothing is sent. Returns 0 or 1."""
    try:
        comparison = _compare(arguments)
    except OutriderError as error:
        if arguments.json:
            from outrider.cli.output.json_objects import error_object

            names = {"a": arguments.first, "b": arguments.second}
            nothing = {"differs": None, **names, "differences": [], "remarks": []}
            write_json({**nothing, "error": error_object(error)})
        raise
    if arguments.json:
        write_json(comparison_object(comparison))
    else:
        write_comparison(comparison, sys.stdout)
    return DIFFERS if comparison.differs else 0


def _compare(arguments: argparse.Namespace) -> Comparison:
    sources = _sources(arguments)
    workspaces = _Workspaces(arguments)

    async def body(workbench: Engine) -> Comparison:
        stdin = sys.stdin.buffer if sys.stdin is not None else None
        reader = SideReader(workbench.sender, workspaces.job, workspaces.history, stdin)
        sides = [await reader.read(source) for source in sources]
        masking = MaskingPolicy(workbench.redactor)
        return compare_exchanges(sides[0], sides[1], masking)

    return run_with_engine(body, None if arguments.quiet else sys.stderr)


def _sources(arguments: argparse.Namespace) -> list[SideSource]:
    named = (arguments.first, arguments.second)
    if named == (STANDARD_INPUT, STANDARD_INPUT):
        raise UsageError(
            'Only one of the two can be "-", standard input.',
            code="stdin_twice",
            advice="Save the other one in a file.",
        )
    return [side_source(one, lambda path: Path(path).is_file()) for one in named]


class _Workspaces:
    """The workspace of the call, opened when a side needs it."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._process = dict(os.environ)
        self._opened: OpenWorkspace | None = None

    def job(self, request: str, environment: str) -> SendJob:
        """What would be sent of a request in an environment."""
        session = self._workspace()
        chosen = session.environment(environment, self._process)
        variables = variable_overrides(self._arguments.var, chosen, self._process)
        snapshot = session.snapshot(chosen, variables, OverrideOrigin.COMMAND_LINE)
        return SendJob(
            snapshot,
            session.reader.find_request(request),
            allowed_hosts=tuple(self._arguments.allow_host),
        )

    def history(self) -> HistoryFolder:
        """The past sends of the workspace."""
        return HistoryFolder(history_root(self._process), self._workspace().root)

    def _workspace(self) -> OpenWorkspace:
        if self._opened is None:
            given = self._arguments
            self._opened = open_workspace(given.workspace, self._process, trust_once=given.trust)
        return self._opened

"""Checks the environment on the screen, and makes the change that leads to a token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct

from outrider.dialogs.diagnosis_dialog import DiagnosisDialog
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, KeyChange
from outrider.engine.doctor.key_changes import make_change
from outrider.engine.doctor.probe_planner import MOST_EXCHANGES
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, UsageError
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.tokens.token_definitions import TokenDefinition, TokenDefinitions


class DiagnosisFlow(Struct):
    """One check, from the question whether to make it to the change."""

    _context: WorkbenchContext

    async def run(self) -> None:
        """Checks the auth definition of the request that is shown, else the environment's default.

        Raises:
            OutriderError: it cannot be checked, or the change cannot be made.
        """
        definition = TokenDefinitions(self._context).current()
        _require_name(definition)
        snapshot = self._context.workspace.snapshot()
        if not await self._may(snapshot):
            return
        found = await self._examine(snapshot, definition.name)
        if found is not None:
            await self._change(snapshot.environment_id, found.changes)

    async def _may(self, snapshot: WorkspaceSnapshot) -> bool:
        """Whether a protected environment may be tried."""
        environment = snapshot.environment
        if environment is None or not environment.protected:
            return True
        text = (
            f'Environment "{environment.name}" is protected.\n\n'
            f"Check it with up to {MOST_EXCHANGES} requests to its authorization server?"
        )
        choices = (("n", "Cancel", "no"), ("y", "Check it", "yes"))
        return await self._context.confirm(text, choices, danger=True) == "yes"

    async def _examine(self, snapshot: WorkspaceSnapshot, auth: str) -> Diagnosis | None:
        """What was found, where the user wants it changed."""
        environment = snapshot.environment
        name = environment.name if environment is not None else ""
        doctor = self._context.engine.doctor

        async def examine(tell: Callable[[DiagnosisStep], None]) -> Diagnosis:
            return await doctor.examine(snapshot, auth, confirmed=True, tell=tell)

        dialog = DiagnosisDialog(f"Check of {auth} · {name}", examine)
        wanted = await self._context.show_dialog(dialog)
        if dialog.failure is not None:
            raise dialog.failure
        return dialog.diagnosis if wanted else None

    async def _change(self, environment: str, changes: Sequence[KeyChange]) -> None:
        """Makes the changes; what the environment needs then is agreed to."""
        workspace = self._context.workspace
        trusted = workspace.reader.trusted
        with self._context.consent.saving_environment(environment):
            for change in changes:
                await asyncio.to_thread(
                    make_change, workspace.root, environment, change, trusted=trusted
                )
        workspace.reload()
        self._context.buffers.set_reader(workspace.reader)
        files = ", ".join(dict.fromkeys(change.place.file for change in changes))
        self._context.notify(f"Changed {files}.")


def _require_name(definition: TokenDefinition) -> None:
    config = definition.config
    if not config.name:
        fault = Fault(
            "not_named",
            "Only auth definitions of an environment can be checked.",
            config.place,
            why="The auth of this request is defined in a file of its own.",
        )
        raise UsageError.of([fault])

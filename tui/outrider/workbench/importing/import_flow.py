"""One import on screen: what is asked, what is shown before anything is written, what follows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from msgspec import Struct, structs

from outrider.dialogs.import_prompt import ImportInput, ImportPrompt
from outrider.dialogs.progress_dialog import ProgressDialog
from outrider.engine.import_export.import_consent import asked_before_writing
from outrider.engine.import_export.import_run import ImportRun
from outrider.engine.import_export.import_target import ImportTarget
from outrider.errors import OutriderError
from outrider.model.trust import TrustNeed, lasting_needs
from outrider.storage.writing.import_plan import ImportPlan
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.importing.import_preview import import_preview
from outrider.workbench.requests.request_controller import RequestController

Result = TypeVar("Result")

_Planned: TypeAlias = tuple[ImportPlan, tuple[TrustNeed, ...]]

_LONG = 0.3
"""Seconds of work from which on a box says that it is going on."""


class ImportFlow(Struct):
    """Asks what to import, shows what it makes, and writes it.

    Args:
        requests: to show the first request that came.
        choose_environment: makes an environment the active one.
    """

    _context: WorkbenchContext
    _requests: RequestController
    _choose_environment: Callable[[str], None]

    async def run(self, text: str) -> None:
        """Imports a text; without one, asks what to import.

        Raises:
            OutriderError: it cannot be read, or not be written.
        """
        origin = ImportInput(text=text) if text else await self._context.show_dialog(ImportPrompt())
        if origin is None:
            return
        planned = await self._plan(origin)
        if planned is None:
            return
        plan, needs = planned
        overwrite = await self._confirm(origin, plan, needs)
        if overwrite is None:
            return
        if not asked_before_writing(needs):
            # Where its own credentials go is asked about by the first send.
            needs = ()
        elif not await self._context.confirm_needs("This import needs trust:", needs):
            return
        try:
            written = await asyncio.to_thread(self._written, plan, overwrite, needs)
        except OutriderError:
            # A part of it may have been written.
            self._requests.reload(is_read=True)
            raise
        self._show(plan, written)

    def _written(
        self, plan: ImportPlan, overwrite: Collection[str], needs: Sequence[TrustNeed]
    ) -> Collection[str]:
        """Writes, and reads what is there then: of many files neither is quick."""
        try:
            written = plan.write(overwrite=overwrite)
            self._context.consent.agree(lasting_needs(needs))
            return written
        finally:
            self._context.workspace.read_again()
            self._context.workspace.load()

    async def _plan(self, origin: ImportInput) -> _Planned | None:
        """Reads, asking about each file outside whose content would be taken over."""
        agreed: frozenset[str] = frozenset()
        while True:
            read = await self._read(partial(self._planned, origin, agreed))
            if read is None:
                return None
            run, plan, needs = read
            wanted = [need for need in run.read_needs if need.digest not in agreed]
            if not wanted:
                return plan, tuple(need for need in needs if need.digest not in agreed)
            # A file of options may name more files.
            if not await self._context.confirm_needs("This import reads files:", wanted):
                return None
            agreed |= {need.digest for need in wanted}

    def _planned(
        self, origin: ImportInput, agreed: Collection[str]
    ) -> tuple[ImportRun, ImportPlan, Sequence[TrustNeed]]:
        workspace = self._context.workspace
        root, target = workspace.root, ImportTarget.of(workspace.reader, workspace.active)
        if origin.files:
            run = ImportRun.read(origin.files, root, target=target, agreed=agreed)
        else:
            run = ImportRun.read_text(origin.text, target=target)
        plan = run.plan_trusted(root, workspace.reader.trusted)
        return run, plan, structs.replace(run, imported=plan.imported).needs(root)

    async def _read(self, work: Callable[[], Result]) -> Result | None:
        """Reads beside the screen; ``None`` where the user would not wait for it."""
        task = asyncio.ensure_future(asyncio.to_thread(work))
        await asyncio.wait((task,), timeout=_LONG)
        if not task.done():
            waiting = ProgressDialog(
                "Reading", lambda: "A large export can take some seconds.", task
            )
            if await self._context.show_dialog(waiting) is None and not task.done():
                task.add_done_callback(_forget)
                return None
        return await task

    async def _confirm(
        self, origin: ImportInput, plan: ImportPlan, needs: Sequence[TrustNeed]
    ) -> Collection[str] | None:
        """Shows all that would happen; the changed files that may be written, ``None`` for none.

        Nothing is written without this.
        """
        answer = await self._context.show_dialog(import_preview(origin, plan, needs))
        return {"all": plan.changed, "new": ()}.get(answer or "")

    def _show(self, plan: ImportPlan, written: Collection[str]) -> None:
        """Shows the files that are there now, and opens the first request that came."""
        context = self._context
        self._requests.reload(is_read=True)
        environments = [one.environment.id for one in plan.imported.environments]
        if not context.workspace.active and environments:
            self._choose_environment(environments[0])
        known = {entry.id for entry in context.workspace.tree() if entry.request is not None}
        first = next((one.id for one in plan.imported.requests if one.id in known), "")
        if first:
            self._requests.open(first)
        count = len(written)
        kept = len([file for file in plan.changed if file not in written])
        said = f"{count} file{'' if count == 1 else 's'} written."
        context.notify(f"{said} {kept} left unchanged." if kept else said)


def _forget(task: asyncio.Future[Result]) -> None:
    """Hears of a failure that nobody waits for."""
    if not task.cancelled():
        task.exception()

"""Makes the plan of a run on screen: with which options, of what, and whether it may be sent."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

from msgspec.structs import replace

from outrider.dialogs.run_setup_dialog import (
    OfferedEnvironment,
    RunSetup,
    RunSetupDialog,
    RunSetupSheet,
    offered_setup,
)
from outrider.engine.editing.edit_buffers import is_scratch
from outrider.engine.runs.edited_collection import edited_collection
from outrider.engine.runs.row_values import data_rows, unusable_columns
from outrider.engine.runs.run_plan import (
    DataRow,
    RunPass,
    RunPlan,
    plan_run,
    unsafe_requests,
    without_unsafe,
)
from outrider.engine.runs.run_selection import select_requests
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.named_files import unreadable_body_file
from outrider.storage.files.path_listing import paths_beginning_with
from outrider.storage.reading.data_file import read_data_file
from outrider.storage.reading.data_rows import ParsedRow
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sending.shown_run import RunScope


class RunPreparation:
    """Asks what has to be asked before a run, and plans it."""

    def __init__(self, context: WorkbenchContext) -> None:
        self._context = context
        self._last = RunSetup()

    async def with_setup(self, scope: RunScope, setup: RunSetup | None = None) -> RunScope | None:
        """The same with options that the user chooses; ``None`` where the user went away.

        Args:
            scope: what is to be run.
            setup: what is offered; the last ones of the session without it.

        Raises:
            OutriderError: there is nothing to send, or a file is broken.
        """
        workspace = self._context.workspace
        title = select_requests(workspace.collection, scope.names).title or workspace.name
        known = [one.environment for one in workspace.environments if one.environment is not None]
        offered = [OfferedEnvironment(one.id, one.name, one.protected) for one in known]
        sheet = RunSetupSheet(
            offered_setup(setup or self._last, offered, workspace.active),
            offered,
            partial(paths_beginning_with, workspace.root),
            partial(unreadable_body_file, root=workspace.root),
        )
        chosen = await self._context.show_dialog(RunSetupDialog(f'Run "{title}"', sheet))
        if chosen is None:
            return None
        ids = chosen.environments or (workspace.active,)
        # Who chose the active one alone means the active one next time, too.
        environments = () if ids == (workspace.active,) else ids
        # What is written anew is chosen each time.
        self._last = replace(chosen, environments=environments, update_snapshots=False)
        return replace(scope, environment_ids=ids, setup=chosen)

    async def plan(self, scope: RunScope) -> RunPlan:
        """What is sent: the files as they are now, with unsaved edits.

        Raises:
            OutriderError: there is nothing to send, or a file is broken.
        """
        workspace, buffers = self._context.workspace, self._context.buffers
        if workspace.is_small:
            workspace.read_again()
        else:
            await asyncio.to_thread(workspace.read_again)
            await asyncio.to_thread(workspace.load)
        workspace.reload(is_read=True)
        edits = [buffers.edits[one].current for one in buffers.dirty if not is_scratch(one)]
        in_files = select_requests(workspace.collection, scope.names)
        selection = select_requests(edited_collection(workspace.collection, edits), scope.names)
        # Each pass gets a jar of its own.
        snapshots = [
            replace(workspace.snapshot(one), captured={}, cookies=None)
            for one in scope.environment_ids
        ]
        rows = await self._rows(scope.setup.data)

        def planned() -> RunPlan:
            def of(snapshot: WorkspaceSnapshot) -> Sequence[DataRow]:
                return data_rows(rows, snapshot)

            title = selection.title or workspace.name
            repeat = scope.setup.repeat
            return plan_run(selection.requests, snapshots, of, title=title, repeat=repeat)

        plan = await asyncio.to_thread(planned) if rows else planned()
        edited = {one.id for one in edits}
        saved = {one.request.id: one for one in in_files.requests if one.request.id in edited}
        return replace(_limited(plan, scope), saved=saved)

    async def _rows(self, file: str) -> list[ParsedRow]:
        if not file:
            return []
        rows = await asyncio.to_thread(read_data_file, file, self._context.workspace.root)
        for name in unusable_columns(rows):
            what = f'Column "{name}" was not used: its name cannot be that of a variable.'
            self._context.notify(what, warning=True)
        return rows

    async def agreed(self, plan: RunPlan) -> RunPlan | None:
        """What of it may be sent; asks where an environment is protected."""
        guarded = {
            one.snapshot.environment_id: one.snapshot.environment.name
            for one in plan.passes
            if one.snapshot.environment is not None and one.snapshot.environment.protected
        }

        def is_guarded(within: RunPass) -> bool:
            return within.snapshot.environment_id in guarded

        there = plan.narrowed(lambda within, _: is_guarded(within))
        unsafe = {one.id for one in unsafe_requests(there)}
        if not unsafe:
            return plan
        harmless = without_unsafe(plan, is_guarded)
        choices = [("n", "Cancel", "no"), ("a", "Run all", "all")]
        if harmless.passes:
            choices.insert(1, ("s", _harmless_label(harmless, is_guarded), "safe"))
        answer = await self._context.confirm(
            _question(list(guarded.values()), there, unsafe), choices, danger=True
        )
        if answer == "safe":
            return harmless
        return plan if answer == "all" else None


def _limited(plan: RunPlan, scope: RunScope) -> RunPlan:
    """The plan with those of its requests that are wanted, and what was captured by then."""
    only = scope.only
    if only is None:
        return plan
    wanted = plan.narrowed(lambda within, one: one.id in only.get(within.key, ()))
    passes = (
        replace(one, snapshot=replace(one.snapshot, captured=scope.captured.get(one.key, {})))
        for one in wanted.passes
    )
    return replace(wanted, passes=tuple(passes))


def _question(names: Sequence[str], plan: RunPlan, unsafe: Collection[str]) -> str:
    """Asks about what a plan sends in protected environments of these names."""
    sent = [one.request for within in plan.passes for one in plan.sent_in(within)]
    counted = Counter(one.method for one in sent if one.id in unsafe)
    methods = ", ".join(f"{count} {method}" for method, count in counted.items())
    quoted = " and ".join(f'"{name}"' for name in names)
    who = f"Environments {quoted} are" if len(names) > 1 else f"Environment {quoted} is"
    may = counted.total()
    of_them = f"{may} of them" if may < len(sent) else "They"
    return (
        f"{who} protected.\n\nRun {len(sent)} requests there? {of_them} may change data: {methods}."
    )


def _harmless_label(plan: RunPlan, is_guarded: Callable[[RunPass], bool]) -> str:
    """Names what is sent without what may change data in protected environments."""
    there = plan.narrowed(lambda within, _: is_guarded(within))
    if not there.requests:
        return "Run in unprotected ones"
    names = " and ".join(dict.fromkeys(one.request.method for one in there.requests))
    return f"Run {names} only{' there' if len(there.passes) < len(plan.passes) else ''}"

"""Runs a folder, and shows the run while it is under way and afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from outrider.crash_report import note_fault
from outrider.dialogs.run_page import RunChoice, RunPage, RunView, RunWish
from outrider.engine.events import RequestRenamed
from outrider.engine.runs.run_events import RunRequestFinished, RunRequestStarted
from outrider.engine.runs.run_performer import RunOptions
from outrider.engine.runs.run_results import RunResults
from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_display import display_key
from outrider.model.trust import TrustNeed
from outrider.widgets.response.check_lines import CHECKS_TAB
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sending.history_controller import HistoryController
from outrider.workbench.sending.run_preparation import RunPreparation
from outrider.workbench.sending.shown_run import RunScope, ShownRun

_PAUSE = 0.05
"""Seconds between two drawings of the page: more of them would only cost time."""


class RunController:
    """One run at a time, and what is known of the last one.

    Args:
        history: keeps the responses.
        open_request: shows a request by its id.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        history: HistoryController,
        open_request: Callable[[str], Awaitable[None]],
    ) -> None:
        self._context = context
        self._history = history
        self._open_request = open_request
        self._preparation = RunPreparation(context)
        self._run: ShownRun | None = None
        self._task: asyncio.Task[None] | None = None
        self._page: RunPage | None = None
        self._drawn_at = 0.0
        self._is_outdated = False
        self._row: int | None = None
        self._fails_only = False
        context.subscribe(self._on_request_started, RunRequestStarted)
        context.subscribe(self._on_request_finished, RunRequestFinished)
        context.subscribe(self._on_renamed, RequestRenamed)

    # Starting and ending.

    @property
    def is_running(self) -> bool:
        """Whether a run has not ended."""
        return self._task is not None

    async def start(self, row_id: str = "", *, is_folder: bool = True, asks: bool = False) -> None:
        """Runs a folder or a request in the active environment; without an id the workspace.

        Args:
            row_id: of the folder or request.
            is_folder: which of the two it is.
            asks: the user chooses rows of data, repeats and environments before.

        Raises:
            OutriderError: there is nothing to send, or a file is broken.
        """
        if self.is_running:
            self._context.notify("The run has not ended.")
        else:
            scope: RunScope | None
            scope = RunScope(row_id, (self._context.workspace.active,), is_folder)
            if asks:
                scope = await self._preparation.with_setup(scope)
            if scope is None or not await self._begin(scope):
                return
        await self.show()

    async def _begin(self, scope: RunScope) -> bool:
        """Starts a run, unless the user says no; whether it did."""
        plan = await self._preparation.agreed(await self._preparation.plan(scope))
        if plan is None or self.is_running:
            return False
        engine, loop, setup = self._context.engine, asyncio.get_running_loop(), scope.setup
        results = RunResults(plan.title, scope.environment_ids, plan.size)
        run = ShownRun(scope, plan, results, engine.redactor, loop.time())
        self._run, self._row, self._fails_only = run, None, False
        options = RunOptions(
            parallel=setup.parallel,
            bail=setup.bail,
            update_snapshots=setup.update_snapshots,
            # The user has said yes, where a question was needed.
            confirmed=True,
        )
        self._task = loop.create_task(engine.runs.perform(plan, options, results))
        self._task.add_done_callback(lambda task: self._on_ended(run, task))
        return True

    def stop(self) -> None:
        """Cancels what is under way; what came stays."""
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """Ends the run, and waits until it has."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    # What the engine tells.

    def _on_request_started(self, event: RunRequestStarted) -> None:
        if self._run is not None and self._run.has(event.within):
            self._run.begin(event.within, event.request.request)
            self._draw()

    def _on_request_finished(self, event: RunRequestFinished) -> None:
        run, request = self._run, event.request.request
        if run is None or not run.has(event.within):
            return
        past = self._history.keep(event.result.request_id, event.result)
        sent_at = past.sent_at if past else None
        run.finish(event.within, request, event.outcome, event.result, sent_at)
        self._draw()

    def _on_renamed(self, event: RequestRenamed) -> None:
        if self._run is not None:
            self._run.on_renamed(event)

    def _on_ended(self, run: ShownRun, task: asyncio.Task[None]) -> None:
        self._task = None
        run.end()
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            note_fault(fault)
        if self._context.screen.is_attached:
            self._tell_end(run)

    def _tell_end(self, run: ShownRun) -> None:
        if self._page is None:
            told = ", ".join(run.counts) or "stopped"
            self._context.notify(f"Run ended: {told}. {self._key} shows it.")
        self._draw(at_once=True)
        if run.needs:
            self._context.run_task(self._ask_for_trust(run.needs))

    @property
    def _key(self) -> str:
        """What shows the run, as people press it."""
        after = next(one.leader_key for one in ACTIONS if one.id == "last_run")
        return f"{display_key(self._context.key_of('leader'))} {after}"

    async def _ask_for_trust(self, needs: list[TrustNeed]) -> None:
        """Asks for what the requests need, and sends those again that were not sent."""
        if not await self._context.ask_for_consent(needs, lambda: None):
            return
        if self._page is not None:
            self._page.finish(RunChoice(RunWish.AGAIN_FAILED, 0))
        else:
            await self._again(RunWish.AGAIN_FAILED)

    # Showing.

    def _draw(self, *, at_once: bool = False) -> None:
        """Has the page catch up: now, or a moment after the last time."""
        if self._page is None or (self._is_outdated and not at_once):
            return
        left = self._drawn_at + _PAUSE - asyncio.get_running_loop().time()
        if left <= 0 or at_once:
            self._catch_up()
        else:
            self._is_outdated = True
            self._context.screen.set_timer(left, self._catch_up)

    def _catch_up(self) -> None:
        self._is_outdated = False
        self._drawn_at = asyncio.get_running_loop().time()
        if self._page is not None:
            self._page.catch_up()

    def _view(self) -> RunView:
        assert self._run is not None
        return self._run.view(asyncio.get_running_loop().time())

    async def show(self) -> None:
        """Shows the run under way, or the last one, until the user goes away."""
        while self._run is not None:
            if self._page is not None:
                return
            page = RunPage(self._view, self.stop, row=self._row, fails_only=self._fails_only)
            self._page = page
            try:
                choice = await self._context.show_dialog(page)
            finally:
                self._page = None
            self._fails_only = page.rows.fails_only
            if choice is None:
                self._row = None if self.is_running else page.rows.selected
                return
            self._row = choice.row
            if choice.wish is RunWish.SHOW:
                await self._open(self._run, choice.row)
                return
            await self._again(choice.wish)
        self._context.notify("Nothing was run in this session.")

    async def _again(self, wish: RunWish) -> None:
        """Runs the same again: all of it, with other options, or what has not passed."""
        run = self._run
        if run is None or self.is_running:
            return
        scope: RunScope | None = replace(run.scope, only=None, captured={})
        if wish is RunWish.AGAIN_FAILED:
            if not run.not_passed:
                self._context.notify("All requests have passed.")
                return
            scope = replace(run.scope, only=run.not_passed, captured=run.captured)
        elif wish is RunWish.SETUP:
            setup = replace(run.scope.setup, environments=run.scope.environment_ids)
            scope = await self._preparation.with_setup(replace(run.scope, only=None), setup)
        if scope is not None:
            await self._begin(scope)

    async def _open(self, run: ShownRun, row: int) -> None:
        """Shows a request with its response of then, and what was checked."""
        entry = run.entries[row]
        request_id = run.ids[entry.id]
        if not request_id:
            self._context.notify(f'"{run.rows[row].name}" was deleted.', warning=True)
            return
        await self._open_request(request_id)
        if entry.sent_at is None:
            return
        if not await self._history.show_past(request_id, entry.sent_at, CHECKS_TAB):
            self._context.notify("The history no longer has this response.")

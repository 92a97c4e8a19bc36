"""Keeps the sends of the session, and of earlier ones where the user wants that, and shows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.engine.editing.edit_buffers import is_scratch
from outrider.engine.events import RequestRenamed
from outrider.engine.expectations.shown_checks import shown_checks
from outrider.engine.history.send_history import SendHistory
from outrider.engine.send.send_job import SendResult
from outrider.errors import SaveError
from outrider.model.past_send import PastSend
from outrider.model.response_note import note_lines, short_note_lines
from outrider.model.units import clock_text, moment_text
from outrider.toolkit.tab_bar import TabBar
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.view_model_builders import problem_lines
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.environments.environment_controller import EnvironmentController
from outrider.workbench.sending.send_controller import SendController

if TYPE_CHECKING:
    from outrider.storage.user_files.history_folder import HistoryFolder


class HistoryController:
    """The past sends of every request.

    Args:
        sending: sends again.
        environments: chooses the one in which something is sent again.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        sending: SendController,
        environments: EnvironmentController,
    ) -> None:
        self._context = context
        self._sending = sending
        self._environments = environments
        self.history = SendHistory()
        self._folder: HistoryFolder | None = None
        self._complained = False
        context.subscribe(self._on_renamed, RequestRenamed)

    # Keeping.

    def keep(self, request_id: str, result: SendResult) -> PastSend | None:
        """Keeps what came of a send of a request, and returns it as kept.

        ``None`` where it was cancelled before anything was sent.
        """
        exchange = result.exchange
        if exchange is None and result.error is None:
            return None
        known = self._context.workspace.environments
        labels = {one.id: one.environment.name for one in known if one.environment}
        past = self.history.add(
            PastSend(
                sent_at=self._context.engine.clock(),
                request_id=request_id,
                environment=result.environment,
                environment_name=labels.get(result.environment, result.environment),
                exchange=exchange,
                problem_lines=tuple(problem_lines(result.error, result)) if result.error else (),
                token=result.token,
                notes=result.notes,
                checks=shown_checks(result.checks, self._context.engine.redactor),
            )
        )
        # A request without a file has a name that the next session gives to another one.
        keeps = exchange is not None and not is_scratch(request_id)
        folder = self._files() if keeps else None
        if folder is not None:
            self._context.run_task(self._report_once(lambda: self._write_masked(folder, past)))
        return past

    def _on_renamed(self, event: RequestRenamed) -> None:
        self.history.rename(event.new_id)
        folder = self._files()
        if folder is not None:
            self._context.run_task(self._report_once(lambda: folder.rename(event.new_id)))

    def _files(self) -> HistoryFolder | None:
        """Where sends stay; ``None`` unless the user's settings ask for it."""
        place = self._context.app.history_folder
        if self._folder is None and place is not None:
            from outrider.storage.user_files.history_folder import HistoryFolder

            self._folder = HistoryFolder(
                place, self._context.workspace.root, clock=self._context.engine.clock
            )
        return self._folder

    async def _report_once(self, work: Callable[[], None]) -> None:
        """Does something to the files in a thread."""
        try:
            await asyncio.to_thread(work)
        except (OSError, SaveError) as error:
            # Said once: the next send meets the same.
            if not self._complained:
                self._complained = True
                why = error.what if isinstance(error, SaveError) else str(error.strerror)
                self._context.notify(f"History could not be saved: {why}", warning=True)

    def _write_masked(self, folder: HistoryFolder, past: PastSend) -> None:
        from outrider.engine.history.history_keeping import keep_masked

        keep_masked(folder, past, self._context.engine.redactor)

    async def forget(self) -> None:
        """Forgets every past send, if that is really wanted."""
        from outrider.storage.user_files.history_folder import HistoryFolder

        answer = await self._context.confirm(
            "Clear the history of all workspaces, including saved files?",
            [("n", "Cancel", "no"), ("x", "Clear history", "yes")],
            danger=True,
        )
        if answer != "yes":
            return
        count = len(self.history)
        self.history.forget()
        # They may be there from before, even where none are written now.
        folder = HistoryFolder(self._context.app.history_root, self._context.workspace.root)
        try:
            files = await asyncio.to_thread(folder.forget)
        except OSError as error:
            raise SaveError(f"The history files could not be deleted: {error.strerror}.") from None
        self._context.notify(f"History cleared: {count} responses, {files} files.")

    # Looking.

    async def view(self) -> None:
        """Shows what was sent of the request that is shown."""
        context = self._context
        request_id = context.request_id
        past = await self._past(request_id)
        if not past:
            context.notify("This request has no history yet.")
            return
        from outrider.dialogs.history_dialog import HistoryAction, HistoryDialog

        request = context.request
        name = request.name if request else request_id
        cursor = 0
        while True:
            screen = HistoryDialog(
                f'History of "{name}"',
                past,
                now=context.engine.clock(),
                cursor=cursor,
                address=self._address,
            )
            answer = await context.show_dialog(screen)
            if answer is None or context.request_id != request_id:
                return
            cursor = next(at for at, one in enumerate(past) if one is answer.past)
            if answer.wish is HistoryAction.COMPARE and answer.other is not None:
                await self._compare(answer.other, answer.past)
                continue
            if answer.wish is HistoryAction.SHOW:
                self._show(answer.past)
            else:
                self._send_again(answer.past)
            return

    def _address(self, past: PastSend) -> str:
        """The URL of a send as people may see it."""
        from outrider.exporters.exchange_text import message_url

        exchange = past.exchange
        if exchange is None:
            return ""
        return message_url(exchange.request, self._context.engine.redactor)

    async def _past(self, request_id: str) -> list[PastSend]:
        """The sends of this session and those in files, newest first."""
        past = list(self.history.sends_of(request_id))
        folder = self._files()
        if folder is not None:
            known = {one.sent_at for one in past}
            filed = await asyncio.to_thread(folder.read, request_id)
            past += [one for one in filed if one.sent_at not in known]
        return sorted(past, key=lambda one: one.sent_at, reverse=True)

    async def show_past(self, request_id: str, sent_at: float, tab: str) -> bool:
        """Shows a past send of the request that is shown; whether it is still kept.

        Args:
            request_id: of the request.
            sent_at: of the send.
            tab: the name of the tab to begin with, where there is one.
        """
        past = await self._past(request_id)
        found = next((one for one in past if one.sent_at == sent_at), None)
        if found is None or self._context.request_id != request_id:
            return found is not None
        self._show(found)
        self._context.screen.query_one(ResponsePanel).query_one(TabBar).activate(tab)
        return True

    def _show(self, past: PastSend) -> None:
        panel = self._context.screen.query_one(ResponsePanel)
        panel.show(_outcome(past))
        panel.focus_text()

    async def _compare(self, old: PastSend, new: PastSend) -> None:
        from outrider.engine.side_by_side.side_reader import past_side
        from outrider.workbench.sending.comparison_view import show_comparison

        now = self._context.engine.clock()
        sides = [(past_side(one, now), one.environment) for one in (old, new)]
        await show_comparison(self._context, sides[0], sides[1])

    def _send_again(self, past: PastSend) -> None:
        """Sends the request as it is now, in the environment of then."""
        context = self._context
        known = {one.id for one in context.workspace.environments}
        if past.environment not in known and past.environment:
            context.notify(f'Environment "{past.environment_name}" no longer exists.', warning=True)
            return
        if past.environment and past.environment != context.workspace.active:
            self._environments.activate(past.environment)
        self._sending.send()


def _outcome(past: PastSend) -> SendOutcome:
    """A past send as the response panel shows it: its first line says that it is one."""
    where = f'environment "{past.environment_name}"' if past.environment_name else "no environment"
    told = (
        f"From the history: {moment_text(past.sent_at)}, {where}"
        f"{', secrets masked' if past.from_file else ''}."
    )
    exchange, problem = past.exchange, past.problem_lines
    if exchange is not None and exchange.response is not None:
        response = replace(exchange.response, notes=(told, *exchange.response.notes))
        exchange = replace(exchange, response=response)
    else:
        problem = (*problem, told)
    return SendOutcome(
        request_id=past.request_id,
        environment=f"{past.environment_name} at {clock_text(past.sent_at)}",
        exchange=exchange,
        token=past.token,
        problem=problem,
        notes=tuple(short_note_lines(past.notes)),
        token_notes=tuple(note_lines(past.notes)),
        checks=past.checks,
        environment_id=past.environment,
    )

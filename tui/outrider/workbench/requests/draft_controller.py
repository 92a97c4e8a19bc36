"""Keeps what is edited against every kind of end, and offers what an earlier run left."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from outrider.errors import OutriderError
from outrider.model.units import moment_text
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

if TYPE_CHECKING:
    from outrider.engine.editing.environment_autosave import EnvironmentAutosaver
    from outrider.engine.editing.environment_buffer import EnvironmentBuffer
    from outrider.engine.editing.request_autosave import RequestAutosaver
    from outrider.storage.draft_folder import DraftFolder, EnvironmentDraft, RequestDraft


class DraftController:
    """Edits that are in no file.

    Args:
        context: what it works on.
        requests: shows them.
        resume: opens the page of an environment with its edits, until it is left.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        requests: RequestController,
        resume: Callable[[EnvironmentDraft], Awaitable[None]],
    ) -> None:
        self._context = context
        self._requests = requests
        self._resume = resume
        self._page: EnvironmentAutosaver | None = None
        self._resumed: EnvironmentDraft | None = None
        self._tell: Callable[[str], None] = context.notify
        context.autosave_environment = self._keep_environment
        self._folder: DraftFolder | None = None
        self._autosaver: RequestAutosaver | None = None
        context.discard_drafts = self._give_up

    def actions(self) -> Mapping[str, Callable[[], object]]:
        """What is done here, by the id of the action."""
        return {"drafts": self.offer_recovery}

    def start(self) -> None:
        """Keeps edits from now on, and offers the drafts that are left, after the first paint."""
        self._context.screen.call_after_refresh(self._start)

    def _start(self) -> None:
        from outrider.engine.editing.request_autosave import RequestAutosaver
        from outrider.storage.draft_folder import DraftFolder

        context = self._context
        loop, copied = asyncio.get_running_loop(), copy_context()

        def tell(text: str) -> None:
            with suppress(RuntimeError):
                say = partial(context.notify, text, warning=True)
                loop.call_soon_threadsafe(say, context=copied)

        self._folder = DraftFolder(
            context.app.state_folder() / "drafts",
            context.workspace.root,
            f"{os.getpid()}-{os.urandom(4).hex()}",
            context.engine.clock,
        )
        self._tell = tell
        self._autosaver = RequestAutosaver(context.buffers, self._folder, tell)
        context.run_task(self._offer(asked=False))

    def flush(self) -> bool:
        """Keeps what the editor holds at this moment; may be called by a signal handler.

        Returns:
            whether there is anything to be offered at the next start.
        """
        if self._autosaver is None:
            return False
        latest = None
        with suppress(Exception):
            # The message of the last key may be on its way.
            latest = self._context.screen.query_one(RequestEditor).request
        self._autosaver.flush(latest)
        page = self._page
        if page is not None:
            typed = None
            with suppress(Exception):
                from outrider.dialogs.environment_dialog import EnvironmentDialog

                stack = self._context.screen.app.screen_stack
                forms = (one for one in stack if isinstance(one, EnvironmentDialog))
                typed = next(form.sheet.typed for form in forms)
            page.flush(typed)
        return self._autosaver.keeps_any or (page is not None and page.keeps_any)

    def close(self) -> None:
        """Keeps what there is, for the last time."""
        if self._autosaver is not None:
            self._autosaver.close()

    def _give_up(self) -> None:
        if self._autosaver is not None:
            self._autosaver.discard_all()

    def offer_recovery(self) -> None:
        """Shows the drafts that are left, one after the other."""
        self._context.run_task(self._offer(asked=True))

    async def _offer(self, *, asked: bool) -> None:
        if self._folder is None:
            return
        drafts = await asyncio.to_thread(self._folder.orphaned_requests)
        kept = ""
        for draft in drafts:
            from outrider.dialogs.draft_question import DROP, KEEP

            answer = await self._ask(draft)
            if answer == KEEP:
                kept = await self._restore(draft)
            elif answer == DROP:
                self._folder.discard(draft)
            elif answer is None:
                break
        if kept:
            self._context.refresh_sidebar()
            await self._requests.open_now(kept)
        pages = await asyncio.to_thread(self._folder.orphaned_environments)
        for edits in pages:
            if not await self._offer_page(edits):
                break
        if asked and not drafts and not pages:
            self._context.notify("No earlier run has left edits that were not saved.")

    async def _ask(self, draft: RequestDraft) -> str | None:
        from outrider.dialogs.draft_question import DROP, DraftQuestion
        from outrider.engine.editing.request_autosave import compare_draft

        workspace = self._context.workspace
        trusted = workspace.reader.trusted
        comparison = await asyncio.to_thread(compare_draft, workspace.root, draft, trusted=trusted)
        if not comparison.lines:
            # Somebody has saved the very same: nothing is lost with it.
            return DROP
        what = draft.request.id if draft.request.file else draft.request.name
        text = f"{what}, typed at {moment_text(draft.written, self._context.engine.clock())}\n"
        text += f"{comparison.state.value}.".capitalize()
        return await self._context.show_dialog(
            DraftQuestion(text, comparison.lines, time.monotonic)
        )

    def _keep_environment(self, draft: EnvironmentBuffer) -> EnvironmentAutosaver | None:
        """What keeps the page of an environment from now on: there is one page at a time."""
        from outrider.engine.editing.environment_autosave import EnvironmentAutosaver

        if self._folder is not None:
            replaces, self._resumed = self._resumed, None
            self._page = EnvironmentAutosaver(self._folder, draft, self._tell, replaces=replaces)
        return self._page

    async def _offer_page(self, edits: EnvironmentDraft) -> bool:
        """Offers the edits of an environment; whether the next may be offered."""
        from outrider.dialogs.draft_question import DROP, KEEP, DraftQuestion
        from outrider.engine.editing.environment_autosave import compare_environment
        from outrider.engine.editing.environment_buffer import EnvironmentBuffer

        assert self._folder is not None
        found = None
        with suppress(OutriderError):
            found = EnvironmentBuffer(self._context.workspace, edits.id)
        comparison = await asyncio.to_thread(compare_environment, edits, found)
        answer: str | None = DROP
        if comparison.lines:
            text = f"environment {edits.id}, typed at "
            text += f"{moment_text(edits.written, self._context.engine.clock())}\n"
            text += f"{comparison.state.value}.".capitalize()
            answer = await self._context.show_dialog(
                DraftQuestion(text, comparison.lines, time.monotonic)
            )
        if answer == KEEP:
            self._resumed = edits
            await self._resume(edits)
        if answer in {KEEP, DROP}:
            # Kept by the page as long as it was open: it is in the files now, or was given up.
            self._folder.discard(edits)
        return answer is not None

    async def _restore(self, draft: RequestDraft) -> str:
        from outrider.engine.editing.request_autosave import restore_draft

        assert self._folder is not None
        assert self._autosaver is not None
        kept = restore_draft(self._context.buffers, draft)
        # Ours is on the disk before theirs goes.
        await asyncio.to_thread(self._autosaver.flush)
        if self._autosaver.keeps(kept):
            self._folder.discard(draft)
        return kept

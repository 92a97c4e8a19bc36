"""Offers the edits that an earlier run left."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.model.units import moment_text
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

if TYPE_CHECKING:
    from outrider.engine.editing.request_autosave import DraftComparison
    from outrider.storage.draft_folder import DraftFolder, PageDraft, RequestDraft


class DraftController(Struct):
    """The drafts of earlier runs.

    Args:
        keeper: keeps the edits of this run.
        requests: shows them.
        resume: opens the page of an environment with its edits, until it is left.
        resume_folder: the same of a folder.
    """

    _context: WorkbenchContext
    _keeper: DraftKeeper
    _requests: RequestController
    _resume: Callable[[str, PageDraft], Awaitable[None]]
    _resume_folder: Callable[[str, PageDraft], Awaitable[None]]

    def start(self) -> None:
        """Keeps edits from now on, and offers the drafts that are left, behind the first frame."""
        self._context.app.do_behind_frame(self._start)

    def _start(self) -> None:
        self._keeper.start()
        self._context.run_task(self.offer(asked=False))

    async def offer(self, *, asked: bool) -> None:
        """Shows the drafts that are left, one after the other."""
        folder = self._keeper.folder
        if folder is None:
            return
        drafts = await asyncio.to_thread(folder.orphaned_requests)
        for draft in drafts:
            from outrider.dialogs.draft_question import DROP, KEEP

            answer = await self._ask_for_request(draft)
            if answer == KEEP:
                await self._restore(draft)
            elif answer == DROP:
                folder.discard(draft)
            elif answer is None:
                break
        pages = await asyncio.to_thread(folder.orphaned_pages)
        for edits in pages:
            if not await self._offer_page(folder, edits):
                break
        others = await self._offer_others(folder)
        if asked and not (drafts or pages or others):
            self._context.notify("No unsaved changes to recover.")

    async def _offer_others(self, folder: DraftFolder) -> bool:
        """Names other living instances with edits, and offers to take them over; whether any."""
        others = await asyncio.to_thread(folder.held_elsewhere)
        if others:
            from outrider.workbench.requests.instance_takeover import InstanceTakeover

            takeover = InstanceTakeover(self._context, folder)
            for held in others:
                if await takeover.offer(held):
                    await self.offer(asked=False)
                    break
        return bool(others)

    async def _ask_for_request(self, draft: RequestDraft) -> str | None:
        from outrider.engine.editing.request_autosave import compare_draft

        workspace = self._context.workspace
        trusted = workspace.reader.trusted
        comparison = await asyncio.to_thread(compare_draft, workspace.root, draft, trusted=trusted)
        name = draft.request.id if draft.request.file else draft.request.name
        withheld = ["{{" + one + "}}" for one in draft.withheld]
        return await self._ask(f'Request "{name}"', draft, comparison, withheld)

    async def _ask(
        self,
        what: str,
        draft: RequestDraft | PageDraft,
        comparison: DraftComparison,
        withheld: Sequence[str],
    ) -> str | None:
        from outrider.dialogs.draft_question import DROP, DraftQuestion

        if not comparison.lines:
            # Somebody has saved the very same: nothing is lost with it.
            return DROP
        text = f"{what}, changed {moment_text(draft.written, self._context.engine.clock())}\n"
        text += f"{comparison.state.value}.".capitalize()
        if withheld:
            text += f"\nCredentials are not backed up. Enter them again: {', '.join(withheld)}"
        return await self._context.show_dialog(
            DraftQuestion(text, comparison.lines, time.monotonic)
        )

    async def _offer_page(self, folder: DraftFolder, edits: PageDraft) -> bool:
        """Offers the edits of a page; whether the next may be offered."""
        from outrider.dialogs.draft_question import DROP, KEEP
        from outrider.engine.editing.environment_buffer import ENVIRONMENT
        from outrider.engine.editing.page_autosave import compare_with_files

        comparison = await asyncio.to_thread(compare_with_files, self._context.workspace, edits)
        answer = await self._ask(edits.title, edits, comparison, edits.withheld)
        if answer == KEEP:
            resume = self._resume if edits.kind == ENVIRONMENT else self._resume_folder
            await resume(edits.id, edits)
        if answer in {KEEP, DROP}:
            # Kept by the page as long as it was open: it is in the files now, or was given up.
            folder.discard(edits)
        return answer is not None

    async def _restore(self, draft: RequestDraft) -> None:
        from outrider.engine.editing.request_autosave import restore_draft

        buffers = self._context.buffers
        kept = restore_draft(buffers, draft)
        # Nobody knows what of it was pasted.
        self._context.pasted.note(buffers.open(kept).current, buffers.open(kept).saved)
        # Before anything waits: a key would edit what the editor showed until now, and that would
        # take the place of the draft.
        await self._requests.open_now(kept)
        await self._keeper.take_over(kept, draft)

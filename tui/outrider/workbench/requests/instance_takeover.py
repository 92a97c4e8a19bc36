"""Offers to look at what another living instance holds unsaved, and to take it over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from msgspec import Struct

from outrider.dialogs.draft_question import DraftQuestion
from outrider.dialogs.question import Question
from outrider.engine.editing.other_instances import end_instance, held_lines
from outrider.engine.editing.request_autosave import DraftComparison, compare_draft
from outrider.storage.draft_folder import DraftFolder, HeldDrafts
from outrider.workbench.context.workbench_context import WorkbenchContext

TAKE, LOOK, LEAVE = "take", "look", "leave"

_TITLE = "Unsaved changes elsewhere"
_ELSEWHERE = "It runs on another machine or in a container: end it there to recover them."


class InstanceTakeover(Struct):
    """Asks about one instance after the other.

    Args:
        folder: the drafts, as this instance sees them.
    """

    _context: WorkbenchContext
    _folder: DraftFolder

    async def offer(self, held: HeldDrafts) -> bool:
        """Asks what shall be done; whether the other has ended, so that its edits are left over."""
        lines = list(held_lines(held, self._context.engine.clock()))
        if not held.is_here:
            lines.append(_ELSEWHERE)
        while True:
            answer = await self._context.show_dialog(
                Question("\n".join(lines), tuple(_choices(held)), title=_TITLE)
            )
            if answer == LOOK:
                await self._show(held)
                continue
            return answer == TAKE and await self._take(held)

    async def _take(self, held: HeldDrafts) -> bool:
        ended = await end_instance(self._folder, held)
        if not ended:
            self._context.notify(
                f"Process {held.process} did not end: its changes stay there.", warning=True
            )
        return ended

    async def _show(self, held: HeldDrafts) -> None:
        """Each of the other's edits beside its file."""
        from outrider.engine.editing.page_autosave import compare_with_files

        workspace = self._context.workspace
        shown: list[tuple[str, DraftComparison]] = []
        for draft in held.requests:
            comparison = await asyncio.to_thread(
                compare_draft, workspace.root, draft, trusted=workspace.reader.trusted
            )
            name = draft.request.id if draft.request.file else draft.request.name
            shown.append((f'Request "{name}"', comparison))
        for edits in held.pages:
            comparison = await asyncio.to_thread(compare_with_files, workspace, edits)
            shown.append((edits.title, comparison))
        for what, comparison in shown:
            following = (("n", "Continue", LOOK),)
            question = DraftQuestion(
                what, comparison.lines, time.monotonic, title=_TITLE, choices=following
            )
            if await self._context.show_dialog(question) is None:
                break


def _choices(held: HeldDrafts) -> Iterator[tuple[str, str, str]]:
    if held.is_here:
        yield ("t", "Take over: end it", TAKE)
    yield ("s", "Show the changes", LOOK)
    yield ("l", "Leave it running", LEAVE)

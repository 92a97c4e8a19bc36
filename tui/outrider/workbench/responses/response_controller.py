"""What is done with a response: saved, filtered with jq, opened in other programs."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

from outrider.body_views.json import json_text, lay_out_documents
from outrider.crash_report import note_unretrieved
from outrider.engine.filters.filter_process import FilterProcess, FilterProcessEnded
from outrider.engine.filters.filter_program import CUT_OFF, ERROR, PART
from outrider.engine.filters.jq_filter import SECONDS, JqFilter, JqResult, changed_number
from outrider.model.charsets import charset_of
from outrider.model.message import ResponseMessage
from outrider.storage.files.atomic_write import write_atomically
from outrider.toolkit.viewer.filter_bar import PAUSE
from outrider.toolkit.viewer.searchable_viewer import SearchableViewer
from outrider.visible_text import visible_text
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.responses.body_file_name import suggest_file_name


class ResponseController:
    """Does what the response panel asks for."""

    def __init__(self, context: WorkbenchContext) -> None:
        self._context = context
        self._jq = JqFilter()
        self._regex = FilterProcess("regex", SECONDS)
        self._searching: asyncio.Task[None] | None = None
        self._filtering: asyncio.Task[None] | None = None
        self._text: tuple[SendOutcome, bytes] | None = None

    def on_requested(
        self, message: ResponsePanel.ResponseRequested | SearchableViewer.RegexSearchRequested
    ) -> None:
        """Does what a message asks for."""
        if isinstance(message, SearchableViewer.RegexSearchRequested):
            self._search(message)
        elif isinstance(message, ResponsePanel.FilterRequested):
            self._filter(message)
        elif isinstance(message, ResponsePanel.SaveBodyRequested):
            from outrider.workbench.responses.body_saver import BodySaver

            self._context.run_task(BodySaver(self._context).save(message.outcome, message.filtered))
        elif isinstance(message, ResponsePanel.OpenRequested):
            self._context.run_task(self._open(message))

    async def close(self) -> None:
        """Ends what is under way."""
        for task in (self._filtering, self._searching):
            if task is not None:
                task.cancel()
        await self._jq.close()
        await self._regex.close()

    # jq.

    def _filter(self, message: ResponsePanel.FilterRequested) -> None:
        before = self._filtering
        if before is not None:
            before.cancel()
        self._filtering = asyncio.create_task(self._filtered(message, before))
        self._filtering.add_done_callback(note_unretrieved)

    async def _filtered(
        self, message: ResponsePanel.FilterRequested, before: asyncio.Task[None] | None
    ) -> None:
        if before is not None:
            # One program at a time: the one before has to be ended first.
            await asyncio.wait((before,))
        response = _response(message.outcome)
        if not message.program or response is None:
            self._text = None
            await self._jq.close()
            return
        if self._text is None or self._text[0] is not message.outcome:
            kind = response.header("content-type") or ""
            text = await asyncio.to_thread(json_text, response.content, charset_of(kind))
            self._text = (message.outcome, text)
        found = await self._jq.run(self._text[1], message.program)
        panel = self._context.screen.query_one(ResponsePanel)
        if found.problem:
            panel.show_filtered(message, found.problem)
            return
        layout = await asyncio.to_thread(lay_out_documents, found.results)
        words = _counted(found)
        if spelling := await asyncio.to_thread(changed_number, found.results, self._text[1]):
            words += f"; in jq: {spelling[:20]}"
        panel.show_filtered(message, layout, words)

    # Regular expressions.

    def _search(self, message: SearchableViewer.RegexSearchRequested) -> None:
        before = self._searching
        if before is not None:
            before.cancel()
        self._searching = asyncio.create_task(self._searched(message, before))
        self._searching.add_done_callback(note_unretrieved)

    async def _searched(
        self, message: SearchableViewer.RegexSearchRequested, before: asyncio.Task[None] | None
    ) -> None:
        if before is not None:
            await asyncio.wait((before,))
        if not message.pattern:
            await self._regex.close()
            return
        # Another letter may follow.
        await asyncio.sleep(PAUSE)
        pane, rows = message.pane, message.rows
        try:
            asked = self._regex.run(rows.data, message.pattern, rows.encoding)
            async with aclosing(asked) as answers:
                async for kind, data in answers:
                    if kind == ERROR:
                        pane.refuse_regex(message, data.decode("utf-8", "replace"))
                    else:
                        more = kind == PART
                        pane.take_matches(message, data, more=more, whole=kind != CUT_OFF)
        except FilterProcessEnded as end:
            pane.refuse_regex(message, str(end))

    # Other programs.

    async def _open(self, message: ResponsePanel.OpenRequested) -> None:
        app, response = self._context.app, _response(message.outcome)
        name = (
            suggest_file_name(message.outcome.request_id, response) if response else "response.txt"
        )
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="outrider-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / name
            await asyncio.to_thread(_write, message, path)
            if message.program == "pager":
                problem = await app.suspend_for_pager(path, message.line)
            else:
                problem = await app.suspend_for_editor(path, message.line)
        if problem:
            self._context.notify(problem, warning=True)


def _write(message: ResponsePanel.OpenRequested, path: Path) -> None:
    if message.program == "pager":
        # A pager may hand on what would move the cursor.
        data = visible_text(message.rows.all_text()).encode("utf-8", "replace")
    else:
        data = message.rows.data
    write_atomically(path, data, private=True)


def _response(outcome: SendOutcome) -> ResponseMessage | None:
    return outcome.exchange.response if outcome.exchange else None


def _counted(found: JqResult) -> str:
    count = len(found.results)
    if not found.whole:
        return f"the first {count:,} results"
    return f"{count:,} result{'' if count == 1 else 's'}" if count else "no results"

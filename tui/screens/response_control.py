"""What is done with a response: saving its body, and jq over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from tui.body_views.json import json_text, lay_out_documents
from tui.body_views.media import charset
from tui.engine.jq_filter import Filtered, JqFilter
from tui.model.message import ResponseMessage
from tui.screens.body_name import body_name
from tui.screens.stage import Stage
from tui.screens.text_prompt import TextPrompt
from tui.storage.atomic import write_atomically
from tui.widgets.response_panel import ResponsePanel
from tui.widgets.values import Outcome


def _expanded(name: str) -> Path:
    return Path(name).expanduser()


class ResponseControl:
    """Does what the response panel asks for.

    Args:
        stage: what it works on.
        panel: the panel.
    """

    def __init__(self, stage: Stage, panel: Callable[[], ResponsePanel]) -> None:
        self._stage = stage
        self._panel = panel
        self._jq = JqFilter()
        self._filtering: asyncio.Task[None] | None = None
        self._text: tuple[Outcome, bytes] | None = None

    def act(self, message: ResponsePanel.Asked) -> None:
        """Does what a message asks for."""
        if isinstance(message, ResponsePanel.FilterAsked):
            self._filter(message)
        elif isinstance(message, ResponsePanel.SaveBodyAsked):
            self._stage.run(self._save(message))

    async def close(self) -> None:
        """Ends what is under way."""
        if self._filtering is not None:
            self._filtering.cancel()
        await self._jq.close()

    # jq.

    def _filter(self, message: ResponsePanel.FilterAsked) -> None:
        before = self._filtering
        if before is not None:
            before.cancel()
        self._filtering = asyncio.create_task(self._filtered(message, before))

    async def _filtered(
        self, message: ResponsePanel.FilterAsked, before: asyncio.Task[None] | None
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
            kind = response.first("content-type") or ""
            text = await asyncio.to_thread(json_text, response.content, charset(kind))
            self._text = (message.outcome, text)
        found = await self._jq.run(self._text[1], message.program)
        if found.problem:
            self._panel().show_filtered(message, found.problem)
            return
        layout = await asyncio.to_thread(lay_out_documents, found.results)
        self._panel().show_filtered(message, layout, _counted(found))

    # Saving.

    async def _save(self, message: ResponsePanel.SaveBodyAsked) -> None:
        """Writes a body, byte for byte, to a file that only the user can read."""
        outcome = message.outcome
        response = _response(outcome)
        if response is None:
            return
        title, data = "Save the body as", response.content
        if message.filtered is not None:
            title, data = "Save what jq gave as", message.filtered + b"\n"
        proposed = str(Path.cwd() / body_name(outcome.request_id, response))
        path = await self._path(title, proposed)
        if path is None:
            return
        await asyncio.to_thread(write_atomically, path, data, private=True)
        self._stage.say(f"{len(data):,} bytes written to {path}.")

    async def _path(self, title: str, proposed: str) -> Path | None:
        """Asks for a file; ``None`` where the user went away."""
        name = await self._stage.text(TextPrompt(title, proposed))
        if not name:
            return None
        path = _expanded(name)
        if await asyncio.to_thread(path.exists):
            answer = await self._stage.sure(
                f"{path} exists.", [("n", "Keep it", "no"), ("o", "Overwrite it", "yes")]
            )
            if answer != "yes":
                return None
        return path


def _response(outcome: Outcome) -> ResponseMessage | None:
    return outcome.exchange.response if outcome.exchange else None


def _counted(found: Filtered) -> str:
    count = len(found.results)
    if not found.whole:
        return f"the first {count:,} results"
    return f"{count:,} result{'' if count == 1 else 's'}" if count else "no result"

"""Saves a body to a file: what was kept of it, or all of it by sending again."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outrider.dialogs.progress_dialog import ProgressDialog
from outrider.engine.send.destination import destination_host
from outrider.engine.send.send_job import SendResult
from outrider.model.media_type import is_stream
from outrider.model.message import ResponseMessage
from outrider.model.units import size_text
from outrider.storage.files.atomic_write import save_error
from outrider.storage.files.background_file import BackgroundFile
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.file_prompt import prompt_and_save, prompt_path
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.responses.body_file_name import suggest_file_name

_PATIENCE = 600.0
"""Seconds that a large body gets at least."""


class BodySaver(Struct):
    """Asks where to, and writes."""

    _context: WorkbenchContext

    async def save(self, outcome: SendOutcome, filtered: bytes | None = None) -> None:
        """Writes a body, byte for byte, to a file that only the user can read.

        Args:
            outcome: whose body.
            filtered: what jq made of it, where that is wanted instead.
        """
        response = outcome.exchange.response if outcome.exchange else None
        if response is None:
            return
        name = suggest_file_name(outcome.request_id, response)
        if filtered is not None:
            data = filtered + b"\n"
            await prompt_and_save(self._context, "Save jq result as", name, lambda: data)
            return
        answer = "kept"
        if response.truncated and not is_stream(response.media_type):
            answer = await self._how(outcome, response)
        if answer == "kept":
            content = response.content
            await prompt_and_save(self._context, "Save the body as", name, lambda: content)
        elif answer == "again":
            await self._send_again(name, response)

    async def _how(self, outcome: SendOutcome, response: ResponseMessage) -> str:
        """Whether a part is enough: ``kept``, ``again``, or empty for neither."""
        from outrider.engine.send.sender import SAFE_METHODS

        request = self._context.request
        kept = size_text(len(response.content))
        keep = ("k", f"Save the first {kept}", "kept")
        if request is None or request.id != outcome.request_id:
            return "kept"
        snapshot = self._context.workspace.snapshot()
        host = destination_host(snapshot, self._context.workspace.with_folders(request))
        environment = snapshot.environment
        where = f', environment "{environment.name}"' if environment else ""
        return await self._context.confirm(
            f"Only the first {kept} of the body were kept. To save all of it, Outrider sends the "
            f"request again:\n\n{request.method} {request.url}\n"
            f"to {host or 'a host from a secret'}{where}",
            [keep, ("s", "Send again and save", "again")],
            danger=request.method not in SAFE_METHODS,
        )

    async def _send_again(self, name: str, response: ResponseMessage) -> None:
        request = self._context.request
        path = await prompt_path(self._context, "Save the whole body as", Path.cwd() / name)
        if path is None or request is None:
            return
        try:
            sink = await asyncio.to_thread(BackgroundFile, str(path))
        except OSError as error:
            raise save_error(error, str(path)) from None
        timeout = max(request.options.timeout, _PATIENCE)
        options = replace(request.options, max_body=None, timeout=timeout)
        job = self._context.send_job(replace(request, options=options))
        job = replace(job, confirmed=True, sink=sink)
        task = asyncio.create_task(self._context.engine.sender.send(job))
        try:
            waiting = ProgressDialog(
                "Saving", lambda: f"{size_text(sink.size)} written to {path}", task
            )
            if await self._context.show_dialog(waiting) is None:
                self._context.notify("Cancelled. No file was written.")
                return
            await self._keep(sink, await task, response, path)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await asyncio.to_thread(sink.discard)

    async def _keep(
        self, sink: BackgroundFile, result: SendResult, response: ResponseMessage, path: Path
    ) -> None:
        """Puts the file in its place, if the same came as before.

        Raises:
            OutriderError: the send failed.
        """
        if result.error is not None:
            raise result.error
        again = result.exchange.response if result.exchange else None
        if again is None or again.status != response.status:
            what = f"The API returned {again.status}" if again else "No response"
            self._context.notify(f"{what}: no file was written.")
            return
        try:
            await asyncio.to_thread(sink.commit)
        except OSError as error:
            raise save_error(error, str(path)) from None
        self._context.notify(f"Saved {size_text(sink.size)} to {path}.")

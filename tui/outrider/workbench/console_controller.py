"""Does what the console asks for: curl commands, files, the request behind an entry."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.dialogs.picker_item import PickerItem
from outrider.engine.events import EntryLogged, RequestRenamed, SendStarted
from outrider.engine.send.send_job import SendJob
from outrider.model.console_entry import ConsoleEntry
from outrider.widgets.console.console_panel import ConsolePanel, ConsoleRequest
from outrider.workbench.context.file_prompt import prompt_and_save
from outrider.workbench.context.workbench_context import WorkbenchContext

if TYPE_CHECKING:
    from outrider.exporters.masking import MaskingPolicy

KEPT_SENDS = 2000
"""Sends whose request is remembered."""


class ConsoleController:
    """The console, and the request that is shown as a command."""

    def __init__(self, context: WorkbenchContext, open_request: Callable[[str], None]) -> None:
        self._context = context
        self._open_request = open_request
        self._requests: dict[int, str] = {}
        context.subscribe(self._on_send_started, SendStarted)
        context.subscribe(self._on_entry_logged, EntryLogged)
        context.subscribe(self._on_renamed, RequestRenamed)

    def on_requested(self, message: ConsolePanel.ConsoleRequested) -> None:
        """Does what the panel asks for."""
        entry = message.entry
        match message.what:
            case ConsoleRequest.CLEAR:
                self._context.engine.console.clear()
                self._panel.show(())
            case ConsoleRequest.SAVE:
                self._context.run_task(self._save())
            case ConsoleRequest.NO_TOKEN:
                self._context.notify("No token request belongs to this entry.")
            case ConsoleRequest.REQUEST:
                self._show_request(entry)
            case ConsoleRequest.CURL | ConsoleRequest.REVEALED_CURL if entry is not None:
                reveals = message.what is ConsoleRequest.REVEALED_CURL
                self._context.run_task(self._copy_entry(entry, reveals=reveals))

    @property
    def _panel(self) -> ConsolePanel:
        return self._context.screen.query_one(ConsolePanel)

    def _on_entry_logged(self, event: EntryLogged) -> None:
        self._panel.add(event.entry)

    def _on_send_started(self, event: SendStarted) -> None:
        self._requests[event.send_id] = event.request_id
        if len(self._requests) > KEPT_SENDS:
            del self._requests[next(iter(self._requests))]

    def _on_renamed(self, event: RequestRenamed) -> None:
        for send_id, name in self._requests.items():
            self._requests[send_id] = event.new_id(name)

    def _show_request(self, entry: ConsoleEntry | None) -> None:
        request_id = self._requests.get(entry.send_id, "") if entry else ""
        if not request_id:
            self._context.notify("This entry has no request.")
            return
        self._open_request(request_id)

    # Commands.

    async def _copy_entry(self, entry: ConsoleEntry, *, reveals: bool) -> None:
        from outrider.exporters.curl import CurlExporter

        if entry.exchange is None:
            self._context.notify("This entry has no request.")
            return
        masking = self._masking(reveals)
        text = await asyncio.to_thread(CurlExporter().export_entries, [entry], masking)
        self.copy(text, reveals=reveals)

    async def copy_shown(self, *, reveals: bool) -> None:
        """Copies the request that is shown as a command."""
        from outrider.exporters.curl import CurlExporter

        context = self._context
        request = context.request
        if request is None:
            context.notify("No request open.")
            return
        snapshot = replace(context.workspace.snapshot(), masked=not reveals)
        job = SendJob(snapshot, context.workspace.with_folders(request))
        outgoing = await context.engine.sender.preview(job, with_token=reveals)
        masking = self._masking(reveals)
        text = await asyncio.to_thread(CurlExporter().export_request, outgoing, masking)
        self.copy(text, reveals=reveals)

    def copy(self, text: str, *, reveals: bool) -> None:
        """Copies a text, and says so where its secrets are in clear."""
        self._context.copy_text(text)
        if reveals:
            self._context.notify("Copied with unmasked secrets.", warning=True)

    def _masking(self, reveals: bool) -> MaskingPolicy:
        from outrider.exporters.masking import MaskingPolicy

        return MaskingPolicy(self._context.engine.redactor, reveals=reveals)

    # Files.

    async def _save(self) -> None:
        from outrider.exporters import EXPORTERS, find_exporter

        context = self._context
        entries = self._panel.in_sight
        if not entries:
            return
        choices = [PickerItem(one.name, f"{one.name} — {one.summary}", "") for one in EXPORTERS]
        title = f"Save {len(entries)} {'entry' if len(entries) == 1 else 'entries'} as"
        exporter = find_exporter(await context.pick(title, choices, current="har"))
        if exporter is None:
            return
        answer = await context.confirm(
            "Mask secrets in the file?\n\nAnyone who reads an unmasked file can use your tokens.",
            [("m", "Mask (recommended)", "mask"), ("r", "Save unmasked", "reveal")],
        )
        if not answer:
            return
        masking = self._masking(answer == "reveal")

        def content() -> bytes:
            return exporter.export_entries(entries, masking).encode("utf-8", "replace")

        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(context.engine.clock()))
        await prompt_and_save(
            context,
            "Save the console as",
            f"console-{stamp}{exporter.suffix}",
            content,
            note="Secrets are not masked." if masking.reveals else "Secrets are masked.",
        )

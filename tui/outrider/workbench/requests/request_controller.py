"""Opens, edits and saves requests."""

from __future__ import annotations

from collections.abc import Callable

from outrider.dialogs.picker_item import PickerItem
from outrider.engine.editing.edit_buffers import is_scratch
from outrider.errors import OutriderError, SaveError
from outrider.model.workspace import Request
from outrider.widgets.request.request_editor import RequestEditor
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_undo import RequestUndo
from outrider.workbench.requests.save_failure import resolve_save_failure


class RequestController:
    """What is open, and its file.

    Args:
        drafts: keeps what is edited.

    Attributes:
        show: shows the request that is open now.
        history: what was edited, to be undone.
    """

    def __init__(
        self, context: WorkbenchContext, show: Callable[[], None], drafts: DraftKeeper
    ) -> None:
        self._context = context
        self.show = show
        self._drafts = drafts
        self._conflicts: set[str] = set()
        self.history = RequestUndo(context.engine.clock)

    def open(self, request_id: str) -> None:
        """Shows a request; what was edited stays in the buffers."""
        self._context.run_task(self.open_now(request_id))

    async def open_now(self, request_id: str) -> None:
        """Shows a request at once."""
        self._context.buffers.open(request_id)
        self._context.request_id = request_id
        self.show()

    def edited(self, request: Request) -> None:
        """Takes what was typed."""
        buffers = self._context.buffers
        self.history.push(buffers.open(request.id).current, request)
        buffers.edit(request)

    def apply_edit(self, request: Request) -> None:
        """Takes what the editor holds now: the message of the last key may be on its way."""
        shown = self._context.request
        if shown is not None and shown.id == request.id and shown != request:
            self.edited(request)

    def check_file_changed(self) -> None:
        """Notices that the file of the request that is shown was changed outside.

        Without edits here, the file's version is shown from now on; with edits, saving asks.
        """
        request_id, buffers = self._context.request_id, self._context.buffers
        if not request_id or not buffers.changed_on_disk(request_id):
            return
        if buffers.is_dirty(request_id):
            if request_id not in self._conflicts:
                self._conflicts.add(request_id)
                self._context.notify(
                    f'"{request_id}" changed on disk. Saving will ask.', warning=True
                )
            return
        self.reload()
        self._context.notify(f'"{request_id}" changed on disk and was reloaded.')

    def new(self) -> None:
        """Begins a request that has no file yet; its URL is what is typed next."""
        edited = self._context.buffers.new()
        self._context.request_id = edited.current.id
        self.show()
        self.go_to_url()

    def go_to_url(self) -> None:
        """Gives the URL the focus."""
        self._context.screen.query_one(RequestEditor).url_bar.url_field.focus()

    async def save(self, request_id: str) -> bool:
        """Saves a request, asking for a name or for a decision where one is needed."""
        if not request_id:
            return True
        try:
            if is_scratch(request_id):
                return await self._save_as(request_id)
            with self._context.consent.saving_requests(request_id):
                wrote = self._context.buffers.save(request_id)
        except SaveError as refused:
            if refused.code == "changed_outside":
                return await self._settle(request_id)
            if refused.code != "not_saved":
                raise
            if await resolve_save_failure(self._context, request_id, refused):
                return await self.save(request_id)
            return False
        self.tell_saved("Saved." if wrote else "")
        return True

    def tell_saved(self, said: str) -> None:
        """Says that a request was saved, and what of it stands in an overlay now."""
        kept = self._context.pasted.kept
        self._context.pasted.kept = None
        if kept is None:
            if said:
                self._context.notify(said)
            self.files_changed()
            if self._context.pasted.rewritten:
                self.show()
            return
        if kept.is_new:
            self._context.workspace.active = kept.environment
        self.files_changed()
        if kept.is_new:
            self._context.workspace.activate(kept.environment)
        self.show()
        names = ", ".join(kept.names)
        told = f"{said} {names} saved in {kept.file}. {kept.also_changed}"
        self._context.notify(told.strip())

    async def _save_as(self, request_id: str, value: str = "") -> bool:
        from outrider.workbench.context.name_prompt import prompt_name

        note = "A name, such as List orders, or billing/List orders."
        given = await prompt_name(self._context, "Save as (below requests/)", value, note)
        if given is None:
            return False
        with self._context.consent.saving_as(given.id):
            request = self._context.buffers.save_as(request_id, given.id, given.label)
        self.tell_saved(f"Saved as {request.file}.")
        self.show()
        return True

    async def _settle(self, request_id: str) -> bool:
        """The file was changed outside: nobody's change is lost without asking."""
        answer = await self._context.confirm(
            f"requests/{request_id}.toml changed on disk after you opened it.",
            [
                ("s", "Save as a new request", "as"),
                ("o", "Overwrite the file", "force"),
                ("r", "Reload from disk (discard my changes)", "reload"),
            ],
        )
        if answer == "force":
            with self._context.consent.saving_requests(request_id):
                self._context.buffers.save(request_id, force=True)
        elif answer == "reload":
            self._context.buffers.reload(request_id)
        elif answer == "as":
            return await self._save_as(request_id)
        self.files_changed()
        self.show()
        return bool(answer)

    async def confirm_leave(self) -> bool:
        """Asks about every request with changes that are in no file; whether to go on."""
        dirty = self._context.buffers.dirty
        if not dirty:
            return True
        names = "\n".join(f"  {self._context.buffers.open(one).current.name}" for one in dirty[:10])
        answer = await self._context.confirm(
            f"Save changes to these requests?\n\n{names}",
            [
                ("s", "Save all", "save"),
                ("d", "Discard changes", "discard"),
                ("c", "Cancel", "stay"),
            ],
        )
        if answer == "save":
            for request_id in dirty:
                if not await self.save(request_id):
                    return False
        if answer == "discard":
            self._drafts.discard_all()
        return answer in {"save", "discard"}

    async def confirm_close(self, request_id: str) -> bool:
        """Takes a request out of the buffers; asks where edits are in no file. Whether it went."""
        buffers = self._context.buffers
        if buffers.is_dirty(request_id):
            answer = await self._context.confirm(
                f'Save changes to "{buffers.open(request_id).current.name}"?',
                [
                    ("s", "Save", "save"),
                    ("d", "Discard changes", "discard"),
                    ("c", "Cancel", "stay"),
                ],
            )
            if answer not in {"save", "discard"}:
                return False
            if answer == "save" and not await self.save(request_id):
                return False
        buffers.forget(request_id)
        return True

    async def find(self) -> None:
        """Picks a request by its name."""
        choices = [
            PickerItem(entry.id, entry.name, entry.id, entry.request.method)
            for entry in self._context.workspace.tree()
            if entry.request is not None
        ]
        choices += [
            PickerItem(one.id, one.name, "", "new")
            for one in self._context.buffers.scratch_requests
        ]
        found = await self._context.pick(
            "Find a request", choices, current=self._context.request_id
        )
        if found:
            await self.open_now(found)

    def reload(self, *, is_read: bool = False) -> None:
        """Reads the files again; edits stay, and conflicts are told when saving.

        Args:
            is_read: the workspace was read already; what is in the buffers was not.
        """
        conflicts = self._context.buffers.refresh()
        try:
            if self._context.request_id:
                self._context.buffers.open(self._context.request_id)
        except OutriderError as error:
            # It cannot be shown any more, nor anything that is told about it.
            self._context.request_id = ""
            self._context.run_task(self._context.show_error(error))
        self.files_changed(is_read=is_read)
        if self._context.request_id not in conflicts:
            self.show()
        for request_id in conflicts:
            self._context.notify(
                f'"{request_id}" changed on disk. Saving will ask.',
                warning=True,
            )

    def files_changed(self, *, is_read: bool = False) -> None:
        """Reads the workspace again: files were written."""
        try:
            self._context.workspace.reload(is_read=is_read)
        except OutriderError as error:
            self._context.notify(error.what, warning=True)

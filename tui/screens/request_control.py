"""Opens, edits and saves requests, and does to their files what the tree asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tui.engine.editing import is_scratch
from tui.errors import OutriderError, SaveRefused
from tui.model.workspace import Request
from tui.screens.picker import Choice, Picker
from tui.screens.stage import Stage
from tui.screens.text_prompt import TextPrompt
from tui.storage.names import problem_with_new
from tui.terminal.shell import TerminalApp


class RequestControl:
    """What is open, and its file.

    Args:
        stage: what it works on.
        show: shows the request that is open now.
    """

    def __init__(self, stage: Stage, show: Callable[[], None]) -> None:
        self._stage = stage
        self._show = show

    def open(self, request_id: str) -> None:
        """Shows a request; what was edited stays on the desk."""
        self._stage.run(self._open(request_id))

    async def _open(self, request_id: str) -> None:
        self._stage.desk.open(request_id)
        self._stage.request_id = request_id
        self._show()

    def edited(self, request: Request) -> None:
        """Takes what was typed."""
        desk = self._stage.desk
        before = desk.is_dirty(request.id)
        desk.edit(request)
        if desk.is_dirty(request.id) is not before:
            self._stage.refresh()

    def new(self) -> None:
        """Begins a request that has no file yet."""
        edited = self._stage.desk.new()
        self._stage.request_id = edited.current.id
        self._stage.refresh()
        self._show()

    def save(self) -> None:
        """Saves the request that is shown."""
        self._stage.run(self._save(self._stage.request_id))

    async def _save(self, request_id: str) -> bool:
        """Saves a request, asking for a name or for a decision where one is needed."""
        if not request_id:
            return True
        if is_scratch(request_id):
            return await self._save_as(request_id)
        try:
            wrote = self._stage.desk.save(request_id)
        except SaveRefused as refused:
            if refused.code != "changed_outside":
                raise
            return await self._settle(request_id)
        self._stage.say("Saved." if wrote else "Nothing to save.")
        self._after_files_changed()
        return True

    async def _save_as(self, request_id: str, value: str = "") -> bool:
        name = await self._name("Save as (path below requests/)", value)
        if not name:
            return False
        request = self._stage.desk.save_as(request_id, name)
        self._stage.moved(request_id, request.id)
        if self._stage.request_id == request_id:
            self._stage.request_id = request.id
        self._after_files_changed()
        self._show()
        self._stage.say(f"Saved as {request.file}.")
        return True

    async def _settle(self, request_id: str) -> bool:
        """The file was changed outside: nobody's change is lost without asking."""
        answer = await self._stage.sure(
            f"requests/{request_id}.toml was changed outside since it was opened here.",
            [
                ("s", "Save as another request", "as"),
                ("o", "Overwrite the file", "force"),
                ("r", "Take the file's version", "reload"),
            ],
        )
        if answer == "force":
            self._stage.desk.save(request_id, force=True)
        elif answer == "reload":
            self._stage.desk.reload(request_id)
        elif answer == "as":
            return await self._save_as(request_id)
        self._after_files_changed()
        self._show()
        return bool(answer)

    async def may_leave(self) -> bool:
        """Asks about every request with changes that are in no file; whether to go on."""
        dirty = self._stage.desk.dirty
        if not dirty:
            return True
        names = "\n".join(f"  {self._stage.desk.open(one).current.name}" for one in dirty[:10])
        answer = await self._stage.sure(
            f"These requests have changes that are in no file:\n\n{names}",
            [("s", "Save all", "save"), ("d", "Discard them", "discard"), ("c", "Stay", "stay")],
        )
        if answer == "save":
            for request_id in dirty:
                if not await self._save(request_id):
                    return False
        return answer in {"save", "discard"}

    def find(self) -> None:
        """Picks a request by its name."""
        self._stage.run(self._find())

    async def _find(self) -> None:
        choices = [
            Choice(entry.id, entry.name, entry.id, entry.request.method)
            for entry in self._stage.workspace.tree()
            if entry.request is not None
        ]
        choices += [Choice(one.id, one.name, "", "new") for one in self._stage.desk.scratches]
        found = await self._stage.ask(
            Picker("Find a request", choices, current=self._stage.request_id)
        )
        if found:
            await self._open(found)

    def act(self, action: str, row_id: str, *, is_folder: bool) -> None:
        """Does what the tree asks for."""
        folder = row_id if is_folder else row_id.rpartition("/")[0]
        work = {
            "new": lambda: self._new_file(folder),
            "new_folder": lambda: self._new_folder(folder),
            "duplicate": lambda: self._duplicate(row_id, is_folder=is_folder),
            "rename": lambda: self._rename(row_id, is_folder=is_folder),
            "delete": lambda: self._delete(row_id, is_folder=is_folder),
            "edit": lambda: self._edit(row_id, is_folder=is_folder),
        }.get(action)
        if work is not None:
            self._stage.run(work())

    def duplicate(self) -> None:
        """Copies the request that is shown."""
        if self._stage.request_id:
            self._stage.run(self._duplicate(self._stage.request_id, is_folder=False))

    def edit_file(self) -> None:
        """Opens the file of the request that is shown in the user's editor."""
        if self._stage.request_id:
            self._stage.run(self._edit(self._stage.request_id, is_folder=False))

    async def _new_file(self, folder: str) -> None:
        name = await self._name("New request", f"{folder}/" if folder else "")
        if not name:
            return
        scratch = self._stage.desk.new().current.id
        self._stage.desk.save_as(scratch, name)
        self._after_files_changed()
        await self._open(name)

    async def _new_folder(self, folder: str) -> None:
        name = await self._name("New folder", f"{folder}/" if folder else "")
        if name:
            self._stage.desk.filing.create_folder(name)
            self._after_files_changed()

    async def _duplicate(self, request_id: str, *, is_folder: bool) -> None:
        if is_folder:
            self._stage.say("Only requests can be copied.")
            return
        begin = "" if is_scratch(request_id) else f"{request_id}-copy"
        name = await self._name("Copy as", begin)
        if name:
            self._stage.desk.duplicate(request_id, name)
            self._after_files_changed()
            await self._open(name)

    async def _rename(self, row_id: str, *, is_folder: bool) -> None:
        if not row_id or is_scratch(row_id):
            return
        name = await self._name("New name", row_id)
        if not name or name == row_id:
            return
        desk = self._stage.desk
        (desk.rename_folder if is_folder else desk.rename)(row_id, name)
        self._stage.moved(row_id, name)
        shown = self._stage.request_id
        if shown == row_id:
            self._stage.request_id = name
        elif is_folder and shown.startswith(f"{row_id}/"):
            self._stage.request_id = name + shown[len(row_id) :]
        self._after_files_changed()
        self._show()

    async def _delete(self, row_id: str, *, is_folder: bool) -> None:
        if not row_id:
            return
        what = "folder and every request in it" if is_folder else "request"
        answer = await self._stage.sure(
            f"Delete this {what}?\n\n  {row_id}",
            [("n", "Keep it", "no"), ("x", "Delete it", "yes")],
            danger=True,
        )
        if answer != "yes":
            return
        desk = self._stage.desk
        (desk.delete_folder if is_folder else desk.delete)(row_id)
        self._stage.moved(row_id, "")
        shown = self._stage.request_id
        if shown == row_id or (is_folder and shown.startswith(f"{row_id}/")):
            self._stage.request_id = ""
        self._after_files_changed()
        self._show()

    async def _edit(self, row_id: str, *, is_folder: bool) -> None:
        if is_scratch(row_id):
            self._stage.say("It has no file yet: save it first.")
            return
        name = f"{row_id}/folder" if is_folder else row_id
        await self.edit_path(Path("requests") / f"{name}.toml")

    async def edit_path(self, file: Path) -> None:
        """Opens a file of the workspace in the user's editor, and reads it again after."""
        app = self._stage.screen.app
        if not isinstance(app, TerminalApp):
            return
        problem = await app.suspend_for_editor(self._stage.workspace.root / file)
        if problem:
            self._stage.say(problem, warning=True)
        self.reload()

    def reload(self) -> None:
        """Reads the files again; edits stay, and conflicts are told when saving."""
        conflicts = self._stage.desk.refresh()
        try:
            if self._stage.request_id:
                self._stage.desk.open(self._stage.request_id)
        except OutriderError as error:
            # It cannot be shown any more, nor anything that is told about it.
            self._stage.request_id = ""
            self._stage.run(self._stage.explain(error))
        self._after_files_changed()
        if self._stage.request_id not in conflicts:
            self._show()
        for request_id in conflicts:
            self._stage.say(
                f"{request_id} was changed outside and here: saving asks.", warning=True
            )

    async def _name(self, title: str, value: str) -> str:
        return await self._stage.text(TextPrompt(title, value, problem_with_new))

    def _after_files_changed(self) -> None:
        try:
            self._stage.workspace.reload()
        except OutriderError as error:
            self._stage.say(error.what, warning=True)
        self._stage.refresh()

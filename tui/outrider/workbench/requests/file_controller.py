"""Does to the files of requests and folders what the tree asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.dialogs.picker_item import PickerItem
from outrider.engine.editing.edit_buffers import is_scratch
from outrider.errors import OutriderError
from outrider.storage.writing.folder_order import move_by
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.context.draft_keeper import DraftKeeper
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.file_undo import FileUndo
from outrider.workbench.requests.request_controller import RequestController

if TYPE_CHECKING:
    from outrider.storage.draft_folder import PageDraft


class FileController(Struct):
    """Makes, copies, renames, moves, orders, deletes and edits files of requests and folders.

    Args:
        requests: what is open.
        drafts: keeps what is edited.
        undo: takes back what was deleted or moved.
    """

    _context: WorkbenchContext
    _requests: RequestController
    _drafts: DraftKeeper
    _undo: FileUndo

    def on_requested(self, action: str, row_id: str, *, is_folder: bool) -> None:
        """Does what the tree asks for."""
        folder = row_id if is_folder else row_id.rpartition("/")[0]
        work = {
            "new": lambda: self._new_file(folder),
            "new_folder": lambda: self._new_folder(folder),
            "duplicate": lambda: self.duplicate(row_id, is_folder=is_folder),
            "rename": lambda: self._rename(row_id, is_folder=is_folder),
            "move": lambda: self._move(row_id, is_folder=is_folder),
            "earlier": lambda: self._arrange(row_id, -1),
            "later": lambda: self._arrange(row_id, 1),
            "delete": lambda: self._delete(row_id, is_folder=is_folder),
            "undo": lambda: self._take_back(),  # noqa: PLW0108 - typed as the others
            "edit": lambda: self._edit(row_id, is_folder=is_folder),
            "edit_file": lambda: self.edit_file(row_id, is_folder=is_folder),
        }.get(action)
        if work is not None:
            self._context.run_task(work())

    async def _new_file(self, folder: str) -> None:
        from outrider.workbench.context.name_prompt import prompt_name

        note = "A name, such as List orders."
        given = await prompt_name(
            self._context, "New request", f"{folder}/" if folder else "", note
        )
        if given is None:
            return
        scratch = self._context.buffers.new().current.id
        try:
            self._context.buffers.save_as(scratch, given.id, given.label)
        except OutriderError:
            self._context.buffers.forget(scratch)
            raise
        self._requests.files_changed()
        await self._requests.open_now(given.id)
        self._requests.go_to_url()

    async def _new_folder(self, folder: str) -> None:
        from outrider.workbench.context.name_prompt import prompt_name

        note = "A name, such as Billing."
        given = await prompt_name(self._context, "New folder", f"{folder}/" if folder else "", note)
        if given is None:
            return
        self._context.buffers.filing.create_folder(given.id, given.label)
        self._requests.files_changed()
        # The tree is drawn anew before.
        self._context.screen.call_next(self._context.screen.query_one(RequestTree).go_to, given.id)

    async def duplicate(self, row_id: str, *, is_folder: bool = False) -> None:
        """Copies a request or a folder under another name."""
        if not row_id:
            return
        begin = "" if is_scratch(row_id) else f"{row_id}-copy"
        name = await self._context.prompt_file_name("Duplicate as", begin)
        if not name:
            return
        if is_folder:
            self._context.buffers.filing.duplicate_folder(row_id, name)
            if any(one.startswith(f"{row_id}/") for one in self._context.buffers.dirty):
                self._context.notify("Copied. Unsaved changes stay in the original.")
            self._requests.files_changed()
            # The tree is drawn anew before.
            self._context.screen.call_next(self._context.screen.query_one(RequestTree).go_to, name)
            return
        with self._context.consent.saving_as(name):
            self._context.buffers.duplicate(row_id, name)
        self._requests.tell_saved("")
        await self._requests.open_now(name)

    async def _rename(self, row_id: str, *, is_folder: bool) -> None:
        if not row_id or self._has_no_file(row_id):
            return
        title = "New folder name" if is_folder else "New file name"
        name = await self._context.prompt_file_name(
            f"{title} (path below requests/)", row_id, self._label_note(row_id, is_folder)
        )
        self._give(row_id, name, is_folder=is_folder)

    def _label_note(self, row_id: str, is_folder: bool) -> str:
        """What a new name of a file does not change: the label that the file gives itself."""
        tree = self._context.workspace.tree()
        entry = next((x for x in tree if x.id == row_id and x.is_folder == is_folder), None)
        if entry is None or entry.name == row_id.rpartition("/")[2]:
            return ""
        where = "folder.toml" if is_folder else "the Options tab"
        return f'The tree still shows "{entry.name}": change the name on {where}.'

    async def _move(self, row_id: str, *, is_folder: bool) -> None:
        """Asks for a folder; one that is not there yet comes by giving another name."""
        if not row_id or self._has_no_file(row_id):
            return
        here, _, last = row_id.rpartition("/")
        folders = ["", *(one.id for one in self._context.workspace.tree() if one.is_folder)]
        inside = f"{row_id}/" if is_folder else None
        choices = [
            PickerItem(
                f"/{one}", f"{one}/" if one else "requests/", "", "▌" if one == here else " "
            )
            for one in folders
            if inside is None or not f"{one}/".startswith(inside)
        ]
        title = f'Move "{last}" to'
        found = await self._context.pick(title, choices, current=f"/{here}")
        if found:
            self._give(row_id, f"{found}/{last}".strip("/"), is_folder=is_folder)

    def _give(self, row_id: str, name: str, *, is_folder: bool) -> None:
        """Gives a request or a folder another name or place; its edits go along."""
        if not name or name == row_id:
            return
        buffers = self._context.buffers
        step = self._undo.move(row_id, name, is_folder=is_folder)
        (buffers.rename_folder if is_folder else buffers.rename)(row_id, name)
        self._undo.note(step)
        self._requests.files_changed()
        self._requests.show()
        self._context.screen.query_one(RequestTree).go_to(name)

    async def _arrange(self, row_id: str, step: int) -> None:
        """Moves a request or a folder among its neighbours, and has the file say so."""
        if not row_id or self._has_no_file(row_id):
            return
        folder, _, last = row_id.rpartition("/")
        ids = [one.id for one in self._context.workspace.tree()]
        # A request and a folder of the same name move together.
        names = dict.fromkeys(
            name for parent, _, name in (one.rpartition("/") for one in ids) if parent == folder
        )
        order = move_by(tuple(names), last, step)
        if list(order) != list(names):
            undo = self._undo.arrangement(row_id, tuple(names), order)
            self._context.buffers.filing.change_order(folder, lambda _: order)
            self._undo.note(undo)
            self._requests.files_changed()

    async def _delete(self, row_id: str, *, is_folder: bool) -> None:
        if not row_id:
            return
        what = f'request "{row_id}"'
        if is_folder:
            tree = self._context.workspace.tree()
            inside = sum(1 for x in tree if x.request and x.id.startswith(f"{row_id}/"))
            count = f"{inside} request{'' if inside == 1 else 's'}"
            what = f'folder "{row_id}" and its {count}' if inside else f'folder "{row_id}"'
        step = self._undo.deletion(row_id, is_folder=is_folder)
        answer = await self._context.confirm(
            f"Delete {what}?" if step is not None else f"Delete {what}?\n\nThis cannot be undone.",
            [("n", "Cancel", "no"), ("x", "Delete", "yes")],
            danger=True,
        )
        if answer != "yes":
            return
        buffers = self._context.buffers
        # The files may have changed while the question was there.
        step = self._undo.deletion(row_id, is_folder=is_folder)
        (buffers.delete_folder if is_folder else buffers.delete)(row_id)
        if step is not None:
            self._undo.note(step)
        self._requests.files_changed()
        self._requests.show()

    async def _take_back(self) -> None:
        """Takes back the last deletion or move."""
        step = self._undo.undo()
        if step is None:
            return
        self._requests.files_changed()
        self._requests.show()
        if step.shown:
            await self._requests.open_now(step.shown)
        # The tree is drawn anew before.
        tree = self._context.screen.query_one(RequestTree)
        self._context.screen.call_next(tree.go_to, step.name)
        tree.focus()

    async def _edit(self, row_id: str, *, is_folder: bool) -> None:
        """Opens the page of a folder; what a request is edited on is there already."""
        if is_folder:
            await self.edit_folder(row_id)
        else:
            await self.edit_file(row_id)

    async def edit_folder(self, folder_id: str, edits: PageDraft | None = None) -> None:
        """Opens the page of a folder, perhaps with what an earlier run did not save.

        Args:
            folder_id: which one; the empty id is the workspace.
            edits: what an earlier run did not save.
        """
        from outrider.workbench.requests.folder_editor import FolderEditor

        editor = FolderEditor(self._context, self._drafts, folder_id, self._requests.reload, edits)
        await editor.edit()

    async def edit_file(self, row_id: str, *, is_folder: bool = False) -> None:
        """Opens the file of a request or a folder in the user's editor."""
        if not row_id or self._has_no_file(row_id):
            return
        name = f"{row_id}/folder" if is_folder else row_id
        await self.edit_path(Path("requests") / f"{name}.toml")

    def _has_no_file(self, row_id: str) -> bool:
        if is_scratch(row_id):
            self._context.notify(f"Save the request first ({self._context.key_of('save')}).")
        return is_scratch(row_id)

    async def edit_path(self, file: Path, line: int | None = None) -> None:
        """Opens a file of the workspace in the user's editor, and reads it again after."""
        path = self._context.workspace.root / file
        problem = await self._context.app.suspend_for_editor(path, line)
        if problem:
            self._context.notify(problem, warning=True)
        self._requests.reload()

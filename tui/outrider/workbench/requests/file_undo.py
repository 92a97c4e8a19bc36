"""Takes back what was deleted, moved or given another place in the tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from outrider.engine.editing.edit_buffers import EditBuffers, RequestBuffer, is_scratch
from outrider.errors import OutriderError, SaveError
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.deleted_files import DeletedFiles
from outrider.storage.writing.document_updates import open_folder
from outrider.storage.writing.folder_order import Order, put_back
from outrider.workbench.context.workbench_context import WorkbenchContext

MAX_STEPS = 20
"""Deletions and moves that can be taken back, one after the other."""

_GONE = "gone"
"""Code of the error of a step that cannot be taken back any more."""


class FileStep(Struct, frozen=True):
    """A deletion or a move.

    Attributes:
        said: what is told once it was taken back.
        name: where the cursor goes then.
        take_back: takes it back.
        shown: the request that was shown before, where the step took it away; else empty.
    """

    said: str
    name: str
    take_back: Callable[[], None]
    shown: str = ""


class FileUndo(Struct):
    """The deletions and moves of this run, the last one first."""

    _context: WorkbenchContext
    _steps: list[FileStep] = []

    def deletion(self, name: str, *, is_folder: bool) -> FileStep | None:
        """What takes back a deletion that is about to happen; ``None`` where nothing can.

        Edits that are in no file come back too.
        """
        buffers, workspace = self._context.buffers, self._context.workspace
        inside = f"{name}/" if is_folder else ""
        edited = {
            one: edits
            for one, edits in buffers.edits.items()
            if (edits.dirty or is_scratch(one))
            and (one.startswith(inside) if inside else one == name)
        }
        here = self._context.request_id
        shown = here if here == name or (inside and here.startswith(inside)) else ""
        if is_scratch(name):
            if name not in edited:
                return None
            said = f'"{edited[name].current.name}" restored.'
            return FileStep(said, name, lambda: _bring_back(buffers, edited), shown)
        root = workspace.root
        order = self._order_around(name)
        files = DeletedFiles.of(root, name, is_folder=is_folder, order=order)
        if files is None:
            return None

        def take_back() -> None:
            files.restore(root, trusted=workspace.reader.trusted)
            _bring_back(buffers, edited)

        return FileStep(f"{REQUESTS}/{name} restored.", name, take_back, shown)

    def move(self, name: str, new: str, *, is_folder: bool) -> FileStep:
        """What takes back a move, or another name, that is about to happen."""
        buffers, root = self._context.buffers, self._context.workspace.root
        order, last = self._order_around(name), name.rpartition("/")[2]
        folders = (root / REQUESTS / new).parents
        made = [one for one in folders if one.is_relative_to(root) and not one.exists()]

        def take_back() -> None:
            file = f"{REQUESTS}/{new}" if is_folder else f"{REQUESTS}/{new}.toml"
            if not os.path.lexists(root / file):
                raise refuse_save(
                    _GONE,
                    f"{file} was moved or deleted since: it was not moved back.",
                    file,
                )
            (buffers.rename_folder if is_folder else buffers.rename)(new, name)
            self._change_order(name, lambda now: _as_before(now, last, order))
            _remove_empty(made)

        return FileStep(f"Back at {REQUESTS}/{name}.", name, take_back)

    def arrangement(self, name: str, names: Order, wanted: Order) -> FileStep:
        """What takes back another place in the order that is about to be given.

        Args:
            name: of what gets it.
            names: what lies beside it, in the order that is seen before.
            wanted: the same in the order that is written.
        """
        order, last = self._order_around(name), name.rpartition("/")[2]

        def former(now: Order) -> Order:
            return order if list(now) == list(wanted) else put_back(now, last, names)

        return FileStep("Order restored.", name, lambda: self._change_order(name, former))

    def note(self, step: FileStep) -> None:
        """Remembers a step that was taken."""
        self._steps.append(step)
        del self._steps[:-MAX_STEPS]

    def undo(self) -> FileStep | None:
        """Takes the last step back and returns it; ``None`` where there is none.

        Raises:
            OutriderError: it cannot be taken back now. It can be tried again, unless what it
                moved is gone: then the one before it is the next.
        """
        if not self._steps:
            return None
        step = self._steps[-1]
        try:
            step.take_back()
        except SaveError as error:
            if error.code == _GONE:
                self._steps.remove(step)
            raise
        self._steps.remove(step)
        self._context.notify(step.said)
        return step

    def _order_around(self, name: str) -> Order:
        """The order that is written in the folder in which something lies."""
        workspace = self._context.workspace
        folder = name.rpartition("/")[0]
        document = open_folder(workspace.root, folder, trusted=workspace.reader.trusted)
        return tuple(document.data.get("order", ()))

    def _change_order(self, name: str, change: Callable[[Order], Order]) -> None:
        # What was moved is back already: an order that cannot be written is no reason to fail.
        with suppress(OutriderError):
            self._context.buffers.filing.change_order(name.rpartition("/")[0], change)


def _bring_back(buffers: EditBuffers, edited: Mapping[str, RequestBuffer]) -> None:
    """Takes edits into the buffers again; those of a file that cannot be read are left out."""
    for name, edits in edited.items():
        if is_scratch(name):
            buffers.edits[name] = edits
            continue
        with suppress(OutriderError):
            buffers.open(name)
            buffers.edit(edits.current)


def _as_before(now: Order, name: str, former: Order) -> Order:
    """The order as it was, as far as it speaks of this one."""
    return put_back(now, name, former) if name in former else now


def _remove_empty(folders: list[Path]) -> None:
    """Removes folders in which nothing lies, the inner ones first."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()

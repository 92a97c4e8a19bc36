"""Takes back what was deleted or moved in the tree."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.deleted_files import DeletedFiles
from outrider.storage.writing.document_updates import open_folder
from outrider.workbench.context.workbench_context import WorkbenchContext

MAX_STEPS = 20
"""Deletions and moves that can be taken back, one after the other."""


class FileStep(Struct, frozen=True):
    """A deletion or a move.

    Attributes:
        said: what is told once it was taken back.
        name: where the cursor goes then.
        take_back: takes it back.
    """

    said: str
    name: str
    take_back: Callable[[], None]


class FileUndo(Struct):
    """The deletions and moves of this run, the last one first."""

    _context: WorkbenchContext
    _steps: list[FileStep] = []

    def deletion(self, name: str, *, is_folder: bool) -> FileStep | None:
        """What takes back a deletion that is about to happen; ``None`` where nothing can."""
        workspace = self._context.workspace
        root, trusted = workspace.root, workspace.reader.trusted
        document = open_folder(root, name.rpartition("/")[0], trusted=trusted)
        order = tuple(document.data.get("order", ()))
        files = DeletedFiles.of(root, name, is_folder=is_folder, order=order)
        if files is None:
            return None
        said = f"{REQUESTS}/{name} restored."
        return FileStep(said, name, lambda: files.restore(root, trusted=trusted))

    def note(self, step: FileStep) -> None:
        """Remembers a step that was taken."""
        self._steps.append(step)
        del self._steps[:-MAX_STEPS]

    def undo(self) -> str:
        """Takes the last step back; the name of what is there again, empty where there is none.

        Raises:
            OutriderError: it cannot be taken back now; it can be tried again.
        """
        if not self._steps:
            return ""
        step = self._steps[-1]
        step.take_back()
        self._steps.remove(step)
        self._context.notify(step.said)
        return step.name

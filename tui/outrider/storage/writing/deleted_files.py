"""What was deleted of a workspace, for who takes that back."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outrider.model.trust import TrustGiven
from outrider.storage.files.atomic_write import make_folder, refuse_save, write_atomically
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.file_operations import FileOperations
from outrider.storage.writing.folder_order import Order

MAX_KEPT_BYTES = 20_000_000
"""Bytes of deleted files that are kept in memory."""


class DeletedFiles(Struct, frozen=True):
    """A request or a folder as it was.

    Attributes:
        name: its path below ``requests/``.
        is_folder: which of the two.
        files: content and mode by path relative to the workspace.
        order: of the folder that it was in.
    """

    name: str
    is_folder: bool
    files: Mapping[str, tuple[bytes, int]]
    order: Order

    @classmethod
    def of(cls, root: Path, name: str, *, is_folder: bool, order: Order) -> DeletedFiles | None:
        """What is about to be deleted; ``None`` for what could not be put back as it is.

        That is what is no plain file, or too large.
        """
        path = f"{REQUESTS}/{name}" if is_folder else f"{REQUESTS}/{name}.toml"
        files: dict[str, tuple[bytes, int]] = {}
        try:
            for file in _walk(root, path):
                files[file] = read_regular(root / file)
                if sum(len(data) for data, _ in files.values()) > MAX_KEPT_BYTES:
                    return None
        except (OSError, UnusualFile):
            return None
        return cls(name, is_folder, files, order)

    def restore(self, root: Path, *, trusted: TrustGiven) -> None:
        """Writes the files where they were; nothing is overwritten.

        Raises:
            SaveError: something is there by now, or the system refuses.
        """
        for file in self.files:
            if os.path.lexists(root / file):
                raise refuse_save(
                    "exists",
                    f"{file} exists by now: nothing was restored.",
                    file,
                    advice="Move it away, then undo again.",
                )
        for file, (data, mode) in self.files.items():
            make_folder((root / file).parent, file)
            write_atomically(root / file, data, private=not mode & 0o077, shown=file)
        folder = self.name.rpartition("/")[0]
        if self.order:
            FileOperations(root, trusted=trusted).change_order(folder, lambda _: self.order)


def _walk(root: Path, path: str) -> Iterator[str]:
    """Each file at a path or below it.

    Raises:
        OSError: from the system, or there is a link: written anew, it would be a file.
    """
    full = root / path
    if full.is_symlink():
        raise OSError(errno.ELOOP, "a symbolic link")
    if not full.is_dir():
        yield path
        return
    for entry in sorted(os.scandir(full), key=lambda one: one.name):
        yield from _walk(root, f"{path}/{entry.name}")

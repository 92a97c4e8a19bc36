"""What was deleted of a workspace, for who takes that back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from outrider.model.trust import TrustGiven
from outrider.storage.files.atomic_write import (
    make_folder,
    refuse_save,
    save_error,
    write_atomically,
)
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.file_operations import FileOperations
from outrider.storage.writing.folder_order import Order, put_back

MAX_KEPT_BYTES = 20_000_000
"""Bytes of deleted files that are kept in memory."""


class DeletedFiles(Struct, frozen=True):
    """A request or a folder as it was.

    Attributes:
        name: its path below ``requests/``.
        is_folder: which of the two.
        folders: mode by path relative to the workspace, the outer ones first.
        files: content and mode by path.
        links: where symbolic links lead, by path; what they lead to was not deleted.
        order: of the folder that it was in.
    """

    name: str
    is_folder: bool
    folders: Mapping[str, int]
    files: Mapping[str, tuple[bytes, int]]
    links: Mapping[str, str]
    order: Order

    @classmethod
    def of(cls, root: Path, name: str, *, is_folder: bool, order: Order) -> DeletedFiles | None:
        """What is about to be deleted; ``None`` for what could not be put back as it is.

        That is what is no plain file, cannot be read, or is too large.
        """
        path = f"{REQUESTS}/{name}" if is_folder else f"{REQUESTS}/{name}.toml"
        folders: dict[str, int] = {}
        files: dict[str, tuple[bytes, int]] = {}
        links: dict[str, str] = {}
        try:
            for one in _walk(root, path):
                full = root / one
                if full.is_symlink():
                    links[one] = str(full.readlink())
                elif full.is_dir():
                    folders[one] = full.stat().st_mode & 0o777
                else:
                    files[one] = read_regular(full)
                if sum(len(data) for data, _ in files.values()) > MAX_KEPT_BYTES:
                    return None
        except (OSError, UnusualFile):
            return None
        return cls(name, is_folder, folders, files, links, order)

    def restore(self, root: Path, *, trusted: TrustGiven) -> None:
        """Writes all where it was, or nothing; nothing is overwritten.

        Raises:
            SaveError: something else is there by now, or the system refuses.
        """
        missing = [one for one in (*self.files, *self.links) if not self._is_there(root, one)]
        for one in missing:
            if os.path.lexists(root / one):
                raise refuse_save(
                    "exists",
                    f"{one} exists by now: nothing was restored.",
                    one,
                    advice="Move it away, then undo again.",
                )
        made: list[Path] = []
        try:
            for one in self.folders:
                _make_folder(root / one, one, made)
            for one in missing:
                _make_folder((root / one).parent, one, made)
                self._write(root / one, one)
                made.append(root / one)
        except BaseException:
            _remove(made)
            raise
        for folder in made:
            mode = self.folders.get(folder.relative_to(root).as_posix())
            if mode is not None:
                with suppress(OSError):
                    folder.chmod(mode)
        last = self.name.rpartition("/")[2]
        if last in self.order:
            FileOperations(root, trusted=trusted).change_order(
                self.name.rpartition("/")[0], lambda now: put_back(now, last, self.order)
            )

    def _is_there(self, root: Path, path: str) -> bool:
        """Whether a file or a link is as it was: who put it back before was quicker."""
        full = root / path
        try:
            if full.is_symlink():
                return str(full.readlink()) == self.links.get(path)
            return path in self.files and read_regular(full)[0] == self.files[path][0]
        except (OSError, UnusualFile):
            return False

    def _write(self, full: Path, path: str) -> None:
        try:
            if path in self.links:
                full.symlink_to(self.links[path])
                return
            data, mode = self.files[path]
            write_atomically(full, data, private=not mode & 0o077, shown=path)
            full.chmod(mode & 0o777)
        except OSError as error:
            raise save_error(error, path) from None


def _walk(root: Path, path: str) -> Iterator[str]:
    """Each folder, file and link at a path or below it, outer folders first.

    Raises:
        OSError: from the system.
    """
    yield path
    full = root / path
    if full.is_symlink() or not full.is_dir():
        return
    for entry in sorted(os.scandir(full), key=lambda one: one.name):
        yield from _walk(root, f"{path}/{entry.name}")


def _make_folder(folder: Path, shown: str, made: list[Path]) -> None:
    """Makes a folder and those above it, and takes note of those that are new."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    make_folder(folder, shown)
    made.extend(reversed(new))


def _remove(made: list[Path]) -> None:
    """Takes away what was made, as far as that is possible."""
    for path in reversed(made):
        with suppress(OSError):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

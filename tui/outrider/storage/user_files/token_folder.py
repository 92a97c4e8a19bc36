"""A folder of this user's in which processes share tokens: one document, and locks beside it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outrider.storage.files.atomic_write import folder_lock, make_folder, write_atomically
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.visible_text import visible_line

MAX_BYTES = 5_000_000
"""A larger document is none of ours."""

_OTHERS = 0o077
_BUSY = frozenset({errno.EAGAIN, errno.EACCES})


class TokenFolder:
    """A folder (0700) with a document (0600) that is replaced whole, and with locks.

    A lock belongs to whoever holds it open: the system lets go of it when a process ends, however
    that happens.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document = path / "tokens.json"

    def __str__(self) -> str:
        return visible_line(str(self._path))

    def prepare(self) -> None:
        """Makes the folder where there is none.

        Raises:
            SaveError: it cannot be made.
        """
        make_folder(self._path, str(self), 0o700)

    def problem(self) -> str:
        """Why nothing is kept or read here: others could read it; empty where all is well."""
        for path, is_right, mode in (
            (self._path, stat.S_ISDIR, "700"),
            (self._document, stat.S_ISREG, "600"),
        ):
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            except OSError as error:
                return f"{visible_line(str(path))} cannot be read: {error.strerror}."
            shown = visible_line(str(path))
            if not is_right(found.st_mode):
                return f"{shown} is not a {'folder' if mode == '700' else 'regular file'}."
            if found.st_uid != os.geteuid():
                return f"{shown} belongs to another user."
            if found.st_mode & _OTHERS:
                return f"{shown} can be read by others. Run: chmod {mode} {shown}"
        return ""

    def load(self) -> bytes:
        """The document; empty where there is none that can be read."""
        try:
            data, mode = read_regular(self._document, MAX_BYTES)
        except (OSError, UnusualFile):
            return b""
        return b"" if mode & _OTHERS else data

    def save(self, data: bytes) -> None:
        """Replaces the document.

        Raises:
            SaveError: it cannot be written.
        """
        write_atomically(self._document, data, private=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds off other writers between :meth:`load` and :meth:`save`, for a second at most."""
        with folder_lock(self._path):
            yield

    def try_lock(self, name: str) -> int | None:
        """Takes the lock of a name, to be closed with ``os.close``; ``None`` where it is held.

        Raises:
            OSError: there can be no lock here.
        """
        import fcntl

        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self._path / f"{name}.lock", flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _BUSY:
                return None
            raise
        return descriptor

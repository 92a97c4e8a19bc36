"""A file that a body goes to: written as it arrives, in place only once it is kept."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


class OutputFile:
    """A temporary file beside the target, mode 0600, that becomes the target when it is kept.

    A target that is not a plain file (``/dev/null``, a pipe) is written to directly.

    Args:
        path: the target.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: str) -> None:
        self._target = Path(path)
        self._temporary: Path | None = None
        self._descriptor = self._open()

    def _open(self) -> int:
        with suppress(FileNotFoundError):
            mode = self._target.stat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(0, "It is a folder")
            if not stat.S_ISREG(mode):
                return os.open(self._target, os.O_WRONLY)
        self._target = self._target.resolve()
        descriptor, name = tempfile.mkstemp(
            prefix=f".{self._target.name}.", suffix=".part", dir=self._target.parent
        )
        self._temporary = Path(name)
        return descriptor

    def write(self, data: bytes, /) -> None:
        """Takes the next bytes.

        Raises:
            OSError: the disk is full, or the reader of a pipe went away.
        """
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def truncate(self) -> None:
        """Forgets what was written: another exchange follows."""
        if self._temporary is not None:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.ftruncate(self._descriptor, 0)

    def commit(self) -> None:
        """Puts the file in its place."""
        if self._temporary is not None:
            self._temporary.replace(self._target)
            self._temporary = None

    def discard(self) -> None:
        """Closes the file; what was not kept is removed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.unlink()
            self._temporary = None

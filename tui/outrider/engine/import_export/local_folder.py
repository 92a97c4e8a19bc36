"""The folder in which a file to import stands, or that is imported itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from outrider.errors import ImportRejected
from outrider.importers.text_decoding import MAX_FILE, decode
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular

MOST_FILES = 20_000
"""Files of a folder that is imported."""

MOST_BYTES = 4 * MAX_FILE
"""Bytes of all files that one import reads."""

_PASSED_OVER = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})
"""Folders in which nobody keeps requests."""


class LocalFolder:
    """Reads what lies in a folder and in the folders below it; follows no symbolic link."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._read = 0

    def names(self) -> Sequence[str]:
        """Its files in any depth, by their paths below it with slashes, sorted.

        Raises:
            ImportRejected: there are too many.
        """
        found: list[str] = []
        for folder, below, files in os.walk(self._root):
            below[:] = sorted(one for one in below if one not in _PASSED_OVER)
            start = os.path.relpath(folder, self._root).replace(os.sep, "/")
            found += [one if start == "." else f"{start}/{one}" for one in files]
            if len(found) > MOST_FILES:
                raise ImportRejected(
                    f'Folder "{self._root}" has more than {MOST_FILES} files.',
                    code="too_large",
                    where=self._root,
                    advice="Import the folder that the files of requests are in.",
                )
        return sorted(found)

    def read(self, name: str) -> str | None:
        """The text of a file by its path below it; ``None`` where there is none.

        Raises:
            ImportRejected: it is no text, or too large.
        """
        path = os.path.normpath(os.path.join(self._root, name))  # noqa: PTH118 - no link is followed
        inside = path.startswith(self._root.rstrip(os.sep) + os.sep)
        if not inside or "\0" in name or os.path.isabs(name):  # noqa: PTH117 - as above
            return None
        try:
            if os.path.realpath(path) != path:
                return None
            data = read_regular(Path(path), MAX_FILE)[0]
        except FileTooLarge:
            raise _too_large(name, MAX_FILE) from None
        except (OSError, NotARegularFile):
            return None
        self._read += len(data)
        if self._read > MOST_BYTES:
            raise _too_large("What the import reads", MOST_BYTES)
        return decode(data, name)


def _too_large(name: str, most: int) -> ImportRejected:
    what = f"{name} is larger than {most // 1_000_000} MB."
    return ImportRejected(what, code="too_large", where=name)

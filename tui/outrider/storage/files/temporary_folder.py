"""A folder for files that other programs are to read for a while."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class TemporaryFolder:
    """A folder that only the user can enter (0700); gone with all that is in it at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def __enter__(self) -> Path:
        """Makes it."""
        self._folder = Path(tempfile.mkdtemp(prefix="outrider-"))
        return self._folder

    def __exit__(self, *_: object) -> None:
        """Deletes it."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

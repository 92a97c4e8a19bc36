"""Several files below a folder that a command was given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outrider.storage.files.atomic_write import make_folder, write_atomically


def write_below(folder: Path, files: Mapping[str, str]) -> None:
    """Writes texts by their paths below a folder, which is made where it is missing.

    Raises:
        SaveError: one of them cannot be written.
    """
    for name, text in files.items():
        path = folder / name
        make_folder(path.parent, str(path.parent))
        write_atomically(path, text.encode())

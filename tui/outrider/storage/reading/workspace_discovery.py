"""Finding the workspace that a folder belongs to, and what in it is where."""

from __future__ import annotations

import os
from pathlib import Path

MARKER = "outrider.toml"
ENVIRONMENTS = "environments"
REQUESTS = "requests"


def folder_file(folder_id: str) -> str:
    """Path of a folder's ``folder.toml``, relative to the workspace."""
    return f"{REQUESTS}/{folder_id}/folder.toml" if folder_id else f"{REQUESTS}/folder.toml"


def is_workspace(folder: Path) -> bool:
    """Whether the folder is the root of a workspace."""
    return os.path.lexists(folder / MARKER) or (folder / ENVIRONMENTS).is_dir()


def find_workspace(start: Path) -> Path | None:
    """The nearest folder, from ``start`` upwards, that holds ``outrider.toml``.

    A folder with ``environments/`` counts as well. ``None`` where there is none.
    """
    here = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would leave a linked folder
    for folder in (here, *here.parents):
        try:
            if is_workspace(folder):
                return folder
        except OSError:
            continue
    return None

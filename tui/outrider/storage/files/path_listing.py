"""The files that somebody may mean who is typing a path."""

from __future__ import annotations

import os
from pathlib import Path

from outrider.errors import UsageError
from outrider.home_path import expand_home

MAX_LISTED = 200
"""Paths that are offered at once."""


def paths_beginning_with(root: Path, typed: str) -> tuple[str, ...]:
    """Paths that begin so, as they are written in a file; those of folders end with a slash.

    Only names are read. Hidden files are offered to who types their dot.

    Args:
        root: where relative paths start.
        typed: the path so far; ``~`` is the home folder.
    """
    folder, slash, begun = typed.rpartition("/")
    found: list[str] = []
    try:
        place = root / expand_home(folder + slash) if slash else root
        with os.scandir(place) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not begun.startswith(".")
                if not hidden and entry.name.startswith(begun) and entry.name.isprintable():
                    found.append(f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}")
    except (OSError, UsageError):
        return ()
    return tuple(sorted(found)[:MAX_LISTED])

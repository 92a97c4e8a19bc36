"""Where a program is: never in the folder in which we happen to work."""

from __future__ import annotations

import os


def find_program(name: str, path: str | None) -> str | None:
    """The absolute path of a program; ``None`` where no folder of ``path`` has it.

    An empty or relative entry of ``path`` means the working folder, in which a file of somebody
    else may be called like a program: it is passed over. A name with a slash is a path already.
    """
    if "/" in name:
        return name
    locked = None
    for folder in (path or os.defpath).split(os.pathsep):
        candidate = os.path.join(folder, name)  # noqa: PTH118  # pathlib is slow to load
        if not folder.startswith("/") or not os.path.isfile(candidate):  # noqa: PTH113
            continue
        if os.access(candidate, os.X_OK):
            return candidate
        locked = locked or candidate
    # One that may not be run is told as such by who tries.
    return locked

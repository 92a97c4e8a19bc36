"""Paths that begin with ``~``: the one place that knows whose home folder is meant."""

from __future__ import annotations

import os

from outrider.errors import UsageError


def expand_home(path: str, home: str | None = None) -> str:
    """A path with ``~`` and ``~name`` replaced by the home folder that they mean.

    Args:
        path: as the user wrote it.
        home: the user's own home folder, where the process environment given says it.

    Raises:
        UsageError: the system knows no such home folder.
    """
    if home and (path == "~" or path.startswith("~/")):
        return home + path[1:]
    expanded = os.path.expanduser(path)  # noqa: PTH111  # pathlib is slow to load
    if path.startswith("~") and expanded == path:
        name = path.partition("/")[0]
        raise UsageError(
            f"{path} not found: this machine has no home folder {name}.",
            code="no_such_home",
            advice="Write the full path, or ./~ for a name that starts with ~.",
        )
    return expanded

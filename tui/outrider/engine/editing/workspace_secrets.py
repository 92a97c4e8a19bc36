"""The secrets that the files of a workspace have: what is edited refers to them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.storage.writing.held_secrets import HeldSecret, environment_paths, held_secrets

NamedSecret: TypeAlias = tuple[str, str, bool]
"""The name of a secret, its value, and whether a reference gives it in the active environment."""

SecretsNow: TypeAlias = Callable[[], tuple[NamedSecret, ...]]


class WorkspaceSecrets:
    """Knows them, and reads the files again when one of them has changed; in any thread."""

    def __init__(self, workspace: ActiveWorkspace) -> None:
        self._workspace = workspace
        self._read: tuple[object, tuple[HeldSecret, ...]] = (None, ())

    def __call__(self) -> tuple[NamedSecret, ...]:
        """Those of all environments; of one name and value once."""
        reader, active = self._workspace.reader, self._workspace.active
        files = environment_paths(reader.root, reader.environment_ids())
        state = (reader.root, *map(_state, files))
        if state != self._read[0]:
            self._read = (state, held_secrets(reader))
        found: dict[tuple[str, str], bool] = {}
        for one in self._read[1]:
            key = (one.name, one.value)
            found[key] = found.get(key, False) or (one.is_secret and one.environment == active)
        return tuple((*key, refers) for key, refers in found.items())


def _state(path: Path) -> object:
    try:
        status = os.stat(path)  # noqa: PTH116  # one call, no object
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino

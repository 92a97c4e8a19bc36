"""An environment like another one: the same rows, under a name of its own, without its secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from outrider.model.trust import TrustGiven
from outrider.storage.writing.document_updates import EnvironmentFiles
from outrider.storage.writing.file_operations import FileOperations
from outrider.storage.writing.overlay_secrets import is_secret_row
from outrider.toml_text.schema import KeyPath


def copy_environment(
    root: Path, old_id: str, new_id: str, label: str, *, trusted: TrustGiven
) -> None:
    """Writes an environment that says what another one does.

    Comments and layout of the shared file stay. What only this machine has of the other one is
    taken along, but no credential: of a secret that is written out, the new one says that it is
    asked for.

    Args:
        root: of the workspace.
        old_id: of the environment that is copied.
        new_id: of the new one.
        label: what people read; empty where that is the new id.
        trusted: what the user has agreed to.

    Raises:
        DocumentError: one of the files cannot be edited as it is.
        SaveError: the name is taken, or the system refuses.
    """
    old = EnvironmentFiles.open(root, old_id, trusted=trusted)
    filing = FileOperations(root, trusted=trusted)
    filing.duplicate_environment(old_id, new_id)
    new = EnvironmentFiles.open(root, new_id, trusted=trusted)
    if label:
        new.base.set(("name",), label)
    elif "name" in new.base.data:
        new.base.remove(("name",))
    secrets = old.overlay.data.get("secrets", {})
    new.declare_secrets(name for name, value in secrets.items() if isinstance(value, str))
    for path, value in _own_rows(old.overlay.data):
        new.overlay.set(path, value)
    new.save()


def _own_rows(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Each value of a local file that is no credential, with its key."""
    for key, value in table.items():
        if (*path, key) == ("name",):
            continue
        if isinstance(value, Mapping) and path[:1] != ("secrets",):
            yield from _own_rows(value, (*path, key))
        elif isinstance(value, Mapping) or not is_secret_row(path, key, value):
            yield (*path, key), value

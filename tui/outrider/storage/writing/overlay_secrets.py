"""Credentials in local files of environments, and whether git would take them along."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from outrider.credential_shapes import is_credential, is_credential_name
from outrider.errors import SaveError
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.reading.git_tracking import is_in_index
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.schema import KeyPath
from outrider.variables.reference_grammar import has_reference


def tracked_file(file: str) -> SaveError:
    """The refusal of a secret for a local file that git has."""
    return refuse_save(
        "not_saved",
        f"{file} is tracked by git: the secret was not saved in it.",
        file,
        why="Everyone who can read the repository could read it.",
        advice="Remove it from git and keep the file, or keep the secret in memory.",
    )


def refuse_tracked(root: Path, file: str) -> None:
    """Refuses to make a file the local one of an environment where git has the file.

    Raises:
        SaveError: git tracks it; nothing was written.
    """
    if is_in_index(Path(os.path.realpath(root / file))):
        raise tracked_file(file)


def refuse_tracked_secrets(document: TomlFile) -> None:
    """Refuses to save an edited local file with new credentials where git has the file.

    What it had before stays as it is, and so may everything that is no credential.

    Raises:
        SaveError: git tracks it; nothing was written.
    """
    if not is_in_index(Path(os.path.realpath(document.path))):
        return
    known = set(_credentials(document.saved_data))
    if any(one not in known for one in _credentials(document.data)):
        raise tracked_file(document.file)


def is_secret_row(path: KeyPath, key: str, value: Any) -> bool:
    """Whether a value of a local file is a credential, or says where one is read.

    Args:
        path: of the table around it.
        key: its own name.
        value: as the file has it.
    """
    return path[:1] == ("secrets",) or _is_written_out(key, value)


def _is_written_out(key: str, value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(
        is_credential(key, one) or (is_credential_name(key) and bool(one.strip()))
        for one in texts
        if isinstance(one, str) and not has_reference(one)
    )


def _credentials(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[str]:
    """The credentials that are written out in a table, whatever they are called."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _credentials(value, (*path, key))
        elif isinstance(value, str) and _is_literal(path, key) and value:
            yield value
        elif _is_written_out(key, value):
            yield str(value)


def _is_literal(path: KeyPath, key: str) -> bool:
    """Whether a text here is a secret by its place: ``x = "…"``, or ``x = { value = "…" }``."""
    return path == ("secrets",) or (path[:1] == ("secrets",) and key == "value")

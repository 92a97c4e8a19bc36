"""Adds to the scope of an auth definition, where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.model.trust import TrustGiven
from outrider.model.workspace import AuthTable, Request
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.writing.toml_file import TomlFile

_KEY = "scope"


def with_scope(written: object, added: str) -> str:
    """A scope with more words, each once; it may be written with references.

    Args:
        written: what the file has; anything but a text is as if it had nothing.
        added: words with a space between them.
    """
    text = written if isinstance(written, str) else ""
    # Some servers have commas between the words.
    separator = "," if "," in text and " " not in text.strip() else " "
    known = text.replace(",", " ").split()
    words = [one for one in added.split() if one not in known]
    return separator.join([*filter(None, [text.strip()]), *words])


def add_request_scope(request: Request, added: str) -> Request:
    """The request with more in the scope of its own auth."""
    auth = request.auth
    assert auth is not None
    table = {**auth.table, _KEY: with_scope(auth.table.get(_KEY), added)}
    return replace(request, auth=AuthTable(table, auth.places, auth.place))


def add_file_scope(root: Path, place: SourceLocation, added: str, *, trusted: TrustGiven) -> None:
    """Adds to the scope at a place; comments and layout of the file stay.

    Args:
        root: of the workspace.
        place: of the key, whether it is there or not.
        added: words with a space between them.
        trusted: what the user has agreed to.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: it was changed meanwhile, or the system refuses.
    """
    files = WorkspaceFiles(root, trusted=trusted)
    files.checked_path(place.file)
    document = TomlFile.load(files.path(place.file), file=place.file)
    value: Any = document.data
    for step in place.key:
        value = value.get(step) if isinstance(value, Mapping) else None
    document.set(place.key, with_scope(value, added))
    document.save()

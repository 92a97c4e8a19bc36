"""Replaces a reference by another one, where it is written: in a request, or in a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, structs

from outrider.errors import SourceLocation
from outrider.model.trust import TrustGiven
from outrider.model.workspace import Request
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.writing.toml_file import TomlFile
from outrider.variables.reference_grammar import reference_spans

T = TypeVar("T")

_LABELS = frozenset({"id", "name", "file", "description", "place"})
"""Attributes of a request in which no reference counts."""


def correct_text(written: str, name: str, other: str) -> str:
    """A text with every reference to ``name`` as one to ``other``; all else stays."""
    text, end = "", 0
    for span in reference_spans(written):
        if span.name == name:
            text += f"{written[end : span.start]}{{{{{other}}}}}"
            end = span.end
    return text + written[end:]


def correct_request(request: Request, name: str, other: str) -> Request:
    """The request with all of its references to ``name`` corrected."""
    changes = {
        field: _corrected(getattr(request, field), name, other)
        for field in request.__struct_fields__
        if field not in _LABELS
    }
    return structs.replace(request, **changes)


def correct_table(table: Mapping[str, Any], name: str, other: str) -> dict[str, Any]:
    """A file's table with all references to ``name`` corrected; a secret has none."""
    return {
        key: value if key == "secrets" else _corrected(value, name, other)
        for key, value in table.items()
    }


def _corrected(value: T, name: str, other: str) -> T:
    """A value with the references in its texts corrected; the very same where there are none."""
    made: Any = value
    if isinstance(value, str) and type(value) is str:
        made = correct_text(value, name, other)
    elif isinstance(value, Mapping):
        made = {key: _corrected(one, name, other) for key, one in value.items()}
    elif isinstance(value, tuple | list):
        made = type(value)(_corrected(one, name, other) for one in value)
    elif isinstance(value, Struct) and not isinstance(value, SourceLocation):
        fields = value.__struct_fields__
        made = structs.replace(
            value, **{one: _corrected(getattr(value, one), name, other) for one in fields}
        )
    return value if made == value else made


def correct_in_file(
    root: Path, place: SourceLocation, name: str, other: str, *, trusted: TrustGiven
) -> None:
    """Corrects the references in the value at a place; comments and layout of the file stay.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: it was changed meanwhile, or the system refuses.
    """
    files = WorkspaceFiles(root, trusted=trusted)
    files.checked_path(place.file)
    document = TomlFile.load(files.path(place.file), file=place.file)
    value: Any = document.data
    try:
        for step in place.key:
            value = value[step]
    except (KeyError, IndexError, TypeError):
        # A place may name what is written elsewhere in the file.
        _correct(document, (), document.data, name, other)
    else:
        _correct(document, place.key, value, name, other)
    document.save()


def _correct(
    document: TomlFile, key: tuple[str | int, ...], value: Any, name: str, other: str
) -> None:
    if isinstance(value, str):
        text = correct_text(value, name, other)
        if text != value:
            document.set(key, text)
    elif isinstance(value, Mapping | list | tuple):
        inner = value.items() if isinstance(value, Mapping) else enumerate(value)
        for step, one in list(inner):
            _correct(document, (*key, step), one, name, other)

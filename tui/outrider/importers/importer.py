"""What every importer is: a pure function from texts to values, with a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportResult
from outrider.model.workspace import AuthTable


def _no_file(_: str) -> bytes | None:
    return None


class ImportSource(Struct, frozen=True):
    """A text to import.

    Attributes:
        name: the file as the user named it; empty for what is pasted into a request.
        text: decoded, without a byte order mark.
        read_file: the bytes of a file that the text names; ``None`` where it is not to be had.
    """

    name: str
    text: str
    read_file: Callable[[str], bytes | None] = _no_file


def compact_auth(table: Mapping[str, Any]) -> AuthTable:
    """An auth that no file holds yet; what is empty in it is left out."""
    return AuthTable(
        {key: value for key, value in table.items() if value != ""}, {}, UNKNOWN_LOCATION
    )


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Importer(Protocol):
    """A member of the registry: one format, with the name that README calls it."""

    name: str
    summary: str

    def recognises(self, text: str) -> bool:
        """Whether a text looks like this format; cheap, never raises."""

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads every source of this format together.

        Raises:
            ImportRejected: a source cannot be read as what it looks like.
        """

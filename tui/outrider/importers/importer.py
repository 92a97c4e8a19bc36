"""What every importer is: a pure function from texts to values, with a report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from outrider.credential_shapes import find_credentials
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.secret import MASK
from outrider.model.workspace import AuthTable
from outrider.variables.reference_grammar import reference_spans

_PLACE = re.compile("\0\\(?\\$?([A-Za-z0-9_]+)\0")
"""What stands for a value that only a shell fills in."""

ReadFile: TypeAlias = Callable[[str], bytes | None]
"""The bytes of a file that a text names; ``None`` where it is not to be had."""


def no_file(_: str) -> bytes | None:
    """Reads nothing: of what is pasted."""
    return None


class SourceFolder(Protocol):
    """The folder in which something to import stands, or that is to be imported.

    Nothing outside of it is to be had, by whatever name or link.
    """

    def names(self) -> Sequence[str]:
        """Its files in any depth, by their paths below it with slashes, sorted.

        Raises:
            ImportRejected: there are too many.
        """

    def read(self, name: str) -> str | None:
        """The text of a file by its path below it; ``None`` where there is none.

        Raises:
            ImportRejected: it is no text, or too large.
        """


class _NoFolder:
    def names(self) -> Sequence[str]:
        return ()

    def read(self, name: str) -> str | None:
        del name
        return None


NO_FOLDER: SourceFolder = _NoFolder()
"""The surroundings of what is pasted."""


class ImportSource(Struct, frozen=True):
    """A text or a folder to import.

    Attributes:
        name: the file as the user named it; empty for what is pasted into a request.
        text: decoded, without a byte order mark.
        read_file: the bytes of a file that the text names; ``None`` where it is not to be had.
        given: names that have a value where it goes, by the environment that gives it; those that
            every environment sees stand under the empty name.
        folder: where a file stands; what it names beside itself is read from there.
        is_folder: the folder itself is imported; the text is empty.
    """

    name: str
    text: str
    read_file: ReadFile = no_file
    given: Mapping[str, frozenset[str]] = MappingProxyType({})
    folder: SourceFolder = NO_FOLDER
    is_folder: bool = False


def compact_auth(table: Mapping[str, Any]) -> AuthTable:
    """An auth that no file holds yet; what is empty in it is left out."""
    return AuthTable(
        {key: value for key, value in table.items() if value != ""}, {}, UNKNOWN_LOCATION
    )


def without_credentials(text: str, mask: str = MASK) -> str:
    """A text to be shown, with a mask in the place of the credentials that it holds."""
    pieces, end = [], 0
    for found in find_credentials(text):
        pieces += [text[end : found.start], mask]
        end = found.end
    return _PLACE.sub(r"$\1", "".join([*pieces, text[end:]])).replace("\0", "")


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

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Whether a folder looks like this format, by the names in it; never raises."""

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Reads every source of this format together.

        Raises:
            ImportRejected: a source cannot be read as what it looks like.
        """


def tell_respelled(report: ImportReport, written: Iterable[str]) -> None:
    """Tells which secrets, by what refers to them, are spelled otherwise where they are sent."""
    names = dict.fromkeys(span.name for text in written for span in reference_spans(text))
    report.changed(
        f"Secrets are sent in another encoding of the same value: {', '.join(names)}.",
        why="A secret is saved decoded, without \\/, \\u0053, %2b or +, and encoded when sent.",
    )

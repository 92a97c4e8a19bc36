"""Files of a workspace that expectations name: schemas and snapshots."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from outrider.errors import Fault, ResolveError, SourceLocation
from outrider.model.expectation import Subject
from outrider.model.workspace import Request
from outrider.storage.files.atomic_write import make_folder, write_atomically
from outrider.storage.files.workspace_files import read_regular

MAX_BYTES = 20_000_000
"""Bytes of one such file."""


_CODE = "file_outside"
_COPY_IT = "Copy it into the workspace, and name it relative to the workspace folder."
_START = re.compile(r"\{\{")


class ExpectationFiles(Struct, frozen=True):
    """Reads and writes them; what really lies outside of the workspace is refused.

    Attributes:
        root: real path of the workspace.
    """

    root: Path

    def path(self, file: str, place: SourceLocation) -> Path:
        """Where such a file is.

        Raises:
            ResolveError: it is outside of the workspace.
        """
        real = os.path.realpath(self.root / file)
        inside = f"{real}{os.sep}".startswith(str(self.root).rstrip(os.sep) + os.sep)
        if Path(file).is_absolute() or file.startswith("~") or not inside:
            raise ResolveError(_outside(file), code=_CODE, where=str(place), advice=_COPY_IT)
        return Path(real)

    def faults(self, request: Request) -> Iterator[Fault]:
        """Files that a request's expectations name outside of the workspace.

        What a reference completes is not known before the response.
        """
        for index, one in request.active_expectations:
            if one.subject in {Subject.SCHEMA, Subject.SNAPSHOT}:
                place = SourceLocation(request.file, ("expect", index, one.subject.value))
                try:
                    self.path(_START.split(one.argument)[0] or ".", place)
                except ResolveError:
                    yield Fault(_CODE, _outside(one.argument), place, advice=_COPY_IT)
                except ValueError:
                    # A NUL names no file at all: it is told when the file is read.
                    continue

    def read(self, file: str, place: SourceLocation) -> bytes:
        """Its bytes.

        Raises:
            ResolveError: it cannot be read.
        """
        found = self.find(file, place)
        if found is None:
            raise ResolveError(
                f'File "{file}" was not found.', code="file_not_found", where=str(place)
            )
        return found

    def find(self, file: str, place: SourceLocation) -> bytes | None:
        """Its bytes; ``None`` where there is no such file.

        Raises:
            ResolveError: it cannot be read.
        """
        path = self.path(file, place)
        try:
            data, _ = read_regular(path, MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = f"{error.strerror}." if error.strerror else ""
            raise ResolveError(
                f'File "{file}" cannot be read.', code="file_unreadable", where=str(place), why=why
            ) from None
        return data

    def write(self, file: str, place: SourceLocation, data: bytes) -> None:
        """Writes one anew, with the folders above it.

        Raises:
            ResolveError: it is outside of the workspace.
            SaveError: it cannot be written.
        """
        path = self.path(file, place)
        make_folder(path.parent, file)
        write_atomically(path, data, shown=file)


def _outside(file: str) -> str:
    return f'File "{file}" is outside the workspace.'

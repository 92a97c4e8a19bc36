"""An import from files or a paste to a plan of what would be written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, structs

from outrider.engine.import_export.import_target import NOWHERE, ImportTarget
from outrider.engine.workspace.open_workspace import trust_file
from outrider.errors import ImportRejected, UsageError
from outrider.home_path import expand_home
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.importers.text_decoding import MAX_FILE, decode
from outrider.model.import_result import ImportResult
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular
from outrider.storage.reading.workspace_discovery import is_workspace
from outrider.storage.trust_store import TrustStore
from outrider.storage.writing.import_plan import ImportPlan, plan_import

PASTE = "the pasted text"
"""What a report calls a text that has no file."""


class ImportRun(Struct, frozen=True):
    """What was read, and where it would go."""

    imported: ImportResult
    target: ImportTarget = NOWHERE

    @classmethod
    def read(
        cls,
        files: Sequence[str],
        stdin: BinaryIO | None = None,
        target: ImportTarget = NOWHERE,
    ) -> ImportRun:
        """Reads files; ``-`` is standard input.

        Raises:
            ImportRejected: one of them cannot be read, or is in no known format.
        """
        sources = [structs.replace(_source(one, stdin), taken=target.taken) for one in files]
        named = tuple(one for one in files if one != "-")
        return cls(target.place(read_sources(sources), named), target)

    @classmethod
    def read_text(cls, text: str, name: str = PASTE, target: ImportTarget = NOWHERE) -> ImportRun:
        """Reads what was pasted; files that it names are not read.

        The report calls it by ``name``; empty for a command that stands for one request.

        Raises:
            ImportRejected: it is in no known format, or broken.
        """
        imported = read_sources([ImportSource(name, text, taken=target.taken)])
        return cls(target.place(imported, ()), target)

    def plan(self, root: Path, process: Mapping[str, str]) -> ImportPlan:
        """What writing it into a folder would do; writes nothing.

        Raises:
            DocumentError: a file that is there cannot be edited as it is.
            SaveError: its layout cannot be kept.
        """
        trusted = is_workspace(root) and TrustStore(trust_file(process)).is_trusted(root.resolve())
        return plan_import(root, self.imported, trusted=trusted, overlay=self.target.environment)


def _source(name: str, stdin: BinaryIO | None) -> ImportSource:
    if name == "-" and stdin is not None:
        data = stdin.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise _too_large("standard input")
        return ImportSource("-", decode(data, "standard input"), _named)
    try:
        data = read_regular(Path(name), MAX_FILE)[0]
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else "the system does not say why"
        raise ImportRejected(
            f"{name} cannot be read: {why}.", code="unreadable", where=name
        ) from None
    except NotARegularFile:
        raise ImportRejected(f"{name} is not a file.", code="unreadable", where=name) from None
    except FileTooLarge:
        raise _too_large(name) from None
    return ImportSource(name, decode(data, name), _named)


def _named(file: str) -> bytes | None:
    """A file that an imported one names: relative to this folder, as it was for who wrote it."""
    try:
        return read_regular(Path(expand_home(file)), MAX_FILE)[0]
    except (OSError, NotARegularFile, FileTooLarge, ValueError, UsageError):
        return None


def _too_large(name: str) -> ImportRejected:
    return ImportRejected(
        f"{name} is larger than {MAX_FILE // 1_000_000} MB.",
        code="too_large",
        where=name,
        advice="Export a smaller collection.",
    )

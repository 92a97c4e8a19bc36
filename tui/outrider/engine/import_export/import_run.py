"""An import from files or a paste to a plan of what would be written."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, structs

from outrider.engine.import_export.import_consent import NamedFiles, import_needs
from outrider.engine.import_export.import_target import NOWHERE, ImportTarget
from outrider.engine.import_export.local_folder import LocalFolder
from outrider.engine.import_export.missing_files import missing_files
from outrider.engine.workspace.open_workspace import trust_file
from outrider.errors import ImportRejected
from outrider.importers import read_sources
from outrider.importers.har.har_document import WITHOUT_CONTENT
from outrider.importers.importer import ImportSource, ReadFile
from outrider.importers.text_decoding import MAX_FILE, decode
from outrider.model.import_result import ImportResult
from outrider.model.trust import TRUST_NOTHING, TrustGiven, TrustNeed, distinct_needs
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular
from outrider.storage.reading.workspace_discovery import is_workspace
from outrider.storage.trust_store import TrustStore
from outrider.storage.writing.import_plan import ImportPlan, plan_import

PASTE = "Pasted text"
"""What a report calls a text that has no file."""


class ImportRun(Struct, frozen=True):
    """What was read, and where it would go.

    Attributes:
        imported: the values.
        read_needs: the files outside the workspace that it named, to take over their content.
    """

    imported: ImportResult
    target: ImportTarget = NOWHERE
    read_needs: tuple[TrustNeed, ...] = ()

    @classmethod
    def read(
        cls,
        files: Sequence[str],
        root: Path,
        stdin: BinaryIO | None = None,
        target: ImportTarget = NOWHERE,
        *,
        agreed: Collection[str] | None,
    ) -> ImportRun:
        """Reads files; ``-`` is standard input.

        Args:
            files: as the user named them.
            root: the workspace that they go into, or a folder that becomes one.
            stdin: for ``-``.
            target: the environment that takes what is secret.
            agreed: digests of the needs that the user has agreed to; ``None`` for all.

        Raises:
            ImportRejected: one of them cannot be read, or is in no known format.
        """
        outside = NamedFiles(root, agreed=agreed)
        found = [_source(one, stdin, outside.read) for one in files]
        sources = [structs.replace(one, given=target.given) for one in found]
        named = tuple(one for one in files if one != "-")
        imported = target.place(read_sources(sources), named)
        return cls(imported, target, distinct_needs(outside.needs))

    @classmethod
    def read_text(cls, text: str, name: str = PASTE, target: ImportTarget = NOWHERE) -> ImportRun:
        """Reads what was pasted; files that it names are not read.

        The report calls it by ``name``; empty for a command that stands for one request.

        Raises:
            ImportRejected: it is in no known format, or broken.
        """
        imported = read_sources([ImportSource(name, text, given=target.given)])
        return cls(target.place(imported, ()), target)

    def needs(self, root: Path) -> tuple[TrustNeed, ...]:
        """All that the user has to agree to before it is written into this folder."""
        return distinct_needs((*self.read_needs, *import_needs(root, self.imported)))

    def plan(self, root: Path, process: Mapping[str, str]) -> ImportPlan:
        """What writing it into a folder would do; writes nothing.

        Raises:
            DocumentError: a file that is there cannot be edited as it is.
            SaveError: its layout cannot be kept.
        """
        trust = TRUST_NOTHING
        if is_workspace(root):
            trust = TrustStore(trust_file(process)).trust_of(root.resolve())
        return self.plan_trusted(root, trust)

    def plan_trusted(self, root: Path, trusted: TrustGiven) -> ImportPlan:
        """As :meth:`plan`, for a workspace of which it is known what the user has agreed to."""
        plan = plan_import(root, self.imported, trusted=trusted, overlay=self.target.environment)
        remarks = (*plan.imported.remarks, *missing_files(root, plan.imported))
        return structs.replace(plan, imported=structs.replace(plan.imported, remarks=remarks))


def _source(name: str, stdin: BinaryIO | None, read_named: ReadFile) -> ImportSource:
    if name == "-" and stdin is not None:
        data = stdin.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise _too_large("standard input")
        return ImportSource("-", decode(data, "standard input"), read_named)
    path = Path(name)
    if path.is_dir():
        return ImportSource(name, "", folder=LocalFolder(path), is_folder=True)
    try:
        data = read_regular(path, MAX_FILE)[0]
    except FileNotFoundError:
        raise ImportRejected(f'File "{name}" not found.', code="unreadable", where=name) from None
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else "the reason is not known"
        raise ImportRejected(
            f'File "{name}" cannot be read: {why}.', code="unreadable", where=name
        ) from None
    except NotARegularFile:
        raise ImportRejected(f'"{name}" is not a file.', code="unreadable", where=name) from None
    except FileTooLarge:
        raise _too_large(name) from None
    return ImportSource(name, decode(data, name), read_named, folder=LocalFolder(path.parent))


def _too_large(name: str) -> ImportRejected:
    return ImportRejected(
        f"{name} is larger than {MAX_FILE // 1_000_000} MB.",
        code="too_large",
        where=name,
        advice=WITHOUT_CONTENT
        if name.lower().endswith(".har")
        else "Split it, and import the parts.",
    )

"""Writing what was imported into a workspace: new files at once, others only when told so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, structs

from outrider.errors import SourceLocation
from outrider.model.import_result import ImportedEnvironment, ImportResult
from outrider.model.trust import TrustGiven
from outrider.model.workspace import Environment, SecretRef, WorkspaceSettings
from outrider.storage.files.atomic_write import WriteBatch, make_folder, write_atomically
from outrider.storage.reading import table_decoding
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS, folder_file
from outrider.storage.writing.document_updates import (
    EnvironmentFiles,
    open_folder,
    open_request,
    open_settings,
    update_folder,
    update_request,
    update_settings,
)
from outrider.storage.writing.git_ignore import ignore_overlays
from outrider.storage.writing.saved_responses import example_files
from outrider.storage.writing.toml_file import TomlFile


class FileChange(StrEnum):
    """What an import does to a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class PlannedFile(Struct, frozen=True):
    """A file that an import would write.

    Attributes:
        file: path relative to the workspace.
        change: whether it is there already, and says something else.
        write: writes it.
    """

    file: str
    change: FileChange
    write: Callable[[WriteBatch], object]


class ImportPlan(Struct, frozen=True):
    """Everything that an import would write, in order."""

    root: Path
    files: tuple[PlannedFile, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Files that are there already and would say something else."""
        return tuple(one.file for one in self.files if one.change is FileChange.CHANGED)

    def write(self, *, overwrite: Collection[str] = ()) -> tuple[str, ...]:
        """Writes new files, and of the changed ones those that are named.

        Returns:
            What was written.

        Raises:
            SaveRefused: the system refuses, or a file was changed since it was planned.
        """
        written = []
        with WriteBatch() as batch:
            for one in self.files:
                wanted = one.change is FileChange.CHANGED and one.file in overwrite
                if one.change is FileChange.NEW or wanted:
                    one.write(batch)
                    written.append(one.file)
        return tuple(written)


def plan_import(
    root: Path, imported: ImportResult, *, trusted: TrustGiven, overlay: str = ""
) -> ImportPlan:
    """What writing an import into a folder would do; writes nothing.

    ``root`` is the workspace, or a folder that becomes one; where it is trusted, files outside
    of it may be touched through links. ``overlay`` is the environment whose overlay takes the
    secrets of what brings no environment.

    Raises:
        DocumentError: a file that is there cannot be edited as it is.
        SaveRefused: its layout cannot be kept.
    """
    planner = _Planner(root, imported, trusted=trusted)
    return ImportPlan(root, (*planner.files(), *planner.secrets(overlay)))


class _Planner:
    def __init__(self, root: Path, imported: ImportResult, *, trusted: TrustGiven) -> None:
        self._root = root
        self._imported = imported
        self._trusted = trusted

    def files(self) -> Iterator[PlannedFile]:
        yield self._settings()
        for one in self._imported.environments:
            yield from self._environment(one)
        for folder in self._imported.folders:
            document = open_folder(self._root, folder.id, trusted=self._trusted)
            order = document.data.get("order")
            if isinstance(order, list) and order:
                # What stands there and is not imported keeps its place behind the rest.
                more = [name for name in order if name not in folder.order]
                wanted = structs.replace(folder, order=(*folder.order, *more))
            else:
                wanted = folder
            update_folder(document, wanted)
            yield self._document(document, folder_file(folder.id).removesuffix(".toml"))
        for request in self._imported.requests:
            document = open_request(self._root, request.id, trusted=self._trusted)
            update_request(document, request)
            yield self._document(document, f"{REQUESTS}/{request.id}")
        for file, data in example_files(self._imported.responses):
            yield self._bytes(file, data)

    def _settings(self) -> PlannedFile:
        """Keeps what the workspace says already, its name among it."""
        document = open_settings(self._root, trusted=self._trusted)
        default = self._root.resolve().name
        there = table_decoding.decode_settings(document.data, MARKER, default)
        variables = {**dict(self._imported.variables), **dict(there.variables)}
        environments = self._imported.environments
        first = environments[0].environment.id if environments else None
        wanted = WorkspaceSettings(
            name=there.name if document.data.get("name") else (self._imported.name or there.name),
            default_environment=there.default_environment or first,
            variables=variables,
        )
        update_settings(document, wanted, default)
        if document.path.exists() and document.is_edited:
            # Only what is missing is added: nothing that somebody wrote is lost.
            return _planned(document, FileChange.NEW)
        return self._document(document, "outrider")

    def _environment(self, one: ImportedEnvironment) -> Iterator[PlannedFile]:
        name = one.environment.id
        documents = EnvironmentFiles.open(self._root, name, trusted=self._trusted)
        there = documents.base.path.exists()
        wanted = one.environment
        if there:
            wanted = _kept_secrets(wanted, documents)
        documents.update(wanted)
        base = self._document(documents.base, f"{ENVIRONMENTS}/{name}")
        before = documents.overlay.text
        if one.values:
            documents.update(_with_values(wanted, one), to_overlay=True)
        yield base
        if documents.overlay.text != before or (one.values and not there):
            known = documents.overlay.path.exists()
            change = FileChange.CHANGED if known else FileChange.NEW
            yield PlannedFile(documents.overlay.file, change, self._saves(documents))

    def secrets(self, environment_id: str) -> Iterator[PlannedFile]:
        """The overlay of an environment that is there: what it says already stays."""
        if not self._imported.secrets:
            return
        documents = EnvironmentFiles.open(self._root, environment_id, trusted=self._trusted)
        there = documents.build()
        more = {
            name: value
            for name, value in self._imported.secrets.items()
            if name not in there.secrets
        }
        documents.update(_with_values(there, ImportedEnvironment(there, more)), to_overlay=True)
        if more:
            yield PlannedFile(documents.overlay.file, FileChange.NEW, self._saves(documents))

    def _saves(self, documents: EnvironmentFiles) -> Callable[[WriteBatch], None]:
        def write(batch: WriteBatch) -> None:
            ignore_overlays(self._root)
            documents.overlay.save(private=True, batch=batch)

        return write

    def _document(self, document: TomlFile, name: str) -> PlannedFile:
        if not document.path.exists():
            document.append_comments(self._imported.comments.get(name, ()))
            return _planned(document, FileChange.NEW)
        return _planned(document, FileChange.CHANGED if document.is_edited else FileChange.SAME)

    def _bytes(self, file: str, data: bytes) -> PlannedFile:
        path = self._root / file
        there = path.read_bytes() if path.is_file() else None
        changed = FileChange.SAME if there == data else FileChange.CHANGED
        change = FileChange.NEW if there is None else changed

        def write(batch: WriteBatch) -> None:
            make_folder(path.parent, file)
            batch.is_new(path.parent)
            write_atomically(path, data, shown=file, batch=batch)

        return PlannedFile(file, change, write)


def _planned(document: TomlFile, change: FileChange) -> PlannedFile:
    return PlannedFile(document.file, change, lambda batch: document.save(batch=batch))


def _kept_secrets(wanted: Environment, documents: EnvironmentFiles) -> Environment:
    """The environment with the secret references that are there: an import never loosens one."""
    there = documents.build()
    secrets = {**dict(wanted.secrets), **dict(there.secrets)}
    auths = {**dict(there.auths), **dict(wanted.auths)}
    return structs.replace(wanted, secrets=secrets, auths=auths)


def _with_values(wanted: Environment, one: ImportedEnvironment) -> Environment:
    secrets: dict[str, SecretRef] = dict(wanted.secrets)
    for name, value in one.values.items():
        place = SourceLocation("", ("secrets", name))
        literal = {"value": value.reveal()}
        secrets[name] = SecretRef(name, table_decoding.LITERAL, literal, place)
    return structs.replace(wanted, secrets=secrets)

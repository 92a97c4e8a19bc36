"""Writing what was imported into a workspace: new files at once, others only when told so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from msgspec import Struct, structs

from outrider.errors import SourceLocation
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.secret import Secret
from outrider.model.trust import TrustGiven
from outrider.model.workspace import (
    Environment,
    Folder,
    SecretRef,
    Variable,
    WorkspaceSettings,
)
from outrider.storage.files.atomic_write import WriteBatch, make_folder, write_atomically
from outrider.storage.files.workspace_files import MAX_FILE_BYTES
from outrider.storage.reading import table_decoding
from outrider.storage.reading.load_cache import LoadCache
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS, folder_file
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.document_updates import (
    EnvironmentFiles,
    open_folder,
    open_request,
    open_settings,
    update_folder,
    update_request,
    update_settings,
)
from outrider.storage.writing.free_names import with_free_names
from outrider.storage.writing.git_ignore import ignore_overlays, refuse_open_overlay
from outrider.storage.writing.held_secrets import environments_with_secrets, held_secrets
from outrider.storage.writing.import_echoes import secret_copies, without_echoes
from outrider.storage.writing.import_environments import (
    in_known_environment,
    literal_of,
    may_hold,
    merged_environment,
    with_trimmed_secrets,
)
from outrider.storage.writing.import_isolation import without_inherited_credentials
from outrider.storage.writing.import_placement import CollectionPlacement, origin_comment
from outrider.storage.writing.import_titles import with_safe_titles
from outrider.storage.writing.imported_values import is_noted, with_newer_comments
from outrider.storage.writing.kept_auths import with_kept_auths
from outrider.storage.writing.kept_checks import with_kept_checks
from outrider.storage.writing.kept_edits import with_kept_edits
from outrider.storage.writing.kept_secrets import (
    tell_kept_secrets,
    tell_other_environments,
    tell_replaced_secrets,
)
from outrider.storage.writing.known_operations import with_known_operations
from outrider.storage.writing.lacking_values import tell_lacking_values
from outrider.storage.writing.left_over_files import tell_left_over_files
from outrider.storage.writing.own_environments import with_own_environments
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
        size: bytes of a file that is read with a limit; else 0.
    """

    file: str
    change: FileChange
    write: Callable[[WriteBatch], object]
    size: int = 0


class ImportPlan(Struct, frozen=True):
    """Everything that an import would write, in order.

    Attributes:
        imported: what it brings, each thing where it goes.
    """

    root: Path
    files: tuple[PlannedFile, ...]
    imported: ImportResult

    @property
    def changed(self) -> tuple[str, ...]:
        """Files that are there already and would say something else."""
        return tuple(one.file for one in self.files if one.change is FileChange.CHANGED)

    def write(self, *, overwrite: Collection[str] = ()) -> tuple[str, ...]:
        """Writes new files, and of the changed ones those that are named.

        Returns:
            What was written.

        Raises:
            SaveRefused: the system refuses, or a file was changed since it was planned; every
                file is as it was before.
        """
        written = []
        with WriteBatch() as batch:
            batch.keep(self.root / ".gitignore")
            for one in self.files:
                wanted = one.change is FileChange.CHANGED and one.file in overwrite
                if one.change is FileChange.NEW or wanted:
                    batch.keep(self.root / one.file)
                    one.write(batch)
                    written.append(one.file)
        return tuple(written)


def plan_import(
    root: Path, imported: ImportResult, *, trusted: TrustGiven, overlay: str = ""
) -> ImportPlan:
    """What writing an import into a folder would do; writes nothing.

    Args:
        root: the workspace, or a folder that becomes one.
        imported: what an importer read.
        trusted: whether files outside of the workspace may be touched through links.
        overlay: the environment whose overlay takes secrets of files that bring none; where it
            is empty, the workspace's default or only one does.

    Raises:
        DocumentError: a file that is there cannot be edited as it is, or an overlay is no place
            for secrets.
        SaveRefused: its layout cannot be kept.
    """
    placement = CollectionPlacement(root)
    reader = WorkspaceReader(root, trusted=trusted, remembered=LoadCache())
    trimmed, held = with_trimmed_secrets(imported), held_secrets(reader)
    placed = placement.place(with_safe_titles(trimmed, secret_copies(trimmed, held)))
    placed = with_own_environments(with_known_operations(placed, root, placement), root)
    placed = in_known_environment(placed, reader, overlay)
    taking = environments_with_secrets(placed, reader, overlay)
    placed = without_echoes(placed, held, taking)
    placed = with_free_names(placed, reader, placement, held, taking)
    if not taking and held:
        overlay = held[0].environment
    edited = with_kept_edits(placed, reader)
    placed = with_kept_auths(edited.imported, reader, edited.settled)
    placed = with_kept_checks(placed, reader, edited.settled)
    placed = without_inherited_credentials(placed, reader)
    planner = _Planner(root, placed, trusted=trusted)
    files = tuple(planner.readable((*planner.files(), *planner.secrets(overlay))))
    tell_other_environments(placed, reader, planner.report)
    tell_lacking_values(placed, reader, planner.report)
    tell_left_over_files(root, placed, placement, planner.report)
    remarks = (*placed.remarks, *planner.report.remarks)
    return ImportPlan(root, files, structs.replace(placed, remarks=remarks))


class _Planner:
    def __init__(self, root: Path, imported: ImportResult, *, trusted: TrustGiven) -> None:
        self._root = root
        self._imported = imported
        self._trusted = trusted
        self.report = ImportReport()

    def files(self) -> Iterator[PlannedFile]:
        yield self._settings()
        for one in self._imported.environments:
            yield from self._environment(one)
        for folder in self._imported.folders:
            yield self._folder(folder)
        for request in self._imported.requests:
            document = open_request(self._root, request.id, trusted=self._trusted)
            update_request(document, request)
            yield self._document(document, f"{REQUESTS}/{request.id}")
        for file, data in self._imported.files.items():
            yield self._bytes(file, data)
        for file, data in example_files(self._imported.responses):
            yield self._bytes(file, data)

    def readable(self, files: Iterable[PlannedFile]) -> Iterator[PlannedFile]:
        """The files without those that would be too large to be read again."""
        for one in files:
            if one.size <= MAX_FILE_BYTES or one.change is FileChange.SAME:
                yield one
                continue
            self.report.lost(
                f'File "{one.file}" was not written: it would have {one.size} bytes.',
                why=f"Files of a workspace have up to {MAX_FILE_BYTES} bytes.",
                advice="Shorten the imported text, or move long texts to separate files.",
            )

    def _folder(self, folder: Folder) -> PlannedFile:
        document = open_folder(self._root, folder.id, trusted=self._trusted)
        there = table_decoding.decode_folder(document.data, folder.id, folder.file)
        # What stands there and is not imported keeps its place behind the rest.
        more = [name for name in there.order if name not in folder.order]
        variables = {
            name: value
            for name, value in there.variables.items()
            if name not in folder.variables and name not in self._secrets
        }
        wanted = structs.replace(
            folder,
            order=(*folder.order, *more),
            headers=folder.headers or there.headers,
            variables={**folder.variables, **variables},
        )
        update_folder(document, wanted)
        return self._document(document, folder_file(folder.id).removesuffix(".toml"))

    @cached_property
    def _secrets(self) -> set[str]:
        """Names of the secrets that come."""
        return {name for one in self._imported.environments for name in one.environment.secrets}

    def _settings(self) -> PlannedFile:
        """Keeps what the workspace says already, its name among it."""
        document = open_settings(self._root, trusted=self._trusted)
        default = self._root.resolve().name
        there = table_decoding.decode_settings(document.data, MARKER, default)
        self._tell_kept("the workspace", there.variables, self._imported.variables)
        variables = {**dict(self._imported.variables), **dict(there.variables)}
        environments = self._imported.environments
        has_some = any((self._root / ENVIRONMENTS).glob("**/*.toml"))
        first = environments[0].environment.id if environments and not has_some else None
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

    def _tell_kept(
        self, where: str, there: Mapping[str, Variable], brought: Mapping[str, Variable]
    ) -> None:
        other = _different(there, brought)
        if other:
            self.report.changed(
                f"Variables of {where} keep their values: {', '.join(other)}.",
                why="The import has different values.",
            )

    def _environment(self, one: ImportedEnvironment) -> Iterator[PlannedFile]:
        name = one.environment.id
        documents = EnvironmentFiles.open(self._root, name, trusted=self._trusted)
        known = documents.base.path.exists()
        there = documents.build()
        wanted = merged_environment(there, one.environment) if known else one.environment
        other = _different(there.variables, wanted.variables)
        documents.update(
            structs.replace(wanted, variables=there.variables) if one.is_private else wanted
        )
        documents.declare_secrets(one.values)
        base = self._document(documents.base, f"{ENVIRONMENTS}/{name}")
        if known and other:
            self.report.changed(
                f'Variables of environment "{wanted.name}" have other values: {", ".join(other)}.',
                why="An environment of this name already exists, and the import has others.",
                advice=f"Overwriting {ENVIRONMENTS}/{name}.toml takes those of the import.",
            )
        yield _added(base) if _only_adds(there, wanted) else base
        tell_kept_secrets(there, one, self.report)
        if one.values or one.is_private:
            changes = one.is_private and bool(other)
            yield from self._values(
                documents, there, wanted, one.values, known=known, changes=changes
            )

    def secrets(self, environment_id: str) -> Iterator[PlannedFile]:
        """The files of an environment that is there, with what brings no environment."""
        values = self._imported.secrets
        if not values:
            return
        documents = EnvironmentFiles.open(self._root, environment_id, trusted=self._trusted)
        there = documents.build()
        documents.declare_secrets(values)
        yield _added(self._document(documents.base, f"{ENVIRONMENTS}/{environment_id}"))
        tell_kept_secrets(there, ImportedEnvironment(there, values), self.report)
        yield from self._values(documents, there, there, values, known=True)

    def _values(
        self,
        documents: EnvironmentFiles,
        there: Environment,
        wanted: Environment,
        brought: Mapping[str, Secret],
        *,
        known: bool,
        changes: bool = False,
    ) -> Iterator[PlannedFile]:
        """The overlay of an environment with values; a secret with another source keeps it.

        ``changes`` says that variables of it get other values.
        """
        refuse_open_overlay(self._root, documents.overlay.file)
        values = {key: value for key, value in brought.items() if may_hold(there.secrets.get(key))}
        held = {key: literal_of(there.secrets[key]) for key in values if key in there.secrets}
        replaced = [key for key, value in held.items() if value and value != values[key]]
        before = documents.overlay.text
        # Variables that are in no file yet are those of a private environment.
        documents.update(_with_values(wanted, values), to_overlay=True)
        if documents.overlay.text != before or (values and not known):
            if replaced:
                tell_replaced_secrets(wanted, replaced, self.report)
            change = FileChange.CHANGED if replaced or changes else FileChange.NEW
            yield self._overlay(documents, change)

    def _overlay(self, documents: EnvironmentFiles, change: FileChange) -> PlannedFile:
        def write(batch: WriteBatch) -> None:
            ignore_overlays(self._root, documents.overlay.file)
            documents.overlay.save(private=True, batch=batch)

        return PlannedFile(documents.overlay.file, change, write, _size(documents.overlay))

    def _document(self, document: TomlFile, name: str) -> PlannedFile:
        if not document.path.exists():
            document.append_comments(self._comments(name))
            return _planned(document, FileChange.NEW)
        is_edited = document.is_edited
        comments = tuple(self._comments(name))
        if is_noted(comments):
            document.replace_comments(with_newer_comments(document.text, comments))
        planned = _planned(document, FileChange.CHANGED if document.is_edited else FileChange.SAME)
        return planned if is_edited else _added(planned)

    def _comments(self, name: str) -> Iterator[str]:
        for one in self._imported.collections:
            if folder_file(one.folder) == f"{name}.toml":
                yield origin_comment(one.origin)
        yield from self._imported.comments.get(name, ())

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
    size = _size(document)
    return PlannedFile(document.file, change, lambda batch: document.save(batch=batch), size)


def _added(one: PlannedFile) -> PlannedFile:
    """A file in which nothing that somebody wrote is lost: it is written unasked."""
    changed = one.change is FileChange.CHANGED
    return structs.replace(one, change=FileChange.NEW) if changed else one


def _size(document: TomlFile) -> int:
    return len(document.text.encode("utf-8", "replace"))


def _different(there: Mapping[str, Variable], wanted: Mapping[str, Variable]) -> list[str]:
    """Names that are there and would mean something else."""
    return [
        name for name, one in wanted.items() if name in there and there[name].value != one.value
    ]


def _only_adds(there: Environment, wanted: Environment) -> bool:
    """Whether nothing that somebody wrote is lost."""
    same = not _different(there.variables, wanted.variables) and all(
        dict(one.table) == dict(wanted.auths[name].table) for name, one in there.auths.items()
    )
    return same and there.variables.keys() <= wanted.variables.keys() | wanted.secrets.keys()


def _with_values(wanted: Environment, values: Mapping[str, Secret]) -> Environment:
    secrets: dict[str, SecretRef] = dict(wanted.secrets)
    for name, value in values.items():
        place = SourceLocation("", ("secrets", name))
        literal = {"value": value.reveal()}
        secrets[name] = SecretRef(name, table_decoding.LITERAL, literal, place)
    return structs.replace(wanted, secrets=secrets)

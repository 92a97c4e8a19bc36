"""What the user has changed of an import stays, where its document is imported again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, structs

from outrider.errors import OutriderError
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.workspace import Environment, Folder, Request
from outrider.storage.reading import table_decoding
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, REQUESTS, folder_file
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.import_environments import workspace_text
from outrider.storage.writing.imported_values import (
    MergedTable,
    merged_values,
    noted_values,
    shown_keys,
    values_note,
)
from outrider.storage.writing.table_encoding import (
    encode_environment,
    encode_folder,
    encode_request,
)


class EditedImport(Struct, frozen=True):
    """An import where it goes.

    Attributes:
        settled: files of it whose every value was compared with what was imported before.
    """

    imported: ImportResult
    settled: frozenset[str] = frozenset()


def with_kept_edits(imported: ImportResult, reader: WorkspaceReader) -> EditedImport:
    """What is imported, with the values that the user has changed since the last time.

    Of collections that say of which document they are, each file gets a note of its values.
    """
    if not any(one.keeps_edits for one in imported.collections):
        return EditedImport(imported)
    return _Keeper(imported, reader).run()


class _Keeper:
    def __init__(self, imported: ImportResult, reader: WorkspaceReader) -> None:
        self._imported = imported
        self._reader = reader
        self._report = ImportReport()
        self._settled: set[str] = set()
        self._comments = dict(imported.comments)
        self._there = reader.collection()
        self._is_known = any(
            noted_values(workspace_text(reader.root / folder_file(one.folder))) is not None
            for one in imported.collections
        )

    def run(self) -> EditedImport:
        found = self._imported
        made = structs.replace(
            found,
            folders=tuple(map(self._folder, found.folders)),
            requests=tuple(map(self._request, found.requests)),
            environments=tuple(map(self._environment, found.environments)),
            comments=self._comments,
        )
        remarks = (*found.remarks, *self._report.remarks)
        return EditedImport(structs.replace(made, remarks=remarks), frozenset(self._settled))

    def _request(self, one: Request) -> Request:
        if not self._is_ours(one.id):
            return one
        file = f"{REQUESTS}/{one.id}"
        there = self._there.requests.get(one.id)
        table = encode_request(one)
        merged = self._merged(file, encode_request(there) if there is not None else None, table)
        if merged is None:
            if self._is_known:
                self._report.changed(f"Request is new: {one.file}.")
            return one
        return table_decoding.decode_request(merged.table, one.id, one.file)

    def _folder(self, one: Folder) -> Folder:
        if not self._is_ours(one.id):
            return one
        there = self._there.folders.get(one.id)
        old = encode_folder(there) if there is not None and there.exists else None
        merged = self._merged(folder_file(one.id).removesuffix(".toml"), old, encode_folder(one))
        if merged is None:
            return one
        made = table_decoding.decode_folder(merged.table, one.id, one.file)
        # What is new in the document has a place, wherever the user has put the others.
        more = tuple(name for name in one.order if name not in made.order)
        return structs.replace(made, order=(*made.order, *more))

    def _environment(self, one: ImportedEnvironment) -> ImportedEnvironment:
        file = f"{ENVIRONMENTS}/{one.environment.id}"
        if one.stands_in:
            return one
        table = encode_environment(one.environment)
        there = self._known_environment(one.environment.id)
        old = encode_environment(there) if there is not None else None
        merged = self._merged(file, old, table, environment=True)
        if merged is None:
            return one
        kept = dict(one.environment.secrets)
        merged.table.pop("secrets", None)
        base = table_decoding.decode_environment(
            merged.table,
            {},
            merged.table,
            environment_id=one.environment.id,
            files=(f"{file}.toml", f"{file}.local.toml"),
            has_overlay=False,
        )
        return structs.replace(
            one, environment=structs.replace(base, secrets=kept, tls=one.environment.tls)
        )

    def _known_environment(self, name: str) -> Environment | None:
        try:
            return self._reader.environment(name)
        except OutriderError:
            # What is wrong with it is told where it is planned.
            return None

    def _is_ours(self, item: str) -> bool:
        """Whether an item is of a collection whose edits are kept."""
        return any(
            not one.folder or item == one.folder or item.startswith(f"{one.folder}/")
            for one in self._imported.collections
            if one.keeps_edits
        )

    def _merged(
        self,
        file: str,
        there: dict[str, Any] | None,
        brought: dict[str, Any],
        *,
        environment: bool = False,
    ) -> MergedTable | None:
        """The values of a file that is there; ``None`` where it is new, or has no note."""
        note = values_note(brought, environment=environment)
        self._comments[file] = (*self._comments.get(file, ()), note)
        noted = noted_values(workspace_text(self._reader.root / f"{file}.toml"))
        if there is None or noted is None:
            return None
        self._settled.add(f"{file}.toml")
        merged = merged_values(there, noted, brought, environment=environment)
        for line in self._lines(file, merged):
            self._report.changed(line)
        return merged

    def _lines(self, file: str, merged: MergedTable) -> Iterator[str]:
        taken = [key for key in merged.taken if key != ("order",)]
        if taken:
            yield f"The document has changed in {file}.toml: {shown_keys(taken)}."
        if merged.kept:
            yield (
                f"Your changes in {file}.toml were kept: {shown_keys(merged.kept)}; "
                "the document has other values."
            )

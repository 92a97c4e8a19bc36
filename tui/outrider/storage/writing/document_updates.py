"""Saving requests, folders, environments and settings as edits of the files that hold them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.errors import DocumentError
from outrider.model.trust import TrustGiven
from outrider.model.workspace import Environment, Folder, Request, WorkspaceSettings
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.files.file_names import (
    OVERLAY_SUFFIX,
    file_name_problem,
    new_file_name_problem,
)
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.reading import file_schemas, table_decoding
from outrider.storage.reading.document_loading import errors_of, locate_findings
from outrider.storage.reading.environment_overlay import defines, merge_overlay, replaced_auths
from outrider.storage.reading.environment_schema import ENVIRONMENT
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS, folder_file
from outrider.storage.writing.git_ignore import ignore_overlays
from outrider.storage.writing.overlay_secrets import refuse_tracked_secrets
from outrider.storage.writing.table_encoding import (
    encode_environment,
    encode_folder,
    encode_request,
    encode_settings,
)
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.schema import Check, Finding, KeyPath
from outrider.toml_text.table_diff import (
    RemoveKey,
    TableEdit,
    strictly_equal,
    table_edits,
    without_empty,
)


def open_request(root: Path, request_id: str, *, trusted: TrustGiven) -> TomlFile:
    """The document of a request, for :func:`update_request`; an empty one where there is none.

    Raises:
        DocumentError: it cannot be edited as it is.
        SaveRefused: no request can have this name.
        TrustRequiredError: the file really lies outside an untrusted workspace.
    """
    files = WorkspaceFiles(root, trusted=trusted)
    return _open(files, f"{REQUESTS}/{request_id}.toml", request_id)


def open_folder(root: Path, folder_id: str, *, trusted: TrustGiven) -> TomlFile:
    """The document of a folder, as :func:`open_request`."""
    return _open(WorkspaceFiles(root, trusted=trusted), folder_file(folder_id), folder_id)


def open_settings(root: Path, *, trusted: TrustGiven) -> TomlFile:
    """The document of ``outrider.toml``, as :func:`open_request`."""
    return _open(WorkspaceFiles(root, trusted=trusted), MARKER, "")


def update_request(document: TomlFile, request: Request) -> None:
    """Makes the document say what the request says; what is the same is not touched.

    Raises:
        DocumentError: the document is no valid request.
        SaveRefused: its layout cannot be kept.
    """
    check_document(document, file_schemas.REQUEST)
    old = table_decoding.decode_request(document.data, request.id, request.file)
    document.apply(table_edits(encode_request(old), encode_request(request)))
    new = table_decoding.decode_request(document.data, request.id, request.file)
    confirm_written(document, encode_request(new), encode_request(request))


def parse_request(document: TomlFile, request_id: str) -> Request:
    """The request that a document holds.

    Raises:
        DocumentError: it is no valid request.
    """
    check_document(document, file_schemas.REQUEST)
    return table_decoding.decode_request(
        document.data, request_id, document.file, text=document.text
    )


def update_folder(document: TomlFile, folder: Folder) -> None:
    """As :func:`update_request`, for a ``folder.toml``."""
    check_document(document, file_schemas.FOLDER)
    old = table_decoding.decode_folder(document.data, folder.id, folder.file)
    document.apply(table_edits(encode_folder(old), encode_folder(folder)))
    new = table_decoding.decode_folder(document.data, folder.id, folder.file)
    confirm_written(document, encode_folder(new), encode_folder(folder))


def update_settings(document: TomlFile, settings: WorkspaceSettings, default_name: str) -> None:
    """As :func:`update_request`, for ``outrider.toml``; the folder's name is not written."""
    check_document(document, file_schemas.SETTINGS)
    old = table_decoding.decode_settings(document.data, settings.file, default_name)
    wanted = encode_settings(settings, default_name)
    document.apply(table_edits(encode_settings(old, default_name), wanted))


class EnvironmentFiles(Struct, frozen=True):
    """The file of an environment and its overlay, for editing together.

    Attributes:
        base: what the team shares.
        overlay: what only this machine has; an empty new document where there is none.
    """

    root: Path
    environment_id: str
    base: TomlFile
    overlay: TomlFile

    @classmethod
    def open(cls, root: Path, environment_id: str, *, trusted: TrustGiven) -> EnvironmentFiles:
        """Reads both; raises as :func:`open_request`."""
        files = WorkspaceFiles(root, trusted=trusted)
        file = f"{ENVIRONMENTS}/{environment_id}.toml"
        over = f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"
        base, overlay = _open(files, file, environment_id), _open(files, over, "")
        return cls(root, environment_id, base, overlay)

    def update(self, environment: Environment, *, to_overlay: bool = False) -> None:
        """Makes both say what the environment says; each change goes where the key is written.

        With ``to_overlay``, keys that are new, and changed ones, go to the overlay.

        Raises:
            DocumentError: one of the documents is not valid.
            SaveRefused: the layout of one cannot be kept, or the overlay cannot express it.
        """
        check_document(self.base, ENVIRONMENT)
        check_document(self.overlay, ENVIRONMENT)
        wanted = encode_environment(environment)
        for _ in range(_PASSES):
            self._approach(wanted, to_overlay=to_overlay)
        confirm_written(self.base, encode_environment(self.build()), wanted)

    def _approach(self, wanted: Mapping[str, Any], *, to_overlay: bool) -> None:
        together: list[TableEdit] = []
        document: TomlFile | None = None
        for step in tuple(table_edits(encode_environment(self.build()), wanted)):
            targets = list(self._targets(step, to_overlay))
            # No key of these decides where another one goes.
            joins = step.path[0] in {"variables", "secrets"} and targets == [document]
            if document is not None and not joins:
                document.apply(together)
                together, document = [], None
                targets = list(self._targets(step, to_overlay))
            if step.path[0] in {"variables", "secrets"} and len(targets) == 1:
                document = targets[0]
                together.append(step)
                continue
            for one in targets:
                one.apply([step])
        if document is not None:
            document.apply(together)

    @property
    def table(self) -> dict[str, Any]:
        """What both say together, as one document would; every table of an environment is there."""
        return _with_every_table(merge_overlay(self.base.data, self.overlay.data))

    def file_of(self, path: KeyPath) -> str:
        """Path of the file whose value of this key counts; empty where neither has the key."""
        for document in (self.overlay, self.base):
            if defines(document.data, path):
                return document.file
        return ""

    @property
    def changed_on_disk(self) -> bool:
        """Whether one of the files is no longer what was read."""
        return self.base.changed_on_disk() or self.overlay.changed_on_disk()

    def change(self, wanted: Mapping[str, Any], private: Collection[KeyPath] = ()) -> None:
        """Makes both say what a table says, each change where its key is written.

        Keys that are ``private`` go to the overlay, wherever they are now. A secret that was
        written out there and is a reference now goes back to what the team shares.

        Raises:
            DocumentError, SaveRefused: as :meth:`update`.
        """
        wanted = _with_every_table(wanted)
        for step in (one for _ in range(_PASSES) for one in tuple(table_edits(self.table, wanted))):
            unit = _unit(step.path, self.base.data, self.overlay.data)
            if not isinstance(step, RemoveKey) and unit[:1] == ("secrets",):
                self._set_secret(unit, wanted, to_overlay=unit in private)
                continue
            hidden = any(step.path == path for path in private)
            for document in self._targets(step, hidden):
                document.apply([step])
        for path in private:
            self._hide(path, wanted)
        check_document(self.base, ENVIRONMENT)
        check_document(self.overlay, ENVIRONMENT)
        confirm_written(self.base, self.table, wanted)

    def _set_secret(self, path: KeyPath, wanted: Mapping[str, Any], *, to_overlay: bool) -> None:
        value = wanted["secrets"][path[1]]
        written_out = isinstance(self.overlay.data.get("secrets", {}).get(path[1]), str)
        if to_overlay or (defines(self.overlay.data, path) and not written_out):
            self.overlay.set(path, value)
        else:
            if written_out:
                self.overlay.remove(path)
            self.base.set(path, value)

    def _hide(self, path: KeyPath, wanted: Mapping[str, Any]) -> None:
        """Takes a value that the overlay has to hold out of what was just written to the base."""
        value: Any = wanted
        below: Any = self.base.data
        for step in path:
            value = value[step]
            below = below.get(step) if isinstance(below, Mapping) else None
        if path[0] == "auth" and below == value:
            self.base.remove(path)
            self.overlay.set(path, value)

    def declare_secrets(self, names: Iterable[str]) -> None:
        """Has the shared file say which secrets there are: others are asked for their values.

        What it says of a name already stays.

        Raises:
            SaveRefused: its layout cannot be kept.
        """
        for name in names:
            taken = (("secrets", name), ("variables", name))
            if not any(defines(self.base.data, path) for path in taken):
                self.base.set(("secrets", name), {"prompt": True})

    def save(self, *, force: bool = False) -> bool:
        """Writes what was edited; before an overlay is written, git is told to ignore it.

        Raises:
            SaveRefused: as :meth:`Document.save`; or git would take the overlay all the same, or
                has it already while a credential is new in it. Then nothing was written.
        """
        if self.overlay.is_edited:
            refuse_tracked_secrets(self.overlay)
            ignore_overlays(self.root, self.overlay.file)
        new = not self.base.path.exists()
        wrote = (self.base.is_edited or new) and self.base.save(force=force)
        if self.overlay.is_edited:
            wrote = self.overlay.save(force=force, private=True) or wrote
        return wrote

    def build(self) -> Environment:
        """What both say together."""
        base, overlay = self.base.data, self.overlay.data
        return table_decoding.decode_environment(
            base,
            overlay,
            merge_overlay(base, overlay),
            environment_id=self.environment_id,
            files=(self.base.file, self.overlay.file),
            has_overlay=bool(overlay),
        )

    def _targets(self, step: TableEdit, to_overlay: bool) -> Iterable[TomlFile]:
        base, overlay = self.base.data, self.overlay.data
        path = _unit(step.path, base, overlay)
        if isinstance(step, RemoveKey) and step.path == path:
            return [one for one in (self.base, self.overlay) if defines(one.data, path)]
        if defines(overlay, path) or to_overlay:
            return [self.overlay]
        return [self.base]


_PASSES = 2
"""What the overlay no longer says may show what it was there instead of, which goes as well."""

_TABLES = ("variables", "secrets", "auth", "tls", "proxy", "cookies", "options")


def _with_every_table(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, **{name: table.get(name, {}) for name in _TABLES}}


def _unit(path: KeyPath, base: Mapping[str, Any], overlay: Mapping[str, Any]) -> KeyPath:
    """The part of a path that an overlay replaces as a whole."""
    of_auth = path[0] == "auth" and len(path) > 1
    if path[0] == "secrets" or (of_auth and path[1] in replaced_auths(base, overlay)):
        return path[:2]
    steps = [index for index, step in enumerate(path) if isinstance(step, int)]
    return path[: steps[0]] if steps else path


def _open(files: WorkspaceFiles, file: str, name: str) -> TomlFile:
    """The document of a file; an empty ``name`` is one that nobody has chosen."""
    path = files.path(file)
    problem = file_name_problem(name) if name else ""
    exists = not problem and os.path.lexists(path)
    if name and not exists:
        problem = problem or new_file_name_problem(name)
    if problem:
        raise refuse_save(
            "invalid_name",
            f'"{file}" was not created: {problem}.',
            file,
            advice="Use another name.",
        )
    files.checked_path(file)
    return TomlFile.load(path, file=file) if exists else TomlFile.create(path, file=file)


def check_document(document: TomlFile, check: Check) -> None:
    """Refuses a document that says what such a file must not.

    Raises:
        DocumentError: each of these places with its line.
    """
    findings: list[Finding] = []
    check(document.data, (), findings)
    if any(one.is_error for one in findings):
        raise DocumentError.of(errors_of(locate_findings(findings, document.file, document.text)))


def confirm_written(
    document: TomlFile, written: Mapping[str, Any], wanted: Mapping[str, Any]
) -> None:
    """Refuses when the files together would not say what was to be saved.

    Raises:
        SaveRefused: they would not.
    """
    if not strictly_equal(without_empty(written), without_empty(wanted)):
        raise refuse_save(
            "layout",
            f"{document.file} cannot express this change in the layout that it has.",
            document.file,
            advice="Change it in an editor.",
        )

"""A folder that is being edited: what its file says for all below, and the workspace's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import structs

from outrider.auth.definitions import choose_auth, require_token
from outrider.auth.validation import allowed_keys
from outrider.engine.editing.folder_secrets import (
    FolderCredential,
    keep_credentials,
    new_credentials,
    problems_of,
)
from outrider.engine.editing.secrets_kept_apart import KeptSecrets
from outrider.engine.editing.table_buffer import TableBuffer, told_on_page
from outrider.engine.editing.value_keeping import Keeping, kept_file
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.request_check import auth_faults
from outrider.errors import DocumentError, Fault, UsageError, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import Folder, Request, RequestWithFolders, WorkspaceSettings
from outrider.storage.reading import file_schemas, table_decoding
from outrider.storage.reading.auth_schema import auth_keys_check
from outrider.storage.reading.document_loading import errors_of, locate_findings
from outrider.storage.writing.folder_files import WORKSPACE, FolderFiles
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.schema import Check, Finding, KeyPath

FOLDER = "folder"
"""The kind of these tables."""


class FolderBuffer(TableBuffer[FolderFiles]):
    """One folder on its way to its file; nothing is written before :meth:`save`.

    The empty id is ``requests/`` itself, whose table has what ``outrider.toml`` says as well.

    Attributes:
        kept: what the last save put into the active environment's overlay; ``None`` for nothing.
    """

    def __init__(self, workspace: ActiveWorkspace, folder_id: str) -> None:
        """Reads the files.

        Raises:
            DocumentError: one of them cannot be edited as it is.
            TrustRequiredError: one of them really lies outside an untrusted workspace.
        """
        self._workspace = workspace
        self.kept: KeptSecrets | None = None
        super().__init__(FOLDER, folder_id)

    def _open(self) -> FolderFiles:
        workspace = self._workspace
        return FolderFiles.open(workspace.root, self.id, trusted=workspace.reader.trusted)

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of its file, and for the outermost folder of ``outrider.toml`` before it."""
        settings = self._documents.settings
        return (*([settings.file] if settings is not None else []), self._documents.folder.file)

    def file_of_key(self, table: Mapping[str, Any]) -> Callable[[KeyPath], str]:
        """Says of a key of a table in which file it is, or will be once the table is saved."""
        private = self._credentials(table) if self.can_be_written(table) else ()
        active = self._workspace.active
        overlay = kept_file(Keeping.LOCAL_FILE, active) if active else ""

        def file_of(path: KeyPath) -> str:
            hidden = any(path[: len(one.path)] == one.path for one in private)
            return overlay if hidden and overlay else self._documents.file_of(path)

        return file_of

    def require_shown(self) -> None:
        """Tells with its line what no form can show, or mend.

        Raises:
            DocumentError: something is of another kind than its key asks for.
        """
        for document, check in self._parts():
            findings: list[Finding] = []
            check(document.data, (), findings)
            wrong = [one for one in findings if one.code == "wrong_type"]
            if wrong:
                raise DocumentError.of(
                    errors_of(locate_findings(wrong, document.file, document.text))
                )

    def can_be_written(self, table: Mapping[str, Any]) -> bool:
        """Whether a table is a folder at all, right or wrong in what it says."""
        return not _mistakes(table)

    def problems(self, table: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Everything that is wrong with a table, as ``outrider check`` would tell it."""
        findings = _findings(table)
        if any(one.is_error for one in findings):
            return told_on_page(findings)
        auth = table.get("auth")
        if auth is not None:
            findings += auth_keys_check(auth, ("auth",), allowed_keys)
        findings += problems_of(self._credentials(table), self._workspace.active)
        if not any(one.is_error for one in findings):
            for fault in self._auth_faults(table):
                path = fault.place.key if fault.place is not None else ()
                told = Finding(tuple(path), fault.what, fault.code, fault.advice, fault.severity)
                findings.append(told)
        return told_on_page(findings)

    def _auth_faults(self, table: Mapping[str, Any]) -> Iterator[Fault]:
        placed, snapshot = self.in_place(table), self.shown(table)
        folder = placed.folders[0]
        if folder.auth is None:
            return
        try:
            config = choose_auth(placed, snapshot.environment).config
        except WorkspaceError as error:
            yield from error.faults
            return
        if config is None:
            return
        for fault in auth_faults(snapshot, config, placed):
            # What is wrong with the environment's own definition is told where that is.
            here = fault.place is None or fault.place.file == folder.file
            yield fault if here else structs.replace(fault, place=folder.auth.place)

    def shown(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        """The workspace as a table says: for what is shown, not for what is sent."""
        snapshot, settings = self._workspace.cached_snapshot(), self.settings(table)
        return snapshot if settings is None else structs.replace(snapshot, settings=settings)

    def auth(self, table: Mapping[str, Any], name: str) -> AuthConfig:
        """The definition that requests below get, which fetches a token.

        Raises:
            UsageError: there is none, or it fetches no token.
            WorkspaceError: it is wrong.
        """
        environment = self._workspace.cached_snapshot().environment
        return require_token(choose_auth(self.in_place(table), environment).config)

    def snapshot(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        """What a token request needs, in the active environment.

        Raises:
            UsageError: the table is wrong.
            WorkspaceError: the environment's file, or ``outrider.toml``, is broken.
        """
        wrong = next((one for one in self.problems(table) if one.is_error), None)
        if wrong is not None:
            raise UsageError(wrong.what, code="draft", advice=wrong.advice)
        return self._workspace.snapshot()

    def in_place(self, table: Mapping[str, Any]) -> RequestWithFolders:
        """A request without anything of its own in the folder, as the table says."""
        above = self._workspace.folders_above(f"{self.id}/request" if self.id else "request")
        others = tuple(one for one in above if one.id != self.id)
        return RequestWithFolders(Request("", "", ""), (self.folder(table), *others))

    def settings(self, table: Mapping[str, Any]) -> WorkspaceSettings | None:
        """What ``outrider.toml`` would say; ``None`` for any folder but the outermost."""
        if WORKSPACE not in table:
            return None
        name = self._workspace.root.name or "workspace"
        return table_decoding.decode_settings(table[WORKSPACE], self.files[0], name)

    def folder(self, table: Mapping[str, Any]) -> Folder:
        """What a table says for all below."""
        own = {key: value for key, value in table.items() if key != WORKSPACE}
        return table_decoding.decode_folder(own, self.id, self._documents.folder.file)

    def save(self, table: Mapping[str, Any], *, onto_outside: bool = False) -> bool:
        """Writes a table, as :meth:`TableBuffer.save`.

        A secret that is written out in it gets into the active environment's overlay, and a
        reference into the folder's file.

        Raises:
            SaveError: also where there is no overlay that could have a secret.
        """
        self.kept = None
        if self.changed_outside and not onto_outside:
            # Nothing is kept of what is not saved.
            return super().save(table)
        found = self._credentials(table)
        table, self.kept = keep_credentials(self._workspace, self.folder, table, found)
        return super().save(table, onto_outside=onto_outside)

    def _change(
        self, documents: FolderFiles, wanted: Mapping[str, Any], table: Mapping[str, Any]
    ) -> None:
        documents.change(wanted)

    def _parts(self) -> Iterator[tuple[TomlFile, Check]]:
        """Each file, and what it may say."""
        if self._documents.settings is not None:
            yield self._documents.settings, file_schemas.SETTINGS
        yield self._documents.folder, file_schemas.FOLDER

    def _credentials(self, table: Mapping[str, Any]) -> tuple[FolderCredential, ...]:
        return new_credentials(self.folder, self.before, table)


def _findings(table: Mapping[str, Any]) -> list[Finding]:
    findings: list[Finding] = []
    own = {key: value for key, value in table.items() if key != WORKSPACE}
    file_schemas.FOLDER(own, (), findings)
    file_schemas.SETTINGS(table.get(WORKSPACE, {}), (WORKSPACE,), findings)
    return findings


def _mistakes(table: Mapping[str, Any]) -> list[Finding]:
    return [one for one in _findings(table) if one.is_error]

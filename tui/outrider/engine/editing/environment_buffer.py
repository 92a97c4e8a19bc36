"""An environment that is being edited: its file and its overlay as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec import structs

from outrider.auth.definitions import named_auth, token_types
from outrider.auth.schemes import find_scheme
from outrider.auth.validation import allowed_keys
from outrider.engine.editing.table_buffer import TableBuffer, told_on_page
from outrider.engine.editing.written_secrets import is_written_out, secret_keys
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.workspace_check import environment_faults
from outrider.errors import OutriderError, UsageError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import Environment
from outrider.secret_providers import secret_forms
from outrider.storage.reading import table_decoding
from outrider.storage.reading.auth_schema import auth_keys_check
from outrider.storage.reading.environment_schema import environment_findings, environment_schema
from outrider.storage.writing.document_updates import EnvironmentFiles
from outrider.toml_text.schema import Finding, KeyPath

ENVIRONMENT = "environment"
"""The kind of these tables."""

_WRONG_KIND = "wrong_type"


class EnvironmentBuffer(TableBuffer[EnvironmentFiles]):
    """One environment on its way to its files; nothing is written before :meth:`save`."""

    def __init__(self, workspace: ActiveWorkspace, environment_id: str) -> None:
        """Reads the files.

        Raises:
            DocumentError: one of them cannot be edited as it is.
            TrustRequiredError: one of them really lies outside an untrusted workspace.
        """
        self._workspace = workspace
        super().__init__(ENVIRONMENT, environment_id)

    def _open(self) -> EnvironmentFiles:
        workspace = self._workspace
        return EnvironmentFiles.open(workspace.root, self.id, trusted=workspace.reader.trusted)

    @property
    def files(self) -> tuple[str, str]:
        """Paths of the file and of its overlay, relative to the workspace."""
        return self._documents.base.file, self._documents.overlay.file

    def file_of_key(self, table: Mapping[str, Any]) -> Callable[[KeyPath], str]:
        """Says of a key of a table in which file it is, or will be once the table is saved."""
        private = self._private(table)

        def file_of(path: KeyPath) -> str:
            if path in private:
                return self.files[1]
            return self._documents.file_of(path) or self.files[0]

        return file_of

    def can_be_shown(self, table: Mapping[str, Any]) -> bool:
        """Whether everything in a table is of the kind that its key asks for."""
        return not any(one.code == _WRONG_KIND for one in _mistakes(table))

    def can_be_written(self, table: Mapping[str, Any]) -> bool:
        """Whether a table is an environment at all, right or wrong in what it says."""
        return not _mistakes(table)

    def problems(self, table: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Everything that is wrong with a table, as ``outrider check`` would tell it."""
        findings = _findings(table)
        if any(one.is_error for one in findings):
            return told_on_page(findings)
        findings += environment_findings(table)
        for name, auth in table.get("auth", {}).items():
            findings += auth_keys_check(auth, ("auth", name), allowed_keys)
        if not any(one.is_error for one in findings):
            for fault in environment_faults(self.shown(table)):
                path = fault.place.key if fault.place is not None else ()
                told = Finding(tuple(path), fault.what, fault.code, fault.advice, fault.severity)
                findings.append(told)
        return told_on_page(findings)

    def auth(self, table: Mapping[str, Any], name: str) -> AuthConfig:
        """A definition of the table that fetches a token.

        Raises:
            UsageError: there is none of this name, or it fetches no token.
            WorkspaceError: it is wrong.
        """
        environment = self._environment(table)
        if name not in environment.auths:
            raise UsageError(
                f'Auth definition "{name}" not found: no token can be fetched.',
                code="unknown_auth",
                advice="Add one below Auth.",
            )
        config = named_auth(environment, name)
        scheme = find_scheme(config.type)
        if scheme is None or not scheme.uses_token:
            raise UsageError(
                f'Auth type "{config.type}" has no token.',
                code="not_oauth",
                advice=f"Types with a token: {', '.join(token_types())}.",
            )
        return config

    def snapshot(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        """What a token exchange needs, with the environment as the table says.

        Raises:
            WorkspaceError: ``outrider.toml`` is broken, or the table is.
        """
        wrong = next((one for one in self.problems(table) if one.is_error), None)
        if wrong is not None:
            raise UsageError(wrong.what, code="draft", advice=wrong.advice)
        now = self._workspace.reader.settings()
        return structs.replace(self.shown(table), settings=now)

    def inheritance(
        self, table: Mapping[str, Any]
    ) -> Callable[[str], tuple[str, Mapping[str, str]]]:
        """Says what type and settings an auth of a table gets from the one that it extends."""
        environment = self._environment(table) if self.can_be_written(table) else None

        @cache
        def inherited(name: str) -> tuple[str, Mapping[str, str]]:
            parent = table["auth"][name].get("extends")
            if environment is None or parent is None:
                return "", {}
            try:
                config = named_auth(environment, str(parent))
            except OutriderError:
                return "", {}
            return config.type, config.settings

        return inherited

    def _change(
        self, documents: EnvironmentFiles, wanted: Mapping[str, Any], table: Mapping[str, Any]
    ) -> None:
        documents.change(wanted, self._private(table))

    def shown(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        """The workspace with the environment as a table says: for what is shown, not for sends."""
        return structs.replace(
            self._workspace.cached_snapshot(),
            environment=self._environment(table),
            overrides=self._workspace.session_values.of(self.id),
            captured=self._workspace.session_values.captured(self.id),
        )

    def _environment(self, table: Mapping[str, Any]) -> Environment:
        return table_decoding.decode_environment(
            table,
            {},
            table,
            environment_id=self.id,
            files=self.files,
            has_overlay=False,
            secret_forms=secret_forms(),
        )

    def _private(self, table: Mapping[str, Any]) -> frozenset[KeyPath]:
        """The secrets that are written out in a table and are new: they go to the overlay."""
        paths: list[KeyPath] = [
            ("secrets", name)
            for name, value in table.get("secrets", {}).items()
            if isinstance(value, str)
        ]
        for name, auth in table.get("auth", {}).items():
            paths += [
                ("auth", name, key) for key in secret_keys(auth) if is_written_out(auth.get(key))
            ]
        if is_written_out(table.get("tls", {}).get("client_key_password")):
            paths.append(("tls", "client_key_password"))
        return frozenset(path for path in paths if self.is_new(path, table))


def _findings(table: Mapping[str, Any]) -> list[Finding]:
    findings: list[Finding] = []
    environment_schema(secret_forms())(table, (), findings)
    return findings


def _mistakes(table: Mapping[str, Any]) -> list[Finding]:
    return [one for one in _findings(table) if one.is_error]

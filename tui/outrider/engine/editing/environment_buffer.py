"""An environment that is being edited: its file and its overlay as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import structs

from outrider.auth.definitions import named_auth, token_types
from outrider.auth.schemes import find_scheme
from outrider.auth.validation import allowed_keys
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.workspace_check import environment_faults
from outrider.errors import OutriderError, UsageError
from outrider.model.auth import AuthConfig, FieldKind
from outrider.model.workspace import Environment
from outrider.secret_providers import secret_forms
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.reading import file_schemas, table_decoding
from outrider.storage.reading.auth_schema import auth_keys_check
from outrider.storage.writing.document_updates import EnvironmentFiles
from outrider.toml_text.schema import Finding, KeyPath
from outrider.toml_text.table_diff import (
    NoSuchKey,
    apply_edits,
    strictly_equal,
    table_edits,
    without_empty,
)
from outrider.variables.reference_grammar import parse_template

_WRONG_KIND = "wrong_type"


class EnvironmentBuffer:
    """One environment on its way to its files; nothing is written before :meth:`save`.

    Attributes:
        before: what the files said together when they were read.
    """

    def __init__(self, workspace: ActiveWorkspace, environment_id: str) -> None:
        """Reads the files.

        Raises:
            DocumentError: one of them cannot be edited as it is.
            TrustRequiredError: one of them really lies outside an untrusted workspace.
        """
        self.id = environment_id
        self._workspace = workspace
        self._documents = self._open()
        self.before: Mapping[str, Any] = self._documents.table

    def _open(self) -> EnvironmentFiles:
        workspace = self._workspace
        return EnvironmentFiles.open(workspace.root, self.id, trusted=workspace.reader.trusted)

    @property
    def files(self) -> tuple[str, str]:
        """Paths of the file and of its overlay, relative to the workspace."""
        return self._documents.base.file, self._documents.overlay.file

    def is_changed(self, table: Mapping[str, Any]) -> bool:
        """Whether a table says something else than the files did."""
        return not strictly_equal(without_empty(self.before), without_empty(table))

    @property
    def changed_outside(self) -> bool:
        """Whether one of the files is no longer what was read."""
        return self._documents.changed_on_disk

    def file_of_key(self, table: Mapping[str, Any]) -> Callable[[KeyPath], str]:
        """Says of a key of a table in which file it is, or will be once the table is saved."""
        private = self._private(table)

        def file_of(path: KeyPath) -> str:
            if path in private:
                return self.files[1]
            return self._documents.file_of(path) or self.files[0]

        return file_of

    def is_new(self, path: KeyPath, table: Mapping[str, Any]) -> bool:
        """Whether a key of a table has a value that is in no file yet."""
        return not strictly_equal(_value(self.before, path), _value(table, path))

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
            return tuple(findings)
        findings += file_schemas.environment_findings(table)
        for name, auth in table.get("auth", {}).items():
            findings += auth_keys_check(auth, ("auth", name), allowed_keys)
        if not any(one.is_error for one in findings):
            for fault in environment_faults(self._shown(table)):
                path = fault.place.key if fault.place is not None else ()
                told = Finding(tuple(path), fault.what, fault.code, fault.advice, fault.severity)
                findings.append(told)
        return tuple(dict.fromkeys(findings))

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
        return structs.replace(self._shown(table), settings=now)

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

    def save(self, table: Mapping[str, Any], *, onto_outside: bool = False) -> bool:
        """Writes a table into the files, whose comments and layout stay.

        ``onto_outside``: they were changed outside; they are read again, and get only the changes
        that the table makes to what was read first. Returns whether there was anything to write.

        Raises:
            SaveError: one was changed outside since it was read (code ``changed_outside``), it
                cannot express the change, or the system refuses.
            DocumentError: what was written outside is no environment.
        """
        if self.changed_outside and not onto_outside:
            raise refuse_save(
                "changed_outside",
                f"{' or '.join(self.files)} changed on disk after it was opened.",
                self.files[0],
            )
        documents, private = self._open(), self._private(table)
        try:
            wanted = apply_edits(documents.table, tuple(table_edits(self.before, table)))
        except NoSuchKey:
            raise refuse_save(
                "layout",
                "Your change is to a part that was removed from the file.",
                self.files[0],
                advice="Reload the file, then make the change again.",
            ) from None
        documents.change(wanted, private)
        wrote = documents.save()
        self._documents = documents
        self.before = documents.table
        return wrote

    def reload(self) -> None:
        """Gives up what was read first, and reads the files again.

        Raises:
            DocumentError: one of them cannot be edited as it is now.
        """
        self._documents = self._open()
        self.before = self._documents.table

    def _shown(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        return structs.replace(
            self._workspace.cached_snapshot(),
            environment=self._environment(table),
            overrides=self._workspace.session_values.of(self.id),
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
            paths += [("auth", name, key) for key in _secret_keys(auth) if _written(auth.get(key))]
        if _written(table.get("tls", {}).get("client_key_password")):
            paths.append(("tls", "client_key_password"))
        return frozenset(path for path in paths if self.is_new(path, table))


def _findings(table: Mapping[str, Any]) -> list[Finding]:
    findings: list[Finding] = []
    file_schemas.environment_schema(secret_forms())(table, (), findings)
    return findings


def _mistakes(table: Mapping[str, Any]) -> list[Finding]:
    return [one for one in _findings(table) if one.is_error]


def _secret_keys(auth: Mapping[str, Any]) -> Sequence[str]:
    scheme = find_scheme(str(auth.get("type", "oauth2")))
    fields = scheme.fields(auth) if scheme is not None else ()
    return [field.name for field in fields if field.kind is FieldKind.SECRET]


def written_secrets(table: Mapping[str, Any]) -> frozenset[str]:
    """The secrets that stand in a table themselves, and not as references."""
    found = [one for one in table.get("secrets", {}).values() if isinstance(one, str)]
    for auth in table.get("auth", {}).values():
        if isinstance(auth, Mapping):
            found += [auth[key] for key in _secret_keys(auth) if _written(auth.get(key))]
    tls = table.get("tls", {})
    if isinstance(tls, Mapping) and _written(tls.get("client_key_password")):
        found.append(tls["client_key_password"])
    return frozenset(found)


def _written(value: object) -> bool:
    """Whether a value is a secret itself and not a reference to one."""
    return isinstance(value, str) and any(
        isinstance(piece, str) and piece.strip() for piece in parse_template(value)
    )


def _value(table: Mapping[str, Any], path: KeyPath) -> Any:
    value: Any = table
    for step in path:
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value

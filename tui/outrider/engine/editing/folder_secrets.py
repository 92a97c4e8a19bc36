"""Secrets that are typed into a folder's page: in no file that a team shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.engine.editing.secrets_kept_apart import KeptSecrets
from outrider.engine.editing.table_buffer import table_value
from outrider.engine.editing.value_keeping import save_new_secrets
from outrider.engine.editing.written_secrets import secret_keys
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import SourceLocation
from outrider.model.secret import Secret
from outrider.model.workspace import Folder
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.writing.folder_files import WORKSPACE
from outrider.storage.writing.table_encoding import encode_folder
from outrider.toml_text.schema import Finding, KeyPath
from outrider.toml_text.table_diff import apply_edits, table_edits
from outrider.variables.literal_credentials import hide_in_folder, hide_in_variable
from outrider.variables.reference_grammar import has_reference

_NO_ENVIRONMENT = "A secret in plain text needs an environment that keeps it."


class FolderCredential(Struct, frozen=True):
    """A credential that is written out in a folder's table.

    Attributes:
        path: its key.
        name: what it is called there.
    """

    path: KeyPath
    name: str
    secret: Secret


FolderOf: TypeAlias = Callable[[Mapping[str, Any]], Folder]
"""What a table says for all below."""


def new_credentials(
    folder_of: FolderOf, before: Mapping[str, Any], table: Mapping[str, Any]
) -> tuple[FolderCredential, ...]:
    """The credentials that are written out in a table and not in the file that it is of."""
    there = {one.secret for one in _credentials(folder_of, before)}
    return tuple(
        one
        for one in _credentials(folder_of, table)
        if one.secret not in there or table_value(before, one.path) is None
    )


def problems_of(found: tuple[FolderCredential, ...], environment_id: str) -> list[Finding]:
    """Why they cannot be kept out of the folder's file."""
    advice = "Create or choose an environment first, or refer to a secret: {{name}}."
    if environment_id:
        return []
    return [Finding(one.path, _NO_ENVIRONMENT, "no_environment", advice) for one in found]


def keep_credentials(
    workspace: ActiveWorkspace,
    folder_of: FolderOf,
    table: Mapping[str, Any],
    found: tuple[FolderCredential, ...],
) -> tuple[Mapping[str, Any], KeptSecrets | None]:
    """Writes credentials into the active environment's overlay.

    Returns:
        the table with references in their place, and what these refer to; ``None`` for nothing.

    Raises:
        DocumentError: the overlay cannot be edited as it is.
        SaveError: there is no environment, git has the overlay, it was changed meanwhile, or the
            system refuses.
    """
    if not found:
        return table, None
    if not workspace.active:
        advice = "Create or choose an environment first."
        raise refuse_save("not_saved", _NO_ENVIRONMENT, "", advice=advice)
    from outrider.engine.import_export.import_target import ImportTarget
    from outrider.importers.file_naming import SecretVault

    vault = SecretVault(ImportTarget.of(workspace.reader, workspace.active).taken)
    references = {(one.path, one.secret): vault.put(one.name, one.secret) for one in found}
    hidden = _with_references(folder_of, table, references)
    return hidden, save_new_secrets(workspace, workspace.active, vault.values)


def _with_references(
    folder_of: FolderOf,
    table: Mapping[str, Any],
    references: Mapping[tuple[KeyPath, Secret], str],
) -> dict[str, Any]:
    def hide(_: str, value: str, place: SourceLocation) -> str | None:
        return references.get((place.key, Secret(value)))

    hidden = {key: value for key, value in table.items() if key != WORKSPACE}
    for (path, secret), reference in references.items():
        if path[0] == "auth" and Secret(str(table_value(table, path))) == secret:
            hidden = _put(hidden, path, reference)
    folder = folder_of(hidden)
    after = hide_in_folder(folder, hide)
    edits = tuple(table_edits(encode_folder(folder), encode_folder(after)))
    hidden = apply_edits(hidden, edits)
    if WORKSPACE not in table:
        return hidden
    settings = table[WORKSPACE]
    for name, value in settings.get("variables", {}).items():
        path = (WORKSPACE, "variables", name)
        put = hide_in_variable(name, value, SourceLocation("", path), hide)
        settings = _put(settings, path[1:], put)
    return {WORKSPACE: settings, **hidden}


def _put(table: Mapping[str, Any], path: KeyPath, value: Any) -> dict[str, Any]:
    """The table with another value at a path of tables that is there."""
    first, *rest = path
    put = _put(table[str(first)], tuple(rest), value) if rest else value
    return {**table, str(first): put}


def _credentials(folder_of: FolderOf, table: Mapping[str, Any]) -> Iterator[FolderCredential]:
    found: dict[tuple[KeyPath, Secret], str] = {}

    def note(name: str, value: str, place: SourceLocation) -> None:
        found.setdefault((place.key, Secret(value)), name)

    auth = table.get("auth", {})
    for key in secret_keys(auth):
        value = auth.get(key)
        # Whatever it looks like: a short one, or one that looks like none yet.
        if isinstance(value, str) and value.strip() and not has_reference(value):
            found[("auth", key), Secret(value)] = key
    hide_in_folder(folder_of(table), note)
    for name, value in table.get(WORKSPACE, {}).get("variables", {}).items():
        place = SourceLocation("", (WORKSPACE, "variables", name))
        hide_in_variable(name, value, place, note)
    for (path, secret), name in found.items():
        yield FolderCredential(path, name, secret)

"""Gives a variable or a secret a value where the user wants it to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from outrider.credential_shapes import is_credential, is_credential_name
from outrider.engine.editing.secrets_kept_apart import KeptSecrets
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.model.secret import Secret
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER
from outrider.storage.writing.document_updates import EnvironmentFiles, open_settings
from outrider.storage.writing.git_ignore import ignore_overlays
from outrider.storage.writing.overlay_secrets import tracked_file
from outrider.variables.reference_grammar import reference_spans


class Keeping(Enum):
    """Where a value is kept."""

    SESSION = "session"
    LOCAL_FILE = "local"
    ENVIRONMENT = "environment"
    WORKSPACE = "workspace"
    KEYRING = "keyring"


def kept_file(keeping: Keeping, environment_id: str) -> str:
    """The file in which such a value is, relative to the workspace; empty for none."""
    match keeping:
        case Keeping.LOCAL_FILE | Keeping.KEYRING:
            return f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"
        case Keeping.ENVIRONMENT:
            return f"{ENVIRONMENTS}/{environment_id}.toml"
        case Keeping.WORKSPACE:
            return MARKER
        case _:
            return ""


def definition_problem(workspace: ActiveWorkspace, name: str, value: str, keeping: Keeping) -> str:
    """Why a variable cannot be defined so; empty where it can."""
    if keeping is Keeping.SESSION and next(reference_spans(value), None) is not None:
        return (
            "A value of this session is sent as typed: save a value with {{references}} in a file."
        )
    if keeping in {Keeping.ENVIRONMENT, Keeping.WORKSPACE} and _is_secret(name, value):
        return "This looks like a credential: keep it in this session or on this machine."
    if keeping is Keeping.WORKSPACE:
        known = (one.environment for one in workspace.environments)
        has = next((one for one in known if one is not None and name in one.secrets), None)
        return f'Environment "{has.name}" has a secret "{name}": use another place.' if has else ""
    return ""


def _is_secret(name: str, value: str) -> bool:
    if next(reference_spans(value), None) is not None:
        return False
    return is_credential(name, value) or (is_credential_name(name) and bool(value.strip()))


def define_variable(
    workspace: ActiveWorkspace, environment_id: str, name: str, value: str, keeping: Keeping
) -> str:
    """Defines a variable; comments and layout of the file stay. The caller reads it again.

    Returns:
        the file in which it is now; empty for the session.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: a credential would get into a file that is shared, the file was changed
            meanwhile, or the system refuses.
    """
    file = kept_file(keeping, environment_id)
    problem = definition_problem(workspace, name, value, keeping)
    if problem:
        raise refuse_save("not_saved", f'Variable "{name}" was not defined.', file, why=problem)
    trusted = workspace.reader.trusted
    if keeping is Keeping.SESSION:
        workspace.session_values.define(environment_id, name, value)
    elif keeping is Keeping.WORKSPACE:
        document = open_settings(workspace.root, trusted=trusted)
        document.set(("variables", name), value)
        document.save()
    else:
        files = EnvironmentFiles.open(workspace.root, environment_id, trusted=trusted)
        table = files.table
        path = ("variables", name)
        private = [path] if keeping is Keeping.LOCAL_FILE else []
        if private and _is_secret(name, value):
            _require_untracked(workspace, file)
        files.change({**table, "variables": {**table["variables"], name: value}}, private)
        files.save()
    return file


def save_secret(
    workspace: ActiveWorkspace, environment_id: str, name: str, source: Secret | dict[str, str]
) -> str:
    """Writes a secret, or where it is kept, to the environment's local file.

    Returns:
        that file; the environment's own file keeps the source that the team shares.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: git has the local file, it was changed meanwhile, or the system refuses.
    """
    file = kept_file(Keeping.LOCAL_FILE, environment_id)
    _require_untracked(workspace, file)
    trusted = workspace.reader.trusted
    files = EnvironmentFiles.open(workspace.root, environment_id, trusted=trusted)
    files.overlay.set(("secrets", name), _entry(source, files.table["secrets"].get(name)))
    files.save()
    return file


def save_new_secrets(
    workspace: ActiveWorkspace, environment_id: str, secrets: Mapping[str, Secret]
) -> KeptSecrets:
    """Writes secrets to an environment's local file, and has its own file ask others for them.

    Returns:
        what was written where.

    Raises:
        DocumentError: one of the files cannot be edited as it is.
        SaveError: as :func:`save_secret`.
    """
    ignores = _require_untracked(workspace, kept_file(Keeping.LOCAL_FILE, environment_id))
    trusted = workspace.reader.trusted
    files = EnvironmentFiles.open(workspace.root, environment_id, trusted=trusted)
    for name, secret in secrets.items():
        files.overlay.set(("secrets", name), _entry(secret, None))
    files.declare_secrets(secrets)
    shared = [files.base.file] if files.base.is_edited else []
    files.save()
    shared += [".gitignore"] if ignores else []
    return KeptSecrets(tuple(secrets), environment_id, shared=tuple(shared))


def _entry(source: Secret | dict[str, str], before: object) -> Any:
    """What the local file says of a secret; a table is bound to the hosts of the one before it."""
    if isinstance(source, Secret):
        return source.reveal()
    hosts = before.get("hosts") if isinstance(before, dict) else None
    return source if hosts is None else {**source, "hosts": hosts}


def _require_untracked(workspace: ActiveWorkspace, file: str) -> bool:
    """Has git ignore local files, and makes sure that it does.

    Returns:
        whether ``.gitignore`` was changed for it.

    Raises:
        SaveError: the file is in the repository all the same, or may be.
    """
    changed = ignore_overlays(workspace.root, file)
    if workspace.is_tracked(file):
        raise tracked_file(file)
    return changed


async def keep_in_keyring(
    workspace: ActiveWorkspace, environment_id: str, name: str, secret: Secret
) -> str:
    """Puts a secret into the system's keyring, and its entry into the local file.

    Returns:
        that file.

    Raises:
        SaveError: as :func:`save_secret`, or the keyring did not take it.
    """
    import asyncio
    from hashlib import sha256

    # Two workspaces of one name do not share a secret.
    place = sha256(str(workspace.root).encode("utf-8", "replace")).hexdigest()[:8]
    entry = f"outrider/{workspace.root.name}-{place}/{environment_id}/{name}"
    await workspace.keyring.store(entry, secret)
    source = {"keyring": entry}
    return await asyncio.to_thread(save_secret, workspace, environment_id, name, source)

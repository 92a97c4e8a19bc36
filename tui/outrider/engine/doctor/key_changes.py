"""From what led to a token to the change in the file, and the making of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outrider.engine.doctor.auth_variation import WrittenAuth
from outrider.engine.doctor.diagnosis import KeyChange
from outrider.engine.doctor.probes import AuthEdit, AuthFacts, AuthKey
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SaveError, SourceLocation
from outrider.model.member_path import path_text
from outrider.model.trust import TrustGiven
from outrider.storage.writing.document_updates import EnvironmentFiles, open_settings


def key_change(
    edit: AuthEdit,
    written: WrittenAuth,
    prepared: PreparedAuth,
    facts: AuthFacts,
    snapshot: WorkspaceSnapshot,
) -> KeyChange:
    """The change of a file that an edit stands for.

    References stay where they can; where the value is that of a variable alone, the variable is
    what changes.
    """
    assert snapshot.environment is not None
    old = written.value(edit.key)
    place = snapshot.with_line(written.place(snapshot.environment, edit.key))
    if old is None:
        return KeyChange(place, _path(place), None, edit.value)
    resolved = facts.resolved(edit.key)
    if not resolved or edit.value is None or "{{" not in old:
        return KeyChange(place, _path(place), old, edit.value)
    if len(edit.key) > 1:
        longer = _extended(old, resolved, edit.value)
        new = _with_references(old, resolved, edit.value) or longer or edit.value
        return KeyChange(place, _path(place), old, new)
    kept = _with_references(old, resolved, edit.value)
    if kept is not None:
        return KeyChange(place, _path(place), old, kept)
    source = prepared.sources.find(edit.key[0]) if prepared.sources is not None else None
    variable = source.written if source is not None else None
    if variable is not None:
        said = _value_of(variable, snapshot)
        kept = _with_references(said, resolved, edit.value) if "{{" in said else None
        return KeyChange(variable, _path(variable), said, kept or edit.value)
    if source is not None and source.origin.endswith("session"):
        return KeyChange(SourceLocation(""), edit.key, resolved, edit.value)
    return KeyChange(place, _path(place), old, edit.value)


def _path(place: SourceLocation) -> AuthKey:
    return tuple(map(str, place.key))


def _value_of(place: SourceLocation, snapshot: WorkspaceSnapshot) -> str:
    """What is written for a variable."""
    environment, settings = snapshot.environment, snapshot.settings
    known = environment.variables if environment is not None else {}
    found = (one for table in (known, settings.variables) for one in table.values())
    return next(
        (
            str(one.value)
            for one in found
            if one.place.key == place.key and one.place.file == place.file
        ),
        "",
    )


def _with_references(written: str, resolved: str, wanted: str) -> str | None:
    """What is wanted, with the references that ``written`` begins with; ``None`` where not."""
    literal = written.rpartition("}}")[2]
    if not resolved.endswith(literal):
        return None
    start = resolved[: len(resolved) - len(literal)]
    if not start or not wanted.startswith(start) or not literal:
        return None
    return written[: len(written) - len(literal)] + wanted[len(start) :]


def _extended(written: str, resolved: str, wanted: str) -> str:
    """What is wanted, where it is what is written and more; empty where not."""
    return written + wanted.removeprefix(resolved) if wanted.startswith(resolved) else ""


def make_change(root: Path, environment_id: str, change: KeyChange, *, trusted: TrustGiven) -> None:
    """Makes a change in its file; comments and layout stay.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: it was changed meanwhile, or the value is in no file of this environment.
    """
    settings = open_settings(root, trusted=trusted)
    if change.place.file == settings.file:
        _require_unchanged(settings.data, change)
        if change.new is None:
            settings.remove(change.key)
        else:
            settings.set(change.key, change.new)
        settings.save()
        return
    files = EnvironmentFiles.open(root, environment_id, trusted=trusted)
    if change.place.file not in (files.base.file, files.overlay.file):
        raise SaveError(
            f'{".".join(change.key)} is not written in environment "{environment_id}".',
            code="not_saved",
            where=str(change.place),
            advice="Change it where it is set.",
        )
    _require_unchanged(files.table, change)
    files.change(_with_value(files.table, change.key, change.new))
    files.save()


def _require_unchanged(table: Mapping[str, Any], change: KeyChange) -> None:
    """Makes sure that a file says what it said when it was looked at."""
    value: object = table
    for step in change.key:
        value = value.get(step) if isinstance(value, Mapping) else None
    if isinstance(value, list | tuple):
        value = (
            " ".join(map(str, value)) if change.key[-2] != "token_response" else path_text(value)
        )
    if (None if value is None else str(value)) != change.old:
        raise SaveError(
            f"{'.'.join(change.key)} was changed after the check.",
            code="changed_outside",
            where=str(change.place),
            advice="Check the environment again.",
        )


def _with_value(table: Mapping[str, Any], key: AuthKey, value: str | None) -> dict[str, Any]:
    first, *rest = key
    if rest:
        below = _with_value(table.get(first, {}), tuple(rest), value)
        return {**table, first: below}
    if value is None:
        return {name: one for name, one in table.items() if name != first}
    return {**table, first: value}

"""Tells which secrets of a workspace an import leaves as they are, although it has values for them.

A value is never shown, nor compared with one that a command, a keyring or the like would have to
be opened for.
"""

from __future__ import annotations

from collections.abc import Iterable

from outrider.errors import OutriderError
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.import_environments import literal_of, may_hold


def overlay_file(environment_id: str) -> str:
    """The overlay of an environment, relative to the workspace."""
    return f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"


def tell_replaced_secrets(
    environment: Environment, names: Iterable[str], report: ImportReport
) -> None:
    """Tells secrets whose values in an overlay are others than those of the import."""
    report.changed(
        f'Secrets of environment "{environment.name}" have other values: {", ".join(names)}.',
        why="Its local file has values for them, and the import has others.",
        advice=f"Overwriting {overlay_file(environment.id)} takes those of the import.",
    )


def tell_kept_secrets(there: Environment, one: ImportedEnvironment, report: ImportReport) -> None:
    """Tells secrets of an environment that have another source, or come as plain variables."""
    kept = [
        name for name in one.values if name in there.secrets and not may_hold(there.secrets[name])
    ]
    for name, variable in one.environment.variables.items():
        secret = there.secrets.get(name)
        if secret is not None and str(variable.value) != "":
            known = literal_of(secret)
            if known is None or known != Secret(str(variable.value)):
                kept.append(name)
    if kept:
        report.changed(
            f'Secrets of environment "{there.name}" were not changed: {", ".join(kept)}.',
            why="The workspace has sources for them; the import has values.",
            advice="To use one, change the secret's source, or save the value in "
            f"{overlay_file(there.id)}.",
        )


def tell_other_environments(
    placed: ImportResult, reader: WorkspaceReader, report: ImportReport
) -> None:
    """Tells environments that keep another value for a secret than the one that takes it."""
    written = {one.environment.id for one in placed.environments}
    values = {
        name: value
        for one in placed.environments
        if one.stands_in
        for name, value in one.values.items()
    }
    if not values:
        return
    for environment_id in reader.environment_ids():
        if environment_id in written:
            continue
        try:
            other = reader.environment(environment_id)
        except OutriderError:
            # What is wrong with it is told where it would be used.
            continue
        kept = [
            name
            for name, value in values.items()
            if name in other.secrets and literal_of(other.secrets[name]) not in (None, value)
        ]
        if kept:
            report.changed(
                f'Secrets of environment "{other.name}" were not changed: {", ".join(kept)}.',
                why="The import has other values for them, but no environment.",
                advice="To use them, import with this environment chosen, or save them in "
                f"{overlay_file(environment_id)}.",
            )

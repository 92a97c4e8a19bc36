"""Warnings of credentials that are written out in files that git takes along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.trust import as_trust
from outrider.model.workspace import Collection, Environment, Variable, WorkspaceSettings
from outrider.storage.reading.workspace_discovery import MARKER
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import in_repository, tracked_files
from outrider.variables.literal_credentials import (
    literals_in_auth,
    literals_in_folder,
    literals_in_proxy,
    literals_in_request,
    literals_in_variable,
)
from outrider.variables.reference_grammar import has_reference


def literal_warnings(
    reader: WorkspaceReader,
    settings: WorkspaceSettings | None,
    environments: Iterable[Environment],
    collection: Collection,
    process_env: Mapping[str, str],
) -> Iterator[Fault]:
    """A warning for each literal credential of requests, folders, variables and auths.

    Those of ``[secrets]`` and a key's password are told elsewhere. ``process_env`` tells the path
    to git.
    """
    if not in_repository(reader.root / MARKER):
        return
    trusted = as_trust(reader.trusted).known
    found: dict[SourceLocation, str] = {}
    for name, place in _literals(settings, environments, collection):
        found.setdefault(place, name)
    files = dict.fromkeys(place.file for place in found)
    tracked = tracked_files(reader.root, files, trusted, process_env)
    for place, name in found.items():
        if place.file in tracked:
            yield Fault(
                "secret_in_git",
                f"A possible credential ({name or 'by its shape'}) is plain text in "
                f"{place.file}, which git does not ignore.",
                reader.with_line(place),
                why="Everyone who can read the repository can read it, including its history.",
                advice="Move it to [secrets] in environments/ID.local.toml and use {{name}} "
                "here. If it was pushed, replace the credential.",
                severity=Severity.WARNING,
            )


def _literals(
    settings: WorkspaceSettings | None, environments: Iterable[Environment], collection: Collection
) -> Iterator[tuple[str, SourceLocation]]:
    if settings is not None:
        yield from _of_variables(settings.variables)
    for environment in environments:
        yield from _of_variables(environment.variables)
        for name, auth in environment.auths.items():
            for called, place in literals_in_auth(auth, ("auth", name)):
                yield called, auth.location_of(str(place.key[2]), *place.key[3:])
        password = environment.tls.client_key_password
        # Without a reference all of it is told elsewhere.
        if password is not None and has_reference(password):
            yield from literals_in_variable(
                "password",
                password,
                SourceLocation(environment.file, ("tls", "client_key_password")),
            )
        if environment.proxy is not None:
            yield from literals_in_proxy(
                environment.proxy, SourceLocation(environment.file, ("proxy", "url"))
            )
    for folder in collection.folders.values():
        yield from literals_in_folder(folder)
    for request in collection.requests.values():
        yield from literals_in_request(request)


def _of_variables(variables: Mapping[str, Variable]) -> Iterator[tuple[str, SourceLocation]]:
    for name, one in variables.items():
        yield from literals_in_variable(name, one.value, one.place)

"""Warnings of credentials that are written out in files that git takes along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outrider.engine.workspace.credential_variables import variables_of_credentials
from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.trust import as_trust
from outrider.model.workspace import Collection, Environment, Variable, WorkspaceSettings
from outrider.storage.reading.workspace_discovery import MARKER
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import in_repository, tracked_files
from outrider.storage.writing.kept_secrets import overlay_file
from outrider.variables.literal_places import (
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
    environments = list(environments)
    found: dict[SourceLocation, list[str]] = {}
    for name, place in _literals(settings, environments, collection):
        found.setdefault(place, []).append(_called(name, place))
    for name, place in variables_of_credentials(settings, environments, collection):
        found.setdefault(place, [name])
    files = dict.fromkeys(place.file for place in found)
    tracked = tracked_files(reader.root, files, trusted, process_env)
    for place, names in found.items():
        if place.file in tracked:
            many = len(names) > 1
            what = "Possible credentials" if many else "A possible credential"
            it = "them" if many else "it"
            yield Fault(
                "secret_in_git",
                f"{what} ({', '.join(dict.fromkeys(names))}) {'are' if many else 'is'} plain text "
                f"in {place.file}, which git does not ignore.",
                reader.with_line(place),
                why=f"Everyone who can read the repository can read {it}, including its history.",
                advice=f"Move {it} to [secrets] in {_local_file(place, settings, environments)} "
                f"and use {{{{name}}}} here. If pushed, replace the "
                f"credential{'s' if many else ''}.",
                severity=Severity.WARNING,
            )


def _called(name: str, place: SourceLocation) -> str:
    """What a credential is called in its file: in an auth the key, if no URL holds it."""
    key = str(place.key[-1]) if place.key else ""
    holds = key == "issuer" or key.endswith(("_endpoint", "_uri", "_url"))
    if place.key[:1] == ("auth",) and not holds:
        return place.dotted_key
    return name or "by its shape"


def _local_file(
    place: SourceLocation, settings: WorkspaceSettings | None, environments: list[Environment]
) -> str:
    """Where a secret for what stands there goes: the environment's own, else the default one's."""
    own = [one.id for one in environments if one.file == place.file]
    default = settings.default_environment if settings is not None else None
    known = [one.id for one in environments]
    if not own and not known:
        return "the local file of an environment"
    return overlay_file([*own, *(one for one in known if one == default), *known][0])


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

"""Everything in a workspace that needs trust, from its files; nothing is opened and nothing run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.definitions import choose_auth, named_auth
from outrider.engine.send.auth_resolution import connection_templates
from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    environment_scope,
    request_scope,
)
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import (
    ConnectionNeeds,
    PlacedText,
    auth_destinations,
    body_paths,
    process_needs,
    secret_needs,
    variable_texts,
)
from outrider.errors import OutriderError, SourceLocation, WorkspaceError
from outrider.model.trust import TRUST_NOTHING, TrustNeed, distinct_needs
from outrider.model.workspace import (
    AuthTable,
    Environment,
    Folder,
    Request,
    RequestWithFolders,
    WorkspaceSettings,
)
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.variables.message_assembly import request_templates
from outrider.variables.reference_grammar import has_reference


class SurveyedFiles(Struct, frozen=True):
    """What is looked through.

    Attributes:
        root: of the workspace.
        settings: what ``outrider.toml`` says.
        environments: in which requests and folders are looked at.
        folders: by id, as :class:`~outrider.model.workspace.Collection` has them.
        requests: by id.
        unread: the texts of environments that cannot be read.
    """

    root: Path
    settings: WorkspaceSettings
    environments: Sequence[Environment] = ()
    folders: Mapping[str, Folder] = {}
    requests: Mapping[str, Request] = {}
    unread: tuple[str, ...] = ()

    def needs(self) -> tuple[TrustNeed, ...]:
        """All that needs trust, each thing once, where it is first written."""
        return distinct_needs((*self.own_needs(), *self.request_needs()))

    def request_needs_once(self) -> tuple[TrustNeed, ...]:
        """What folders and requests need, each thing once."""
        return distinct_needs(self.request_needs())

    def own_needs(self) -> Iterator[TrustNeed]:
        """What the settings and the environments need themselves."""
        yield from process_needs(_within(MARKER, variable_texts(self.settings.variables)))
        for environment in self.environments:
            yield from _environment_needs(environment, self._snapshot(environment))

    def request_needs(self) -> Iterator[TrustNeed]:
        """What folders and requests need, in each of the environments."""
        for folder in self.folders.values():
            yield from process_needs(_within(folder.file, _folder_texts(folder)))
            if folder.auth is not None:
                # Every request below without an auth of its own gets this one.
                below = Request(id=f"{folder.id}/request".strip("/"), name="", file="")
                yield from self._auth_needs(below, folder.auth)
        alike: set[object] = set()
        kept: KeptFiles | None = None
        for request in self.requests.values():
            yield from process_needs(_within(request.file, _request_texts(request)))
            if request.auth is not None:
                yield from self._auth_needs(request, request.auth, alike)
            if any(True for _ in body_paths(request)):
                kept = self.secret_files() if kept is None else kept
                yield from self._body_needs(request, kept)

    def _auth_needs(
        self, request: Request, table: AuthTable, alike: set[object] | None = None
    ) -> Iterator[TrustNeed]:
        """What an auth needs; ``alike`` takes what was looked at already, and is passed over."""
        if isinstance(table.table.get("use"), str):
            return  # An environment's own, which is looked at there.
        placed = self.with_folders(request)
        snapshots: Iterable[WorkspaceSnapshot] = self.snapshots()
        if not isinstance(table.table.get("extends"), str):
            destinations = _destinations(placed)
            kind = request.id.rpartition("/")[0], destinations
            if not destinations or (alike is not None and kind in alike):
                return
            if alike is not None and not request.variables:
                alike.add(kind)
            if not any(map(has_reference, dict(destinations).values())):
                snapshots = islice(snapshots, 1)
        for snapshot in snapshots:
            with suppress(WorkspaceError):
                config = choose_auth(placed, snapshot.environment).config
                if config is not None and config.declared_in:
                    scope = auth_variable_scope(snapshot, placed, config)
                    yield from ConnectionNeeds(snapshot, scope).of_auth(config)

    def _body_needs(self, request: Request, kept: KeptFiles) -> Iterator[TrustNeed]:
        placed = self.with_folders(request)
        refers = any(has_reference(written) for written, _ in body_paths(request))
        for snapshot in self.snapshots() if refers else islice(self.snapshots(), 1):
            scope = request_scope(snapshot, placed)
            yield from ConnectionNeeds(snapshot, scope, kept).of_body(request)

    def snapshots(self) -> Iterator[WorkspaceSnapshot]:
        """One for each environment; without any, one without."""
        return map(self._snapshot, self.environments or (None,))

    def secret_files(self) -> KeptFiles:
        """The files from which the environments take a secret or a key."""
        root = os.path.realpath(self.root)
        return KeptFiles.at(root, (), self.unread).joined(
            ConnectionNeeds(one, environment_scope(one)).secret_files() for one in self.snapshots()
        )

    def _snapshot(self, environment: Environment | None) -> WorkspaceSnapshot:
        return WorkspaceSnapshot(self.root, self.settings, environment, TRUST_NOTHING)

    def with_folders(self, request: Request) -> RequestWithFolders:
        """A request with the folders above it, as far as they are looked through."""
        steps = request.id.split("/")[:-1]
        names = ("/".join(steps[:size]) for size in range(len(steps), -1, -1))
        found = (self.folders[name] for name in names if name in self.folders)
        return RequestWithFolders(request, tuple(found))


def read_for_survey(reader: WorkspaceReader) -> SurveyedFiles:
    """Everything that can be read; a file that is broken can do nothing."""
    collection = reader.collection()
    return replace(
        environments_for_survey(reader),
        folders=collection.folders,
        requests=collection.requests,
    )


def environments_for_survey(reader: WorkspaceReader) -> SurveyedFiles:
    """The same without folders and requests."""
    settings = WorkspaceSettings(name="")
    with suppress(OutriderError):
        settings = reader.settings()
    environments: list[Environment] = []
    unread: list[str] = []
    for name in reader.environment_ids():
        try:
            environments.append(reader.environment(name))
        except OutriderError:
            unread += reader.environment_texts(name)
    return SurveyedFiles(reader.root, settings, tuple(environments), unread=tuple(unread))


def workspace_needs(reader: WorkspaceReader) -> tuple[TrustNeed, ...]:
    """All that a workspace needs trust for, links that lead out of it among it."""
    links = WorkspaceFiles(reader.root, trusted=True).links_outside(MARKER, ENVIRONMENTS, REQUESTS)
    return distinct_needs((*links, *read_for_survey(reader).needs()))


def with_lines(needs: Iterable[TrustNeed], reader: WorkspaceReader) -> tuple[TrustNeed, ...]:
    """The needs with the lines on which they are written."""
    return tuple(
        need
        if need.place.line is not None or not need.place.file
        else replace(need, place=reader.with_line(need.place))
        for need in needs
    )


def _environment_needs(
    environment: Environment, snapshot: WorkspaceSnapshot
) -> Iterator[TrustNeed]:
    yield from secret_needs(environment, environment.secrets, snapshot)
    texts = list(variable_texts(environment.variables))
    texts += connection_templates(environment)
    connections = ConnectionNeeds(snapshot, environment_scope(snapshot))
    yield from connections.of_environment(environment)
    for name, table in environment.auths.items():
        texts += _auth_texts(table)
        with suppress(WorkspaceError):
            yield from connections.of_auth(named_auth(environment, name))
    yield from process_needs(_within(environment.file, texts))


def _destinations(placed: RequestWithFolders) -> tuple[tuple[str, str], ...]:
    """Where the client of an auth goes that is the same in every environment, and its sources."""
    try:
        config = choose_auth(placed, None).config
    except WorkspaceError:
        return ()
    if config is None:
        return ()
    sources = ((name, repr(dict(ref.options))) for name, ref in config.sources.items())
    return (*auth_destinations(config), *sources)


def _within(file: str, texts: Iterable[PlacedText]) -> Iterator[PlacedText]:
    """The texts of a file; of what is not written yet, the file is known and no line."""
    for text, place in texts:
        yield text, place if place.file else SourceLocation(file)


def _folder_texts(folder: Folder) -> Iterator[PlacedText]:
    yield from variable_texts(folder.variables)
    for index, row in enumerate(folder.headers):
        if row.enabled:
            for key in ("name", "value"):
                yield getattr(row, key), SourceLocation(folder.file, ("headers", index, key))
    if folder.auth is not None:
        yield from _auth_texts(folder.auth)


def _request_texts(request: Request) -> Iterator[PlacedText]:
    yield from request_templates(RequestWithFolders(request, ()))
    yield from variable_texts(request.variables)
    if request.auth is not None:
        yield from _auth_texts(request.auth)


def _auth_texts(table: AuthTable) -> Iterator[PlacedText]:
    for key, value in table.table.items():
        for text in _texts(value):
            yield text, table.location_of(key)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)

"""To which hosts the credentials of a workspace go, as its files alone tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Self, TypeAlias

from msgspec import Struct, field

from outrider.auth.definitions import choose_auth, named_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.send.auth_resolution import auth_templates
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    folder_scope,
    request_scope,
)
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import ConnectionNeeds, PlacedText
from outrider.engine.workspace.trust_survey import SurveyedFiles
from outrider.errors import SourceLocation, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import Environment, Folder, Request, RequestWithFolders
from outrider.variables.message_assembly import request_templates
from outrider.variables.requirements import find_requirements, names_outside
from outrider.variables.variable_scope import VariableScope

Credential: TypeAlias = tuple[str, ...]
"""What a credential is known by: a secret of an environment, a process variable, an auth, or the
token that one of these gets."""

_HEAD = re.compile(r"(?:[^/?#]*/){0,2}[^/?#]*")
"""All of a URL that can decide its host, whatever the variables in it stand for."""

_USUAL_HEAD = re.compile(r"[^/?#]*(?<!:)(?=[/?#]|$)|[^/?#]*://[^/?#]*")
"""What decides the host unless a variable ends within a scheme: the same in most requests."""


class CredentialFlow(Struct, frozen=True):
    """A credential, and a host that it goes to.

    Attributes:
        environment: in which one, by its id; empty without any.
        host: a need of kind ``HOST``; this machine counts as any other host.
    """

    credential: Credential
    environment: str
    host: TrustNeed

    @property
    def pair(self) -> tuple[Credential, tuple[str, ...]]:
        """The credential and the host, wherever it is written."""
        return self.credential, self.host.subject


class HeldCredentials(Struct, frozen=True):
    """The credentials that a workspace has.

    Attributes:
        secrets: names by environment.
        process: process variables that its files read.
        auths: tables by environment and name, or by the file that declares them.
    """

    secrets: Mapping[str, frozenset[str]]
    process: frozenset[str]
    auths: Mapping[Credential, Mapping[str, Any]]

    @classmethod
    def of(cls, files: SurveyedFiles, needs: Iterable[TrustNeed]) -> Self:
        """Those of a workspace, whose needs are these."""
        auths: dict[Credential, Mapping[str, Any]] = {}
        for environment in files.environments:
            for name, table in environment.auths.items():
                auths["auth", environment.id, name] = table.table
        declaring: list[Folder | Request] = [*files.folders.values(), *files.requests.values()]
        for one in declaring:
            if one.auth is not None and one.auth.table.get("type") != "none":
                auths["auth", one.file] = one.auth.table
        return cls(
            {one.id: frozenset(one.secrets) for one in files.environments if one.secrets},
            frozenset(one.subject[0] for one in needs if one.kind is TrustKind.PROCESS_VARIABLE),
            auths,
        )

    def __bool__(self) -> bool:
        return bool(self.secrets or self.process or self.auths)

    def named(
        self, texts: Iterable[PlacedText], scope: VariableScope, environment: str
    ) -> Iterator[Credential]:
        """Those that texts refer to, also through variables."""
        found = find_requirements(texts, scope)
        for name in found.secrets & self.secrets.get(environment, frozenset()):
            yield "secret", environment, name
        for name in found.process & self.process:
            yield "process", name


class _Group(Struct):
    """Requests that no environment tells apart, but for their URLs.

    Attributes:
        placed: one of them.
        names: of variables that they refer to; ``None`` where each text has to be looked at.
        urls: as far as they decide the host, and where each is written.
    """

    placed: RequestWithFolders
    names: frozenset[str] | None
    urls: dict[str, SourceLocation] = field(default_factory=dict)


class _AuthUse(Struct, frozen=True):
    """What an auth adds to a request, and what its client takes elsewhere."""

    added: frozenset[Credential] = frozenset()
    client: frozenset[Credential] = frozenset()
    endpoints: tuple[TrustNeed, ...] = ()


class CredentialFlows:
    """Follows credentials through the files of a workspace, as they are or as they would be.

    Args:
        files: that are looked through.
        held: the credentials that count.
        exact: whether no flow may be missed, whatever the URLs look like.
    """

    def __init__(self, files: SurveyedFiles, held: HeldCredentials, *, exact: bool = True) -> None:
        self._files = files
        self._head = _HEAD if exact else _USUAL_HEAD
        self._held = held

    def of(
        self, requests: Iterable[Request], snapshots: Iterable[WorkspaceSnapshot]
    ) -> Iterator[CredentialFlow]:
        """Where the credentials go with these requests, in each of these environments."""
        groups = self._groups(requests)
        for snapshot in snapshots:
            yield from _EnvironmentFlows(snapshot, self._held).of(groups)

    def of_definitions(self, snapshots: Iterable[WorkspaceSnapshot]) -> Iterator[CredentialFlow]:
        """Where the clients of the environments' own auths go, used or not."""
        for snapshot in snapshots:
            yield from _EnvironmentFlows(snapshot, self._held).of_definitions()

    def _groups(self, requests: Iterable[Request]) -> tuple[_Group, ...]:
        groups: dict[object, _Group] = {}
        for request in requests:
            placed = self._files.with_folders(request)
            names = names_outside(request_templates(placed), request.variables)
            without = _is_without(request)
            alone = request.auth is not None and not without
            alone = alone or bool(request.variables) or names is None
            own = request.id if alone else "none" if without else ""
            key = request.id.rpartition("/")[0], alone, own, names
            if key not in groups:
                groups[key] = _Group(placed, names)
            head = self._head.match(request.url)
            if head and head[0]:
                place = SourceLocation(request.file, ("url",))
                groups[key].urls.setdefault(f"{head[0]}/", place)
        return tuple(groups.values())


class _EnvironmentFlows:
    """The flows in one environment."""

    def __init__(self, snapshot: WorkspaceSnapshot, held: HeldCredentials) -> None:
        self._snapshot = snapshot
        self._held = held
        self._id = snapshot.environment_id
        self._named: dict[tuple[str, str], frozenset[Credential]] = {}
        self._auths: dict[str, _AuthUse] = {}

    def of(self, groups: Iterable[_Group]) -> Iterator[CredentialFlow]:
        for group in groups:
            auth = self._auth(group.placed)
            for host in auth.endpoints:
                yield from self._flows(auth.client, host)
            credentials = self._written(group) | auth.added
            if credentials:
                needs = ConnectionNeeds(self._snapshot, request_scope(self._snapshot, group.placed))
                for url, place in group.urls.items():
                    for host in needs.any_host(url, place):
                        yield from self._flows(credentials, host)

    def of_definitions(self) -> Iterator[CredentialFlow]:
        environment = self._snapshot.environment
        if environment is None:
            return
        for name in environment.auths:
            found = _config(partial(named_auth, environment, name))
            use = self._use(found, None) if found is not None else _AuthUse()
            for host in use.endpoints:
                yield from self._flows(use.client, host)

    def _flows(
        self, credentials: Iterable[Credential], host: TrustNeed
    ) -> Iterator[CredentialFlow]:
        for credential in sorted(credentials):
            yield CredentialFlow(credential, self._id, host)

    def _written(self, group: _Group) -> frozenset[Credential]:
        """What the requests of a group hold themselves."""
        if group.names is None:
            scope = request_scope(self._snapshot, group.placed)
            return frozenset(self._held.named(request_templates(group.placed), scope, self._id))
        folder = group.placed.request.id.rpartition("/")[0]
        found: frozenset[Credential] = frozenset()
        for name in group.names:
            key = folder, name
            if key not in self._named:
                scope = folder_scope(self._snapshot, group.placed.folders)
                text = f"{{{{{name}}}}}", SourceLocation("")
                self._named[key] = frozenset(self._held.named([text], scope, self._id))
            found |= self._named[key]
        return found

    def _auth(self, placed: RequestWithFolders) -> _AuthUse:
        request = placed.request
        if _is_without(request):
            return _AuthUse()
        # Requests of one folder without an auth of their own get the same.
        key = request.id if request.auth else request.id.rpartition("/")[0] + "/"
        if key not in self._auths:
            environment = self._snapshot.environment
            config = _config(lambda: choose_auth(placed, environment).config)
            use = _AuthUse() if config is None else self._use(config, placed)
            self._auths[key] = use
        return self._auths[key]

    def _use(self, config: AuthConfig, placed: RequestWithFolders | None) -> _AuthUse:
        scheme = find_scheme(config.type)
        if scheme is None or config.type == "none":
            return _AuthUse()
        scope = auth_variable_scope(self._snapshot, placed, config)
        found = set(self._held.named(auth_templates(config), scope, self._id))
        own = self._held_as(config, placed)
        if own:
            found.add(own)
        if not scheme.uses_token:
            return _AuthUse(frozenset(found))
        needs = ConnectionNeeds(self._snapshot, scope)
        return _AuthUse(
            frozenset(("token", *one) for one in found),
            frozenset(found),
            tuple(needs.endpoints(config)) if found else (),
        )

    def _held_as(self, config: AuthConfig, placed: RequestWithFolders | None) -> Credential:
        """What an auth of the workspace is known by, as long as it says what it said."""
        key: Credential = ("auth", config.declared_in)
        table = None
        if not config.declared_in:
            key = "auth", self._id, config.name
            table = _table_of(self._snapshot.environment, config.name)
        elif placed is not None:
            owners: list[Request | Folder] = [placed.request, *placed.folders]
            found = next((one.auth for one in owners if one.file == config.declared_in), None)
            table = found.table if found is not None else None
        return key if table is not None and self._held.auths.get(key) == table else ()


def _is_without(request: Request) -> bool:
    """Whether a request says that it has no auth."""
    return request.auth is not None and dict(request.auth.table) == {"type": "none"}


def _table_of(environment: Environment | None, name: str) -> Mapping[str, Any] | None:
    table = environment.auths.get(name) if environment is not None else None
    return table.table if table is not None else None


def _config(choose: Callable[[], AuthConfig | None]) -> AuthConfig | None:
    """A definition; ``None`` where it is broken, and nothing is sent."""
    try:
        return choose()
    except WorkspaceError:
        return None

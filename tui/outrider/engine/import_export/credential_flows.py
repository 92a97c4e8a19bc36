"""To which hosts the credentials of a workspace go, as its files alone tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.auth.definitions import choose_auth, named_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.import_export.held_credentials import Credential, HeldCredentials
from outrider.engine.import_export.request_auths import (
    FixedAuths,
    auth_or_none,
    is_fixed_auth,
    is_without_auth,
    shared_auth,
)
from outrider.engine.send.auth_resolution import auth_templates, connection_templates
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    environment_scope,
    folder_scope,
    request_scope,
)
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import ConnectionNeeds, auth_endpoints
from outrider.engine.workspace.trust_survey import SurveyedFiles
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig
from outrider.model.trust import TrustNeed
from outrider.model.workspace import Environment, Folder, Request, RequestWithFolders
from outrider.variables.message_assembly import request_templates
from outrider.variables.reference_grammar import reference_spans
from outrider.variables.requirements import names_outside
from outrider.variables.variable_scope import VariableScope

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


class _Group(Struct):
    """Requests that no environment tells apart, but for their URLs.

    Attributes:
        placed: one of them.
        names: of variables that they refer to; ``None`` where each text has to be looked at.
        urls: as far as they decide the host, and where each is written.
        endpoints: to which the client of an auth goes that is the same in every environment;
            ``None`` where it may be another.
        goes: what decides where they go, once all of them are in the group; empty in doubt.
    """

    placed: RequestWithFolders
    names: frozenset[str] | None
    urls: dict[str, SourceLocation] = field(default_factory=dict)
    endpoints: tuple[str, ...] | None = None
    goes: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """What tells apart where the same text may mean something else."""
        request = self.placed.request
        return request.id if request.variables else request.id.rpartition("/")[0] + "/"


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
        only: hosts (the subjects of their needs) beside which no other counts; a flow to one of
            them may be missed where the URL is unusual. ``None`` for all, and none missed.
    """

    def __init__(
        self,
        files: SurveyedFiles,
        held: HeldCredentials,
        *,
        only: Collection[tuple[str, ...]] | None = None,
    ) -> None:
        self._files = files
        self._head = _HEAD if only is None else _USUAL_HEAD
        self._held = held
        self._only = only
        self._fixed = FixedAuths()

    def of(
        self, requests: Iterable[Request], snapshots: Iterable[WorkspaceSnapshot]
    ) -> Iterator[CredentialFlow]:
        """Where the credentials go with these requests, in each of these environments."""
        groups = self._groups(requests)
        for snapshot in snapshots:
            yield from self._in(snapshot).of(groups)

    def of_definitions(self, snapshots: Iterable[WorkspaceSnapshot]) -> Iterator[CredentialFlow]:
        """Where the clients of the environments' own auths go, used or not."""
        for snapshot in snapshots:
            yield from self._in(snapshot).of_definitions()

    def _in(self, snapshot: WorkspaceSnapshot) -> _EnvironmentFlows:
        return _EnvironmentFlows(snapshot, self._held, self._fixed, self._only)

    def _groups(self, requests: Iterable[Request]) -> tuple[_Group, ...]:
        groups: dict[object, _Group] = {}
        for request in requests:
            placed = self._files.with_folders(request)
            names = names_outside(request_templates(placed), request.variables)
            shared = shared_auth(request)
            alone = shared is None or bool(request.variables) or names is None
            own = request.id if alone else shared
            key = request.id.rpartition("/")[0], alone, own, names
            if key not in groups:
                endpoints = self._fixed.endpoints(placed)
                groups[key] = _Group(placed, names, endpoints=endpoints)
            head = self._head.match(request.url)
            if head and head[0]:
                place = SourceLocation(request.file, ("url",))
                groups[key].urls.setdefault(f"{head[0]}/", place)
        for one in groups.values():
            if one.endpoints is not None:
                one.goes = one.folder, *one.urls, *one.endpoints
        return tuple(groups.values())


class _EnvironmentFlows:
    """The flows in one environment."""

    def __init__(
        self,
        snapshot: WorkspaceSnapshot,
        held: HeldCredentials,
        fixed: FixedAuths,
        only: Collection[tuple[str, ...]] | None,
    ) -> None:
        self._snapshot = snapshot
        self._held = held
        self._fixed = fixed
        self._only = only
        self._id = snapshot.environment_id
        self._hosts: dict[tuple[str, str], tuple[TrustNeed, ...]] = {}
        self._reached: dict[tuple[str, ...], bool] = {}
        self._named: dict[tuple[str, str], frozenset[Credential]] = {}
        self._auths: dict[str, _AuthUse] = {}

    def of(self, groups: Iterable[_Group]) -> Iterator[CredentialFlow]:
        for group in groups:
            if self._only is not None and not self._counts(group):
                continue
            auth = self._auth(group.placed)
            for host in auth.endpoints:
                yield from self._flows(auth.client, host)
            credentials = self._written(group) | auth.added
            for host in self._hosts_of(group) if credentials else ():
                yield from self._flows(credentials, host)

    def _hosts_of(self, group: _Group) -> Iterator[TrustNeed]:
        """The hosts that count to which the requests of a group go."""
        scope = partial(request_scope, self._snapshot, group.placed)
        for url, place in group.urls.items():
            for host in self._host(group.folder, url, scope):
                yield replace(host, place=place)

    def _counts(self, group: _Group) -> bool:
        """Whether a host that counts may be one to which a group goes."""
        goes = group.goes
        if not goes:
            return True
        if goes not in self._reached:
            scope = partial(request_scope, self._snapshot, group.placed)
            self._reached[goes] = any(self._host(goes[0], one, scope) for one in goes[1:])
        return self._reached[goes]

    def _host(
        self, folder: str, written: str, scope: Callable[[], VariableScope]
    ) -> tuple[TrustNeed, ...]:
        """The host of a URL, if it counts, looked up once for each folder."""
        if (folder, written) not in self._hosts:
            needs = ConnectionNeeds(self._snapshot, scope())
            found = needs.any_host(written, SourceLocation(""))
            self._hosts[folder, written] = tuple(
                one for one in found if self._only is None or one.subject in self._only
            )
        return self._hosts[folder, written]

    def of_definitions(self) -> Iterator[CredentialFlow]:
        environment = self._snapshot.environment
        if environment is None:
            return
        yield from self._of_proxy(environment)
        for name in environment.auths:
            found = auth_or_none(partial(named_auth, environment, name))
            use = self._use(found, None) if found is not None else _AuthUse()
            for host in use.endpoints:
                yield from self._flows(use.client, host)

    def _of_proxy(self, environment: Environment) -> Iterator[CredentialFlow]:
        """Where the credentials go that stand in the URL of a proxy."""
        scope = environment_scope(self._snapshot)
        for written, place in connection_templates(environment):
            if place.key[-1:] == ("url",):
                found = set(self._held.named([(written, place)], scope, self._id))
                if self._held.proxies.get(self._id) == written:
                    found.add(("proxy", self._id))
                for host in ConnectionNeeds(self._snapshot, scope).any_host(written, place):
                    yield from self._flows(found, host)

    def _flows(
        self, credentials: Iterable[Credential], host: TrustNeed
    ) -> Iterator[CredentialFlow]:
        for credential in sorted(credentials) if self._is_somewhere(host) else ():
            yield CredentialFlow(credential, self._id, host)

    def _is_somewhere(self, host: TrustNeed) -> bool:
        """Whether the host can be any: what refers to a name that is not defined is not sent."""
        environment = self._snapshot.environment
        secrets = environment.secrets if environment is not None else {}
        names = (span.name for text in host.subject for span in reference_spans(text))
        return all(name.startswith("$") or name in secrets for name in names)

    def _written(self, group: _Group) -> frozenset[Credential]:
        """What the requests of a group hold themselves."""
        if group.names is None:
            scope = request_scope(self._snapshot, group.placed)
            return frozenset(self._held.named(request_templates(group.placed), scope, self._id))
        return self._behind(group.names, group.placed)

    def _behind(self, names: Iterable[str], placed: RequestWithFolders) -> frozenset[Credential]:
        """What names mean in a request's folder, each looked up once."""
        folder = placed.request.id.rpartition("/")[0]
        found: frozenset[Credential] = frozenset()
        for name in names:
            key = folder, name
            if key not in self._named:
                scope = folder_scope(self._snapshot, placed.folders)
                text = f"{{{{{name}}}}}", SourceLocation("")
                self._named[key] = frozenset(self._held.named([text], scope, self._id))
            found |= self._named[key]
        return found

    def _auth(self, placed: RequestWithFolders) -> _AuthUse:
        request = placed.request
        if is_without_auth(request):
            return _AuthUse()
        shared = shared_auth(request)
        key = request.id
        if shared is not None:
            # Where no request or folder has an auth, all get the environment's own.
            above = (one.id for one in placed.folders if one.auth is not None)
            key = f"{shared}\0" if shared else f"{next(above, chr(0))}/"
        if key not in self._auths:
            environment = self._snapshot.environment
            if request.auth is not None and is_fixed_auth(request.auth):
                config = self._fixed.of(placed).config
            else:
                config = auth_or_none(lambda: choose_auth(placed, environment).config)
            use = _AuthUse() if config is None else self._use(config, placed)
            self._auths[key] = use
        return self._auths[key]

    def _use(self, config: AuthConfig, placed: RequestWithFolders | None) -> _AuthUse:
        scheme = find_scheme(config.type)
        if scheme is None or config.type == "none":
            return _AuthUse()
        scope = partial(auth_variable_scope, self._snapshot, placed, config)
        names = None
        if placed is not None and placed.request.auth and is_fixed_auth(placed.request.auth):
            names = self._fixed.of(placed).names
        if placed is not None and names is not None:
            found = set(self._behind(names, placed))
        else:
            found = set(self._held.named(auth_templates(config), scope(), self._id))
        own = self._held_as(config, placed)
        if own:
            found.add(own)
        if not scheme.uses_token:
            return _AuthUse(frozenset(found))
        endpoints: list[TrustNeed] = []
        if found and names is not None and placed is not None:
            folder = placed.request.id.rpartition("/")[0] + "/"
            for name, written in auth_endpoints(config):
                for host in self._host(folder, written, scope):
                    endpoints.append(replace(host, place=config.location_of(name)))
        elif found:
            endpoints += ConnectionNeeds(self._snapshot, scope()).endpoints(config)
        return _AuthUse(
            frozenset(("token", *one) for one in found), frozenset(found), tuple(endpoints)
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


def _table_of(environment: Environment | None, name: str) -> Mapping[str, Any] | None:
    table = environment.auths.get(name) if environment is not None else None
    return table.table if table is not None else None

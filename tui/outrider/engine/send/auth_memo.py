"""What sends with the same auth definition and files need not find out again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.auth.definitions import choose_auth
from outrider.engine.send.auth_resolution import auth_templates, connection_templates
from outrider.engine.send.request_scopes import environment_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.send_trial import ResolvedCredentials
from outrider.lazy_pattern import lazy_pattern
from outrider.model.auth import AuthConfig
from outrider.model.secret import Secret
from outrider.model.workspace import RequestWithFolders
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.runtime_values import RuntimeValues

_MOST = 64
_NESTED = lazy_pattern(r"\{\{[^{}]*\{\{")


class SurveyedAuth(Struct):
    """A definition of an environment, in which nothing is wrong and all was agreed to.

    Attributes:
        parts: what it was surveyed with, by identity.
        names: everything that it refers to, also through variables.
        looked: what the definition refers to.
        connections: what the environment's connections refer to.
        resolved: both without references.
        secrets: the values with which they were resolved.
        process: the same of process variables.
    """

    parts: tuple[object, ...]
    names: frozenset[str]
    looked: Requirements
    connections: Requirements
    resolved: ResolvedCredentials
    secrets: Mapping[str, Secret]
    process: Mapping[str, str]

    def is_of(self, secrets: Mapping[str, Secret], process: Mapping[str, str]) -> bool:
        """Whether these values are those with which it was resolved."""
        names = self.looked.secrets | self.connections.secrets
        read = self.looked.process | self.connections.process
        return all(self.secrets.get(one) == secrets.get(one) for one in names) and all(
            self.process.get(one) == process.get(one) for one in read
        )


class _Chosen(Struct, frozen=True):
    """The definition of a request, and what it was chosen from."""

    parts: tuple[object, ...]
    config: AuthConfig | None


class AuthMemo(Struct):
    """Remembers the last definitions that were used.

    All parts are frozen, or replaced where they change: what has the same identity says the same.
    They are kept, so that no other thing gets the identity of one.
    """

    chosen: OrderedDict[tuple[object, ...], _Chosen] = field(default_factory=OrderedDict)
    surveyed: OrderedDict[tuple[object, ...], SurveyedAuth] = field(default_factory=OrderedDict)

    def choose(self, request: RequestWithFolders, snapshot: WorkspaceSnapshot) -> AuthConfig | None:
        """The definition that a request gets.

        Raises:
            WorkspaceError: it is not as it should be.
        """
        folders = [folder for folder in request.folders if folder.auth is not None]
        tables = (request.request.auth, *(folder.auth for folder in folders))
        files = (request.request.file if tables[0] is not None else "", *(f.file for f in folders))
        key = (id(snapshot.environment), *map(id, tables), *files)
        found = self.chosen.get(key)
        if found is None:
            config = choose_auth(request, snapshot.environment).config
            found = self.chosen[key] = _Chosen((snapshot.environment, *tables), config)
            if len(self.chosen) > _MOST:
                self.chosen.popitem(last=False)
        return found.config

    def find(self, config: AuthConfig, snapshot: WorkspaceSnapshot) -> SurveyedAuth | None:
        """What is known of a definition with these files and values."""
        known = self.surveyed.get(tuple(map(id, _parts(config, snapshot))))
        return known if known is not None and not _is_given(known.names, snapshot) else None

    def keep(
        self,
        config: AuthConfig,
        snapshot: WorkspaceSnapshot,
        surveys: tuple[Requirements, Requirements],
        resolved: ResolvedCredentials,
        values: RuntimeValues,
    ) -> None:
        """Remembers a definition of an environment in which nothing is wrong.

        One that takes a value from a row of data or a response is not remembered.

        Args:
            config: the definition.
            snapshot: the files.
            surveys: what it refers to, and what the environment's connections do.
            resolved: both without references.
            values: with which they were resolved.
        """
        if config.declared_in or snapshot.masked or _has_made_names(config, snapshot):
            return
        names = _names(config, snapshot)
        if names is None or _is_given(names, snapshot):
            return
        parts = _parts(config, snapshot)
        known = SurveyedAuth(parts, names, *surveys, resolved, values.secrets, values.process)
        self.surveyed[tuple(map(id, parts))] = known
        if len(self.surveyed) > _MOST:
            self.surveyed.popitem(last=False)


def _names(config: AuthConfig, snapshot: WorkspaceSnapshot) -> frozenset[str] | None:
    """What a definition and the connections refer to; ``None`` where files alone do not say it.

    What a row or a response gives hides the variable of that name, and all that it refers to.
    """
    environment = snapshot.environment
    scope = environment_scope(replace(snapshot, row={}, captured={}))
    texts = [*auth_templates(config), *(connection_templates(environment) if environment else ())]
    looked = find_requirements(texts, scope)
    if looked.faults:
        return None
    return looked.credentials.union(name for name, _ in looked.variables)


def _is_given(names: frozenset[str], snapshot: WorkspaceSnapshot) -> bool:
    """Whether one of the names has its value from a row or a response."""
    return not (names.isdisjoint(snapshot.row) and names.isdisjoint(snapshot.captured))


def _has_made_names(config: AuthConfig, snapshot: WorkspaceSnapshot) -> bool:
    """Whether the name of a variable may be made of others, of which surveys do not tell."""
    environment = snapshot.environment
    variables = [one.value for one in snapshot.settings.variables.values()]
    texts = [text for text, _ in auth_templates(config)]
    if environment is not None:
        variables += [one.value for one in environment.variables.values()]
        texts += [text for text, _ in connection_templates(environment)]
    return any(_NESTED.search(str(text)) is not None for text in (*texts, *variables))


def _parts(config: AuthConfig, snapshot: WorkspaceSnapshot) -> tuple[object, ...]:
    return (
        config,
        snapshot.environment,
        snapshot.settings,
        snapshot.trust,
        snapshot.overrides,
        snapshot.root,
    )

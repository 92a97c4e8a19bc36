"""The credentials that a workspace has, however they are written in its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, TypeAlias

from msgspec import Struct

from outrider.engine.send.trust_needs import PlacedText
from outrider.engine.workspace.trust_survey import SurveyedFiles
from outrider.errors import SourceLocation
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import Folder, Request
from outrider.variables.literal_places import literals_in_proxy, literals_in_variable
from outrider.variables.requirements import find_requirements
from outrider.variables.variable_scope import VariableScope

Credential: TypeAlias = tuple[str, ...]
"""What a credential is known by: a secret of an environment, a process variable, an auth, or the
token that one of these gets."""


class HeldCredentials(Struct, frozen=True):
    """The credentials that a workspace has.

    Attributes:
        secrets: names by environment.
        process: process variables that its files read.
        auths: tables by environment and name, or by the file that declares them.
        literals: variables that hold what looks like a credential: names, and where they stand.
        proxies: ids of environments with the URL of a proxy in which a credential stands.
    """

    secrets: Mapping[str, frozenset[str]]
    process: frozenset[str]
    auths: Mapping[Credential, Mapping[str, Any]]
    literals: frozenset[tuple[str, SourceLocation]] = frozenset()
    proxies: Mapping[str, str] = {}

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
            frozenset(_literals(files)),
            {
                one.id: one.proxy
                for one in files.environments
                if one.proxy and literals_in_proxy(one.proxy, SourceLocation(one.file))
            },
        )

    def __bool__(self) -> bool:
        own = self.secrets or self.process or self.auths
        return bool(own or self.literals or self.proxies)

    def named(
        self, texts: Iterable[PlacedText], scope: VariableScope, environment: str
    ) -> Iterator[Credential]:
        """Those that texts refer to, also through variables."""
        found = find_requirements(texts, scope)
        for name in found.secrets & self.secrets.get(environment, frozenset()):
            yield "secret", environment, name
        for name in found.process & self.process:
            yield "process", name
        for name, place in found.variables & self.literals:
            yield "variable", place.file, name


def _literals(files: SurveyedFiles) -> Iterator[tuple[str, SourceLocation]]:
    """The variables of a workspace that hold a credential, although they are no secrets."""
    tables = [files.settings.variables]
    tables += (one.variables for one in files.environments)
    tables += (one.variables for one in files.folders.values())
    for variables in tables:
        for name, variable in variables.items():
            if literals_in_variable(name, variable.value, variable.place):
                yield name, variable.place

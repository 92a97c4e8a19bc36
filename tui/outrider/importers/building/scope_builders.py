"""Variables, secrets and environments on their way to the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from msgspec import Struct, field, structs

from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportedEnvironment
from outrider.model.secret import Secret
from outrider.model.workspace import AuthTable, Environment, Scalar, SecretRef, Variable


class VariableBuilder(Struct):
    """The variables of one scope.

    Attributes:
        secrets: empty where the export left the value out.
        comments: lines for what is switched off.
    """

    variables: dict[str, Scalar] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def move_to_secrets(values: VariableBuilder, names: Set[str]) -> None:
    """Makes secrets of variables that turned out to hold credentials."""
    for name in names & values.variables.keys():
        value = values.variables[name]
        if isinstance(value, str) and "{{" not in value:
            values.secrets[name] = Secret(value)
            del values.variables[name]


def variables(values: Mapping[str, Scalar]) -> dict[str, Variable]:
    """As the workspace holds them."""
    return {name: Variable(value, UNKNOWN_LOCATION) for name, value in values.items()}


class EnvironmentBuilder(Struct):
    """An environment on its way; ``id`` is the name of its file.

    Attributes:
        stands_in: as :class:`~outrider.model.import_result.ImportedEnvironment` has it.
        auths: what only this environment authenticates with, by name.
        sources: where secrets are to be had whose value the import does not have, by name: the
            provider, and its keys as a file has them; any other is asked for.
        settings: what an environment has besides: color, proxy, TLS and the like.
        is_private: as :class:`~outrider.model.import_result.ImportedEnvironment` has it.
    """

    id: str
    name: str
    values: VariableBuilder
    stands_in: bool = False
    auths: dict[str, AuthTable] = field(default_factory=dict)
    sources: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    settings: Environment = Environment("", "", "")
    is_private: bool = False


def environment(draft: EnvironmentBuilder, shared: Mapping[str, Secret]) -> ImportedEnvironment:
    """The environment with its secrets, and those that every environment needs."""
    plain, own = draft.values.variables, draft.values.secrets
    found = {name: value for name, value in shared.items() if name not in plain} | own
    return ImportedEnvironment(
        structs.replace(
            draft.settings,
            id=draft.id,
            name=draft.name,
            file=f"environments/{draft.id}.toml",
            variables=variables(plain),
            secrets={
                name: SecretRef(
                    name, *draft.sources.get(name, ("prompt", {"prompt": True})), UNKNOWN_LOCATION
                )
                for name in found
            },
            auths=dict(draft.auths),
        ),
        {name: value for name, value in found.items() if value},
        draft.stands_in,
        draft.is_private,
    )

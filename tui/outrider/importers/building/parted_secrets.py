"""Secrets that a nearer place has another value for: a variable in each, which refers to its own.

A secret shares its name with no variable, and only environments have secrets. So a name for which
a folder or a request has a value of its own is a variable everywhere, as any other name that is
defined twice; what it says is a reference to a secret that no other place has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.building.scope_builders import (
    EnvironmentBuilder,
    VariableBuilder,
    move_to_secrets,
)
from outrider.importers.building.secret_naming import SecretNamer


class SecretParter:
    """Makes variables of the secrets of names that are defined nearer as well.

    Args:
        environments: where such a secret gets one name in all of them.
        scopes: the variables of folders and globals.
    """

    def __init__(
        self,
        report: BuildReport,
        secrets: SecretNamer,
        environments: Sequence[EnvironmentBuilder],
        scopes: Sequence[VariableBuilder],
    ) -> None:
        self._report = report
        self._secrets = secrets
        self._environments = environments
        self._scopes = scopes

    def part_folders(self, winning: Iterable[VariableBuilder]) -> None:
        """Parts what these folders define, which win over environments in their tool."""
        self._know_secrets()
        environed = {
            name
            for one in self._environments
            for name in (*one.values.variables, *one.values.secrets)
        }
        names: dict[str, None] = {}
        for values in winning:
            secret = self._secret_names - values.secrets.keys()
            names |= dict.fromkeys(one for one in values.variables if one in secret)
            names |= dict.fromkeys(
                one for one in values.secrets if one in environed and not self._is_same(one, values)
            )
        self._part(names)

    def part_requests(self, requests: Iterable[RequestBuilder]) -> None:
        """Parts what requests define: a variable of theirs, always."""
        self._know_secrets()
        secret = self._secret_names
        self._part({name: None for one in requests for name in one.variables if name in secret})

    @property
    def _every_scope(self) -> list[VariableBuilder]:
        return [*(one.values for one in self._environments), *self._scopes]

    @property
    def _secret_names(self) -> Set[str]:
        return {name for values in self._every_scope for name in values.secrets}

    def _know_secrets(self) -> None:
        """What an auth uses as a secret, or is one in another place, is one everywhere."""
        names = self._secrets.named | self._secret_names
        for values in self._every_scope:
            move_to_secrets(values, names)

    def _is_same(self, name: str, values: VariableBuilder) -> bool:
        held = (one.values.secrets.get(name) for one in self._environments)
        return all(one == values.secrets[name] for one in held)

    def _part(self, names: Collection[str]) -> None:
        self._report.source = ""
        for name in names:
            made: list[str] = []
            holders = [one for one in self._environments if name in one.values.secrets]
            if holders:
                made.append(self._secrets.own_name(name))
            for one in holders:
                one.values.secrets[made[0]] = one.values.secrets.pop(name)
                one.values.variables[name] = "{{" + made[0] + "}}"
                if source := one.sources.pop(name, None):
                    one.sources[made[0]] = source
            for values in self._scopes:
                secret = values.secrets.pop(name, None)
                if secret:
                    made.append(self._secrets.own_name(name))
                    self._secrets.values[made[-1]] = secret
                if secret is not None:
                    values.variables[name] = "{{" + made[-1] + "}}" if secret else ""
            if made:
                shown = ", ".join("{{" + one + "}}" for one in made)
                self._report.changed(
                    f'Variable "{name}" refers to a secret for each place that has a value: '
                    f"{shown}.",
                    why="A folder or a request has a value of its own, and a variable cannot have "
                    "the name of a secret.",
                )

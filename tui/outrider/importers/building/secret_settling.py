"""Sees to it that what is secret anywhere is a secret of every environment."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.scope_builders import (
    EnvironmentBuilder,
    VariableBuilder,
    move_to_secrets,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import slug


class SecretSettler:
    """Moves secrets from collections, folders and globals to environments, which alone hold them.

    Args:
        environments: gets one more where there is none.
        scopes: the variables of folders and globals.
    """

    def __init__(
        self,
        report: BuildReport,
        secrets: SecretNamer,
        environments: list[EnvironmentBuilder],
        scopes: Sequence[VariableBuilder],
    ) -> None:
        self._report = report
        self._secrets = secrets
        self._environments = environments
        self._scopes = scopes

    def settle(self, name: str) -> None:
        """Does it; ``name`` is that of an environment that has to be made for them."""
        self._report.source = ""
        for values in [*(one.values for one in self._environments), *self._scopes]:
            move_to_secrets(values, self._secrets.named)
        named = {name for one in self._environments for name in one.values.secrets}
        for values in self._scopes:
            move_to_secrets(values, named)
        for variable in dict.fromkeys(key for values in self._scopes for key in values.secrets):
            self._settle(variable, is_known=variable in named)
        if self._secrets.values and not self._environments:
            made = EnvironmentBuilder(slug(name, "default"), name, VariableBuilder(), True)
            self._environments.append(made)
        every = named | self._secrets.values.keys()
        for one in self._environments:
            move_to_secrets(one.values, every)
        self._part_names(every)
        self._tell_empty()

    def _tell_empty(self) -> None:
        """Variables of environments that are secrets by their name, and hold nothing."""
        held = (one.values.secrets for one in self._environments)
        empty = {name for secrets in held for name, value in secrets.items() if not value}
        if empty:
            names = ", ".join("{{" + name + "}}" for name in sorted(empty))
            self._report.changed(
                f"Secrets without a value will be asked for: {names}.",
                why="The import has no value for them in at least one environment.",
            )

    def _settle(self, name: str, *, is_known: bool) -> None:
        """One variable of collections, folders or globals that is a secret."""
        holders = [values for values in self._scopes if name in values.secrets]
        different = {values.secrets[name] for values in holders if values.secrets[name]}
        if len(different) > 1 and not is_known:
            # Each scope keeps its variable, which refers to a secret of its own.
            for values in holders:
                secret = values.secrets.pop(name)
                reference = self._secrets.hide_secret(name, secret) if secret else ""
                values.variables[name] = reference
            self._report.changed(
                f'Variable "{name}" of several folders became a secret for each folder.',
                why="Only environments contain secrets; the values are in "
                "environments/*.local.toml.",
            )
            return
        first = holders[0].secrets[name]
        self._secrets.values.setdefault(name, next(iter(different), first))
        for values in holders:
            del values.secrets[name]
        if self._environments and all(
            one.values.secrets.get(name) or one.values.variables.get(name)
            for one in self._environments
        ):
            self._report.changed(
                f'Collection variable "{name}" was removed.',
                why="It is a secret, and every environment has its own value, which takes "
                "precedence.",
            )
            return
        self._report.changed(
            f'Collection variable "{name}" became a secret of every environment.',
            why="Its value is in environments/*.local.toml, which git ignores."
            if self._secrets.values[name]
            else "It has no value in the import, and will be asked for.",
        )

    def _part_names(self, secrets: set[str]) -> None:
        """No variable around an environment has the name of one of its secrets."""
        for values in self._scopes:
            for name in secrets & values.variables.keys():
                value = values.variables.pop(name)
                for one in self._environments:
                    if name not in one.values.secrets:
                        # The environment's own variable won before, too.
                        one.values.variables.setdefault(name, value)
                self._report.changed(
                    f'Variable "{name}" was moved to the environments.',
                    why="It is a secret of an environment, which takes precedence over the "
                    "collection.",
                )

"""What is known of each environment when a script decides something by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from outrider.importers.building.item_builders import CollectionBuilder, ItemBuilder
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.postman.scripts.script_state import EnvironmentFacts
from outrider.importers.postman.token_usage import with_ancestors


class ImportedScopes:
    """The variables that an import brings, and what a script sees of them.

    Attributes:
        environments: those that are imported; a value that one needs is written into it.
        shared: the globals.
        given: what has a value where the import goes, as :class:`ImportSource` has it.
    """

    def __init__(
        self,
        environments: Sequence[EnvironmentBuilder],
        shared: VariableBuilder,
        given: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        self.environments = environments
        self.shared = shared
        self.given = given
        self._around: set[str] = set()

    def facts(self, draft: ItemBuilder, drafts: CollectionBuilder) -> Iterator[EnvironmentFacts]:
        """For each environment, what a script in this place sees; without any, one with no name."""
        around = [
            one.values for one in drafts.folders if one in with_ancestors(draft, drafts.folders)
        ]
        shared = _texts(self.shared)
        own: dict[str, str] = {}
        for values in around:
            own |= _texts(values)
        common = shared | own
        self._around |= common.keys()
        scopes = {"globals": shared, "collectionVariables": own, "iterationData": {}}
        if not self.environments:
            yield EnvironmentFacts(None, common, scopes)
        for environment in self.environments:
            held = _texts(environment.values)
            yield EnvironmentFacts(environment.name, common | held, scopes | {"environment": held})

    def is_decided_by_environments(self, name: str) -> bool:
        """Whether environments give a variable its value: one does, or nothing around them.

        The empty name is that of the environment itself.
        """
        held = any(
            name in one.values.variables or name in one.values.secrets for one in self.environments
        )
        return held or name not in self._around

    def names(self) -> set[str]:
        """Every name that an environment or the globals give something."""
        found: set[str] = set()
        for values in (self.shared, *(one.values for one in self.environments)):
            found |= values.variables.keys() | values.secrets.keys()
        return found


def _texts(values: VariableBuilder) -> dict[str, str]:
    """Each variable's value; a secret's as well, since a script may take it apart."""
    plain = {name: _written(value) for name, value in values.variables.items()}
    return plain | {name: value.reveal() for name, value in values.secrets.items()}


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Names of an import's secrets that mean something else in the workspace already."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, structs

from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, SecretRef
from outrider.storage.reading.table_decoding import LITERAL


class NamesInUse(Struct, frozen=True):
    """What names stand for in a workspace that an import goes into.

    Attributes:
        variables: of files that the import does not write.
        environments: those that the import adds to.
        own: the text of all files that the import brought before.
    """

    variables: Collection[str]
    environments: tuple[Environment, ...]
    own: str

    def clashes(self, name: str, value: Secret | None, *, is_literal: bool) -> bool:
        """Whether a secret cannot have this name: something else would change its meaning."""
        if name in self.variables:
            return True
        if not is_literal or "{{" + name + "}}" in self.own:
            return False
        if any(name in one.variables for one in self.environments):
            return True
        held = [one.secrets[name] for one in self.environments if name in one.secrets]
        return any(value is None or literal_of(one) != value for one in held)


def literal_of(secret: SecretRef) -> Secret | None:
    """The value that is written out in a file; ``None`` where it is to be had elsewhere."""
    value = secret.options.get("value") if secret.provider == LITERAL else None
    return value if isinstance(value, Secret) else None


def renamed_secrets(imported: ImportResult, used: NamesInUse) -> tuple[ImportResult, list[str]]:
    """The import with other names for secrets whose names are taken, and those that had them."""
    names: dict[str, str] = {}
    all_names = {name for one in imported.environments for name in one.environment.secrets}
    for name in sorted(all_names):
        values = [one.values.get(name) for one in imported.environments]
        value = next((one for one in values if one is not None), None)
        is_literal = name in imported.literals
        if used.clashes(name, value, is_literal=is_literal):
            numbered = (f"{name}_{number}" for number in itertools.count(2))
            names[name] = next(
                one
                for one in numbered
                if one not in all_names
                and one not in names.values()
                and not used.clashes(one, value, is_literal=True)
            )
    return (_renamed(imported, names) if names else imported), sorted(names)


def _renamed(imported: ImportResult, names: Mapping[str, str]) -> ImportResult:
    pattern = re.compile(rf"(?<!\\)\{{\{{({'|'.join(map(re.escape, names))})\}}\}}")

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda match: "{{" + names[match[1]] + "}}", value)
        if isinstance(value, Secret):
            return value
        if isinstance(value, Struct):
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            changed = {name: rename(one) for name, one in fields.items()}
            same = all(changed[name] is fields[name] for name in fields)
            return value if same else structs.replace(value, **changed)
        if isinstance(value, Mapping):
            return {key: rename(one) for key, one in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(rename(one) for one in value)
        return value

    def key(name: str) -> str:
        return names.get(name, name)

    environments = tuple(
        structs.replace(
            one,
            environment=structs.replace(
                one.environment,
                variables=rename(one.environment.variables),
                secrets={
                    key(name): structs.replace(secret, name=key(name))
                    for name, secret in one.environment.secrets.items()
                },
            ),
            values={key(name): value for name, value in one.values.items()},
        )
        for one in imported.environments
    )
    return structs.replace(
        imported,
        folders=rename(imported.folders),
        requests=rename(imported.requests),
        variables=rename(imported.variables),
        comments=rename(imported.comments),
        environments=environments,
        literals=tuple(map(key, imported.literals)),
    )

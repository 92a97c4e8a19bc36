"""Names of an import's secrets that mean something else in the workspace already."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from msgspec import Struct, structs

from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Folder, Request, SecretRef
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.writing.import_environments import may_hold

_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")
_NUMBER = re.compile(r"_\d+$")


class NamesInUse(Struct, frozen=True):
    """What names stand for in a workspace that an import goes into.

    Attributes:
        variables: of files that the import does not write.
        environments: those whose secrets count.
        own: what the import brought before, each with the items that refer to it.
    """

    variables: Collection[str]
    environments: tuple[Environment, ...]
    own: Mapping[str, Collection[str]]

    def clashes(self, name: str, value: Secret | None, *, is_literal: bool) -> bool:
        """Whether a secret cannot have this name: something else would change its meaning."""
        if name in self.variables:
            return True
        if not is_literal or name in self.own:
            return False
        if any(name in one.variables for one in self.environments):
            return True
        return any(value is None or literal_of(one) != value for one in self._held(name))

    def is_held(self, name: str, value: Secret | None) -> bool:
        """Whether an environment has this value for a secret."""
        return value is not None and any(literal_of(one) == value for one in self._held(name))

    def is_updatable(self, name: str) -> bool:
        """Whether the value of a secret may become another one."""
        return all(map(may_hold, self._held(name)))

    def _held(self, name: str) -> list[SecretRef]:
        return [one.secrets[name] for one in self.environments if name in one.secrets]


def literal_of(secret: SecretRef) -> Secret | None:
    """The value that is written out in a file; ``None`` where it is to be had elsewhere."""
    value = secret.options.get("value") if secret.provider == LITERAL else None
    return value if isinstance(value, Secret) else None


def renamed_secrets(
    imported: ImportResult, used: NamesInUse
) -> tuple[ImportResult, Mapping[str, str]]:
    """The import with other names for secrets whose names are taken, and these by the old ones.

    A value that it brought before keeps the name that it has, whatever comes before it now.
    """
    brought = [one.environment.secrets for one in imported.environments]
    every = {*imported.secrets, *(name for secrets in brought for name in secrets)}
    literals = {name: _value(imported, name) for name in sorted(every & {*imported.literals})}
    names: dict[str, str] = {}
    plain = sorted(every - literals.keys())
    for name in plain:
        if used.clashes(name, _value(imported, name), is_literal=False):
            names[name] = _free(name, None, {*plain, *names.values()}, used)
        else:
            names[name] = name
    names |= _known_again(imported, literals, used, {*names.values()})
    for name in [one for one in literals if one not in names]:
        known = {*names.values()}
        if name in known or used.clashes(name, literals[name], is_literal=True):
            base = _base(name) if _base(name) in literals else name
            names[name] = _free(base, literals[name], known, used)
        else:
            names[name] = name
    changed = {old: new for old, new in names.items() if old != new}
    return (_renamed(imported, changed) if changed else imported), changed


def _known_again(
    imported: ImportResult,
    literals: Mapping[str, Secret | None],
    used: NamesInUse,
    taken: Collection[str],
) -> Mapping[str, str]:
    """Names that the import gave before: by the value, by who refers to it, else in order."""
    places: dict[str, set[str]] = {}
    items: tuple[Folder | Request, ...] = (*imported.folders, *imported.requests)
    for item in items if used.own else ():
        for found in _REFERENCE.finditer(repr(item)):
            places.setdefault(found[1], set()).add(item.id)
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda new, old: used.is_held(old, literals[new]),
        lambda new, old: not places.get(new, set()).isdisjoint(used.own[old]),
        lambda _, old: used.is_updatable(old),
    )
    names: dict[str, str] = {}
    free = [one for one in used.own if one not in taken]
    for matches in tests:
        for new in (one for one in literals if one not in names):
            same = [old for old in free if _base(old) == _base(new) and matches(new, old)]
            if same:
                names[new] = new if new in same else same[0]
                free.remove(names[new])
    return names


def _value(imported: ImportResult, name: str) -> Secret | None:
    values = [one.values.get(name) for one in imported.environments]
    return next((one for one in (*values, imported.secrets.get(name)) if one is not None), None)


def _base(name: str) -> str:
    return _NUMBER.sub("", name)


def _free(name: str, value: Secret | None, known: Collection[str], used: NamesInUse) -> str:
    """The first numbered name that nothing else has."""
    return next(
        one
        for one in (f"{name}_{number}" for number in itertools.count(2))
        if one not in known and not used.clashes(one, value, is_literal=True)
    )


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
        secrets={key(name): value for name, value in imported.secrets.items()},
        literals=tuple(map(key, imported.literals)),
        remarks=tuple(
            structs.replace(one, what=rename(one.what), advice=rename(one.advice))
            for one in imported.remarks
        ),
    )

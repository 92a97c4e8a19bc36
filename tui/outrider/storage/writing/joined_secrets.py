"""Literals of an import that the workspace has as secrets already: one value, one secret."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from msgspec import structs

from outrider.importers.secret_names import base_name, brought_value, with_names
from outrider.model.import_result import (
    ImportedEnvironment,
    ImportRemark,
    ImportResult,
    ImportVerdict,
)
from outrider.model.secret import Secret
from outrider.storage.writing.held_secrets import HeldSecret
from outrider.storage.writing.import_environments import reference_list

_T = TypeVar("_T")


def with_joined_secrets(
    imported: ImportResult,
    held: Iterable[HeldSecret],
    taking: Collection[str],
    taken: Collection[str],
) -> ImportResult:
    """The import whose literals refer to the secret that has their value, however it is called.

    A secret that has another value in another environment is another thing; of several with the
    value, nobody knows which is meant, so that the literal keeps a name of its own.

    Args:
        imported: with the secrets that it brings.
        held: what the local files of the workspace have.
        taking: ids of the environments that would get the literals.
        taken: names that a reference would not get from a local file.
    """
    known = _known(held, taking)
    names: dict[str, str] = {}
    for name in imported.literals:
        value = brought_value(imported, name)
        same = [] if value is None else [one for one in known.get(value, []) if one not in taken]
        alike = [one for one in same if base_name(one) == base_name(name)]
        if len(same) == 1 and not alike:
            names[name] = same[0]
    return _joined(imported, names) if names else imported


def _known(held: Iterable[HeldSecret], taking: Collection[str]) -> Mapping[Secret, list[str]]:
    """The names that stand for one value only, and in each of these environments, by the value."""
    values: dict[str, dict[str, str]] = {}
    for one in held:
        if one.is_secret:
            values.setdefault(one.name, {})[one.environment] = one.value
    found: dict[Secret, list[str]] = {}
    for name, places in values.items():
        if taking and places.keys() >= set(taking) and len(set(places.values())) == 1:
            found.setdefault(Secret(next(iter(places.values()))), []).append(name)
    return found


def _joined(imported: ImportResult, names: Mapping[str, str]) -> ImportResult:
    made = with_names(imported, names)
    gone = set(names.values())
    remark = ImportRemark(
        ImportVerdict.CHANGED,
        f"Copies of the workspace's secrets became references: {reference_list(gone)}.",
        why="The workspace keeps these values out of files that git tracks.",
    )
    return structs.replace(
        made,
        secrets=_without(made.secrets, gone),
        environments=tuple(_left(one, gone) for one in made.environments),
        literals=tuple(one for one in made.literals if one not in gone),
        remarks=(*made.remarks, remark),
    )


def _left(one: ImportedEnvironment, gone: Collection[str]) -> ImportedEnvironment:
    """An environment that only stands for one that is there brings nothing that this has."""
    if not one.stands_in:
        return one
    environment = structs.replace(one.environment, secrets=_without(one.environment.secrets, gone))
    return structs.replace(one, environment=environment, values=_without(one.values, gone))


def _without(values: Mapping[str, _T], gone: Collection[str]) -> dict[str, _T]:
    return {name: value for name, value in values.items() if name not in gone}

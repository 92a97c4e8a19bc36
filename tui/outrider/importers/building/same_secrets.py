"""Variables that hold a credential which an import has as a literal too: one value, one secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from outrider.importers.building.scope_builders import VariableBuilder
from outrider.model.secret import Secret

_Values = Mapping[str, Secret]


def names_by_value(
    environments: Sequence[VariableBuilder],
    shared: VariableBuilder,
    collections: Iterable[VariableBuilder],
) -> dict[Secret, list[str]]:
    """The variables that have the same text in each environment, by what they hold.

    One that differs between environments is no name for a literal, which is the same in all of
    them; neither is one that has a value in some of them only.

    Args:
        environments: the variables of each; none for an import without one.
        shared: the globals.
        collections: the variables of each collection, which win over the globals.
    """
    around = [{**_texts(shared), **_texts(one)} for one in collections] or [_texts(shared)]
    seen = [
        {**outside, **inside}
        for outside in around
        for inside in [_texts(one) for one in environments] or [{}]
    ]
    found: dict[Secret, list[str]] = {}
    for name, value in seen[0].items():
        if value and all(one.get(name) == value for one in seen):
            found.setdefault(value, []).append(name)
    return found


def _texts(values: VariableBuilder) -> dict[str, Secret]:
    plain = {
        name: Secret(value)
        for name, value in values.variables.items()
        if isinstance(value, str) and "{{" not in value
    }
    return plain | values.secrets

"""Auths that are inherited where something nearer than the environment has a value for them.

Here an auth sees the variables of the file that it is written in, and environments win over
folders; in tools where folders win, and requests over both, it sees those of the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from outrider.importers.building.item_builders import CollectionBuilder, FolderBuilder
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.model.workspace import AuthTable, Scalar, scalar_text
from outrider.variables.nested_texts import with_texts
from outrider.variables.reference_grammar import reference_spans

_MOST_TURNS = 5
"""Of values that refer to further ones of their folder."""


def settle_shadowed_auths(
    drafts: CollectionBuilder,
    winning: Sequence[FolderBuilder],
    environments: Sequence[EnvironmentBuilder],
    scopes: Sequence[VariableBuilder],
) -> None:
    """Has each request send the auth that it sends in its tool.

    An auth of a folder says the values of its folder in place of their names; a request with
    other values gets the auth itself.

    Args:
        drafts: whose requests have the variables of their folders that an environment has too.
        winning: its folders that win over environments; parents come before children.
        environments: whose variables would win.
        scopes: every variable that the import brings.
    """
    environed = {name for one in environments for name in one.values.variables}
    refers: dict[str, set[str]] = {}
    for scope in scopes:
        for name, value in scope.variables.items():
            refers.setdefault(name, set()).update(_names(value))
    written = {one.id: one.auth for one in drafts.folders}
    seen: dict[str, Mapping[str, Scalar]] = {}
    for folder in drafts.folders:
        above = next((seen[one] for one in _above(folder.id) if one in seen), {})
        own = folder.values.variables if any(folder is one for one in winning) else {}
        seen[folder.id] = {**above, **{name: own[name] for name in own if name in environed}}
        if folder.auth is not None and seen[folder.id]:
            folder.auth = _with_values(folder.auth, seen[folder.id])
    for request in drafts.requests:
        if request.auth is not None or not request.variables:
            continue
        holder = next((one for one in _above(request.id) if written.get(one) is not None), None)
        auth = None if holder is None else written[holder]
        if holder is None or auth is None:
            continue
        known, missing = seen[holder], object()
        if any(
            request.variables.get(name, missing) != known.get(name, missing)
            for name in _followed(_names(auth.table), refers)
            if name in request.variables
        ):
            request.auth = auth


def _above(item_id: str) -> list[str]:
    """The folders that something is in, the nearest first; the last one has no name."""
    parts = item_id.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), -1, -1)] if item_id else []


def _names(value: object) -> set[str]:
    found: set[str] = set()

    def collect(text: str) -> str:
        found.update(span.name for span in reference_spans(text))
        return text

    with_texts(value, collect)
    return found


def _followed(names: set[str], refers: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += refers.get(name, ())
    return found


def _with_values(auth: AuthTable, values: Mapping[str, Scalar]) -> AuthTable:
    def say(text: str) -> str:
        for _ in range(_MOST_TURNS):
            spans = [one for one in reference_spans(text) if one.name in values]
            for span in reversed(spans):
                value = values[span.name]
                said = scalar_text(value)
                text = text[: span.start] + said + text[span.end :]
            if not spans:
                break
        return text

    return structs.replace(auth, table=with_texts(dict(auth.table), say))

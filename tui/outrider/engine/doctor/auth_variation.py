"""An environment as it would be with some keys of an auth definition changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from outrider.engine.doctor.probes import AuthEdit, AuthKey
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig
from outrider.model.workspace import AuthTable, Environment


def edited_environment(
    environment: Environment, config: AuthConfig, edits: Iterable[AuthEdit]
) -> Environment:
    """The environment with each edit made in the definition where the key is written."""
    auths = dict(environment.auths)
    for edit in edits:
        owner = owner_of(config, edit.key)
        table = auths[owner]
        changed = _changed(table.table, edit.key, edit.value)
        auths[owner] = AuthTable(changed, table.places, table.place)
    return replace(environment, auths=auths)


def owner_of(config: AuthConfig, key: AuthKey) -> str:
    """The name of the definition in which a key is written, or would be."""
    place = place_of(config, key)
    return str(place.key[1]) if len(place.key) > 1 else config.name


def place_of(config: AuthConfig, key: AuthKey) -> SourceLocation:
    """Where a key is written, or would be."""
    place = config.location_of(key[0])
    return place.inside(*key[1:]) if len(key) > 1 else place


def _changed(table: Mapping[str, Any], key: AuthKey, value: str | None) -> dict[str, Any]:
    first, *rest = key
    if rest:
        inner = table.get(first)
        below = _changed(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)
        kept = {name: one for name, one in table.items() if name != first}
        return {**kept, first: below} if below else kept
    if value is None:
        return {name: one for name, one in table.items() if name != first}
    return {**table, first: value}

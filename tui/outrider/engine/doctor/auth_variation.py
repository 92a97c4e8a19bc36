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
        owner = _owner(place_of(environment, config, edit.key), config)
        table = auths[owner]
        changed = _changed(table.table, edit.key, edit.value)
        auths[owner] = AuthTable(changed, table.places, table.place)
    return replace(environment, auths=auths)


def place_of(environment: Environment, config: AuthConfig, key: AuthKey) -> SourceLocation:
    """Where a key is written, or would be.

    One that is not there yet goes beside the key that it is about, perhaps into the definition that
    this one extends: what is wrong there is wrong for all that extend it.
    """
    if key[0] in config.places:
        return config.places[key[0]].inside(*key[1:]) if len(key) > 1 else config.places[key[0]]
    beside = config.places.get(_BESIDE.get(key[0], ""))
    owner = _owner(beside, config)
    return environment.auths[owner].place.inside(*key)


_BESIDE = {
    "token_endpoint_auth_method": "client_id",
    "basic_encoding": "client_id",
    "assertion_audience": "client_id",
}


def _owner(place: SourceLocation | None, config: AuthConfig) -> str:
    """The name of the definition in which something is written."""
    return str(place.key[1]) if place is not None and len(place.key) > 1 else config.name


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

"""An environment's overlay for this machine, laid over the file that the team shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.model.auth import MERGED_TABLES
from outrider.toml_text.schema import KeyPath

WORLD_BITS = 0o066
"""Permissions of group and others that no overlay may have."""


def others_can_read(file: str) -> str:
    """What is said of an overlay that has some of them."""
    return f"Other users of this machine can read or write {file}."


def merge_overlay(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The environment with its overlay applied; neither argument is changed.

    Tables merge recursively. Arrays, each entry of ``secrets``, an auth whose type changes, and a
    table in an auth that names a source are replaced whole. A key of an auth takes the place of
    the one that it is there instead of.
    """
    merged = _merge(base, overlay)
    for name, auth in _tables(overlay.get("auth")):
        merged["auth"][name] |= {
            key: value
            for key, value in _tables(auth)
            if isinstance(merged["auth"][name], dict) and key not in MERGED_TABLES
        }
        for key in _replaced_keys(auth):
            merged["auth"][name].pop(key, None)
    if isinstance(overlay.get("secrets"), dict) and isinstance(base.get("secrets"), dict):
        merged["secrets"] = {**base["secrets"], **overlay["secrets"]}
    for name in replaced_auths(base, overlay):
        merged["auth"][name] = overlay["auth"][name]
    return merged


def _replaced_keys(auth: Mapping[str, Any]) -> Iterator[str]:
    """The keys that must not be there beside those of an overlay's auth."""
    from outrider.auth.validation import alternatives

    for key in auth:
        other = alternatives().get(key)
        if other is not None and other not in auth:
            yield other


def _tables(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables in a table."""
    items = value.items() if isinstance(value, dict) else ()
    return ((key, inner) for key, inner in items if isinstance(inner, dict))


def _merge(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in overlay.items():
        below = merged.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def replaced_auths(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> frozenset[str]:
    """Names of the auths whose type the overlay changes."""
    auths, changes = base.get("auth"), overlay.get("auth")
    if not isinstance(auths, dict) or not isinstance(changes, dict):
        return frozenset()
    return frozenset(
        name
        for name, change in changes.items()
        if isinstance(change, dict)
        and isinstance(auths.get(name), dict)
        and isinstance(change.get("type"), str)
        and _type_of(auths, name) not in {None, change["type"]}
    )


def _type_of(auths: Mapping[str, Any], name: str) -> str | None:
    """The type of an auth, looked up through ``extends``."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        auth = auths.get(name)
        if not isinstance(auth, dict):
            return None
        if isinstance(auth.get("type"), str):
            return str(auth["type"])
        if not isinstance(auth.get("extends"), str):
            return None
        name = auth["extends"]
    return None


def defines(data: Mapping[str, Any], path: KeyPath) -> bool:
    """Whether a document holds this key."""
    value: Any = data
    for step in path:
        inside = (
            step in value
            if isinstance(value, dict)
            else isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        if not inside:
            return False
        value = value[step]
    return True

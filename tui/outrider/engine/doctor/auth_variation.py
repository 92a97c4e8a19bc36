"""An environment as it would be with some keys of an auth definition changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from msgspec.structs import replace

from outrider.auth.definitions import named_places, named_table
from outrider.engine.doctor.probes import AuthEdit, AuthKey
from outrider.errors import SourceLocation
from outrider.model.member_path import path_text
from outrider.model.safe_repr import SafeRepr
from outrider.model.workspace import AuthTable, Environment, scalar_text


class WrittenAuth(SafeRepr, frozen=True):
    """A definition as the files have it, right or not, with what it extends.

    Attributes:
        places: where each key is written.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"table"})

    name: str
    table: Mapping[str, Any]
    places: Mapping[str, SourceLocation]

    @classmethod
    def of(cls, environment: Environment, name: str) -> WrittenAuth:
        """The definition of this name.

        Raises:
            WorkspaceError: the name does not exist, or a cycle.
        """
        return cls(name, named_table(environment, name), named_places(environment, name))

    @property
    def material(self) -> frozenset[str]:
        """The keys that have a value."""
        return frozenset(name for name, value in self.table.items() if value not in ("", None))

    def value(self, key: AuthKey) -> str | None:
        """What is written for a key, lists in one text; ``None`` where nothing is."""
        found: Any = self.table
        for step in key:
            found = found.get(step) if isinstance(found, Mapping) else None
        if isinstance(found, list | tuple):
            return path_text(found) if key[0] == "token_response" else " ".join(map(str, found))
        return None if found is None else scalar_text(found)

    def place(self, environment: Environment, key: AuthKey) -> SourceLocation:
        """Where a key is written, or would be.

        One that is not there yet goes beside the key that it is about, perhaps into the definition
        that this one extends: what is wrong there is wrong for all that extend it.
        """
        written = self.places.get(key[0])
        if written is not None:
            return written.inside(*key[1:]) if len(key) > 1 else written
        owner = self._owner(self.places.get(_BESIDE.get(key[0], "")))
        return environment.auths[owner].place.inside(*key)

    def edited(self, environment: Environment, edits: Iterable[AuthEdit]) -> Environment:
        """The environment with each edit made in the definition where the key is written."""
        auths = dict(environment.auths)
        for edit in edits:
            owner = self._owner(self.place(environment, edit.key))
            table = auths[owner]
            changed = _changed(table.table, edit.key, edit.value)
            auths[owner] = AuthTable(changed, table.places, table.place)
        return replace(environment, auths=auths)

    def _owner(self, place: SourceLocation | None) -> str:
        """The name of the definition in which something is written."""
        return str(place.key[1]) if place is not None and len(place.key) > 1 else self.name


_BESIDE = {
    "token_endpoint_auth_method": "client_id",
    "basic_encoding": "client_id",
    "assertion_audience": "client_id",
}


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

"""Names of an import's secrets that mean something else in the workspace already."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from outrider.importers.secret_names import base_name, brought_value, with_names
from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Folder, Request, SecretRef
from outrider.storage.writing.import_environments import literal_of, may_hold

_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")


class NamesInUse(Struct, frozen=True):
    """What names stand for in a workspace that an import goes into.

    Attributes:
        variables: of files that the import does not write.
        environments: those whose secrets count.
        own: what the import brought before, each with the items that refer to it.
        pinned: of these, what a file that stays refers to, or another environment has a value
            for: no other request's value may take the name.
    """

    variables: Collection[str]
    environments: tuple[Environment, ...]
    own: Mapping[str, Collection[str]]
    pinned: Collection[str] = ()

    def clashes(self, name: str, value: Secret | None, *, is_literal: bool) -> bool:
        """Whether a secret cannot have this name: something else would change its meaning."""
        if name in self.variables:
            return True
        if not is_literal:
            return False
        if name in self.own:
            return name in self.pinned and value not in tuple(self.values(name))
        if any(name in one.variables for one in self.environments):
            return True
        return any(value is None or literal_of(one) != value for one in self._held(name))

    def values(self, name: str) -> Iterator[Secret]:
        """What environments have for a secret, where it is written out."""
        for one in self._held(name):
            value = literal_of(one)
            if value is not None:
                yield value

    def is_updatable(self, name: str) -> bool:
        """Whether the value of a secret may become that of another request."""
        return name not in self.pinned and all(map(may_hold, self._held(name)))

    def _held(self, name: str) -> list[SecretRef]:
        return [one.secrets[name] for one in self.environments if name in one.secrets]


class _KnownNames:
    """Names that an import gave before and that are not taken, each to be given once again."""

    def __init__(self, used: NamesInUse, taken: Collection[str]) -> None:
        self._used = used
        self._free = {old for old in used.own if old not in taken}
        self._names: dict[str, str] = {}

    def matched(
        self, imported: ImportResult, literals: Mapping[str, Secret | None]
    ) -> Mapping[str, str]:
        """Names for literals: by the value, by who refers to it, else in order."""
        if not self._free:
            return {}
        used = self._used
        values = {new: [value] if value is not None else [] for new, value in literals.items()}
        self._match(values, {old: list(used.values(old)) for old in self._free})
        places: dict[str, list[str]] = {}
        items: tuple[Folder | Request, ...] = (*imported.folders, *imported.requests)
        for item in items:
            for found in _REFERENCE.finditer(repr(item)):
                places.setdefault(found[1], []).append(item.id)
        self._match({new: places.get(new, []) for new in literals}, used.own)
        updatable = {old: [""] for old in self._free if used.is_updatable(old)}
        self._match({new: [""] for new in literals}, updatable)
        return self._names

    def _match(
        self, wanted: Mapping[str, Iterable[object]], known: Mapping[str, Iterable[object]]
    ) -> None:
        """Matches what has one of the same marks, its own name first."""
        by_mark: dict[tuple[str, object], deque[str]] = {}
        for old, marks in known.items():
            for mark in marks:
                by_mark.setdefault((base_name(old), mark), deque()).append(old)
        left = [new for new in wanted if new not in self._names]
        for new in left:
            if new in self._free and not set(wanted[new]).isdisjoint(known.get(new, ())):
                self._give(new, new)
        for new in left:
            for mark in wanted[new]:
                same = by_mark.get((base_name(new), mark), deque())
                while same and new not in self._names:
                    self._give(new, same.popleft())

    def _give(self, new: str, old: str) -> None:
        if old in self._free:
            self._free.remove(old)
            self._names[new] = old


def renamed_secrets(
    imported: ImportResult, used: NamesInUse
) -> tuple[ImportResult, Mapping[str, str]]:
    """The import with other names for secrets whose names are taken, and these by the old ones.

    A value that it brought before keeps the name that it has, whatever comes before it now.
    """
    brought = [one.environment.secrets for one in imported.environments]
    every = {*imported.secrets, *(name for secrets in brought for name in secrets)}
    literals = {
        name: brought_value(imported, name) for name in sorted(every & {*imported.literals})
    }
    plain = sorted(every - literals.keys())
    names: dict[str, str] = {}
    taken = set(plain)
    numbers: dict[str, Iterator[int]] = {}

    def settle(name: str, base: str, value: Secret | None, *, is_free: bool) -> None:
        if is_free:
            names[name] = name
        else:
            # What was passed over once is not free again.
            left = numbers.setdefault(base, itertools.count(2))
            candidates = (f"{base}_{number}" for number in left)
            names[name] = next(
                one
                for one in candidates
                if one not in taken and not used.clashes(one, value, is_literal=True)
            )
        taken.add(names[name])

    for name in plain:
        value = brought_value(imported, name)
        settle(name, name, None, is_free=not used.clashes(name, value, is_literal=False))
    known = _KnownNames(used, taken).matched(imported, literals)
    names |= known
    taken |= {*known.values()}
    for name, value in literals.items():
        if name not in names:
            base = base_name(name) if base_name(name) in literals else name
            is_free = name not in taken and not used.clashes(name, value, is_literal=True)
            settle(name, base, value, is_free=is_free)
    changed = {old: new for old, new in names.items() if old != new}
    return (with_names(imported, changed) if changed else imported), changed

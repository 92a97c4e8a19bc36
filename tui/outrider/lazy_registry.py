"""Registries whose members are imported when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Generic, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class LazyRegistry(Sequence[T_co], Generic[T_co]):
    """The members of a registry, in the order in which people see them.

    A send uses one member of each registry, and importing the others would cost it more than
    reading its files. What a member promises is checked with all of them in the tests.

    Args:
        package: where they are.
        members: the module in the package and the class, joined by a colon, by the name that
            files or command lines have for a member.
    """

    def __init__(self, package: str, members: Mapping[str, str]) -> None:
        self._package = package
        self._members = dict(members)
        self._made: dict[str, Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """What the members are called; none is imported."""
        return tuple(self._members)

    def find(self, name: str) -> T_co | None:
        """The member of this name; no other is imported."""
        if name not in self._made and name in self._members:
            module, _, kind = self._members[name].partition(":")
            self._made[name] = getattr(import_module(f"{self._package}.{module}"), kind)()
        found: T_co | None = self._made.get(name)
        return found

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[T_co]:
        for name in self._members:
            found = self.find(name)
            assert found is not None
            yield found

    @overload
    def __getitem__(self, index: int) -> T_co: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...

    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return tuple(self)[index]

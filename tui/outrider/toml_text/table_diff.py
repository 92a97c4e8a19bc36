"""What has to be done to a document for it to say something else, as few steps as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.toml_text.schema import KeyPath


class SetKey(Struct, frozen=True):
    """Gives a key, or an element that exists, a value."""

    path: KeyPath
    value: Any


class RemoveKey(Struct, frozen=True):
    """Removes a key or an element."""

    path: KeyPath


class InsertElement(Struct, frozen=True):
    """Inserts an element into an array; the last step of the path is its index."""

    path: KeyPath
    value: Any


TableEdit: TypeAlias = SetKey | RemoveKey | InsertElement


def strictly_equal(one: Any, other: Any) -> bool:
    """Equality that tells ``1`` from ``1.0`` and ``true``, and takes NaN for NaN."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            strictly_equal(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(strictly_equal, one, other))
    if isinstance(one, float) and isinstance(other, float) and isnan(one):
        return isnan(other)
    return type(one) is type(other) and bool(one == other)


def table_edits(
    old: Mapping[str, Any], new: Mapping[str, Any], path: KeyPath = ()
) -> Iterator[TableEdit]:
    """The steps from one table to the other, in the order in which they are to be taken."""
    for key in old:
        if key not in new:
            yield RemoveKey((*path, key))
    for key, value in new.items():
        here = (*path, key)
        if key not in old:
            yield SetKey(here, value)
        elif not strictly_equal(old[key], value):
            yield from _change(old[key], value, here)


def _change(old: Any, new: Any, path: KeyPath) -> Iterator[TableEdit]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from table_edits(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _array_differences(old, new, path)
    else:
        yield SetKey(path, new)


def _array_differences(
    old: Sequence[Any], new: Sequence[Any], path: KeyPath
) -> Iterator[TableEdit]:
    first = 0
    while first < min(len(old), len(new)) and strictly_equal(old[first], new[first]):
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and strictly_equal(old[-1 - last], new[-1 - last]):
        last += 1
    both = min(len(old), len(new)) - last
    for index in range(first, both):
        if not strictly_equal(old[index], new[index]):
            yield from _change(old[index], new[index], (*path, index))
    for index in reversed(range(both, len(old) - last)):
        yield RemoveKey((*path, index))
    for index in range(both, len(new) - last):
        yield InsertElement((*path, index), new[index])


class NoSuchKey(Exception):
    """A step leads to where a document has no table or array."""


def apply_edits(data: Mapping[str, Any], steps: Iterable[TableEdit]) -> dict[str, Any]:
    """The document's values after these steps; the argument is not changed.

    Raises:
        NoSuchKey: a step does not fit the document.
    """
    result: dict[str, Any] = to_builtins(data)
    for step in steps:
        _apply(result, step)
    return result


def _apply(data: dict[str, Any], step: TableEdit) -> None:
    target: Any = data
    try:
        for key in step.path[:-1]:
            if isinstance(step, SetKey) and isinstance(target, dict):
                target = target.setdefault(key, {})
            else:
                target = target[key]
        key = step.path[-1]
        if isinstance(step, RemoveKey):
            del target[key]
        elif isinstance(step, InsertElement):
            target.insert(key, to_builtins(step.value))
        else:
            target[key] = to_builtins(step.value)
    except (KeyError, IndexError, TypeError, AttributeError):
        raise NoSuchKey from None


def without_empty(value: Any) -> Any:
    """The value without empty tables and arrays in tables: whether one is written says nothing."""
    if isinstance(value, Mapping):
        kept = {key: without_empty(element) for key, element in value.items()}
        return {key: element for key, element in kept.items() if element not in ({}, [])}
    if isinstance(value, list):
        return [without_empty(element) for element in value]
    return value


def to_builtins(value: Any) -> Any:
    """The same value made of dictionaries and lists only."""
    if isinstance(value, Mapping):
        return {key: to_builtins(element) for key, element in value.items()}
    if isinstance(value, list | tuple):
        return [to_builtins(element) for element in value]
    return value

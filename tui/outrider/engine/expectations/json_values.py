"""JSON values as jq gives them: told apart by type, compared, and written as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def json_type(value: object) -> str:
    """The type of a value, as jq names it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"


def json_equal(one: object, other: object) -> bool:
    """Equality by JSON type: ``1`` is ``1.0``, and neither ``true`` nor ``"1"``."""
    if json_type(one) != json_type(other):
        return False
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(json_equal, one, other))
    return bool(one == other)


def json_contains(whole: object, part: object) -> bool:
    """Whether a text holds a text, an array an element, an object a key or these members."""
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    if isinstance(whole, Mapping):
        if isinstance(part, Mapping):
            return all(key in whole and json_equal(whole[key], part[key]) for key in part)
        return isinstance(part, str) and part in whole
    if isinstance(whole, Sequence):
        wanted = part if isinstance(part, list | tuple) else (part,)
        return all(any(json_equal(element, one) for element in whole) for one in wanted)
    return False


def json_line(value: object) -> str:
    """A value as people read it: JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def as_variable(value: object) -> str:
    """A captured value as a reference to it gives it: texts as such, all else as JSON."""
    return value if isinstance(value, str) else json_line(value)


def parse_outputs(found: Sequence[str]) -> list[Any]:
    """The outputs of jq as values.

    Raises:
        ValueError: a number has more digits than are read.
    """
    return [json.loads(one) for one in found]

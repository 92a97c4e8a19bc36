"""What a name holds where nobody knows which way a script has gone."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    BodyValue,
    ConstantValue,
    ObjectValue,
    TextValue,
    UnknownValue,
    Value,
    asks_of,
    comes_from_response,
    parts_in,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

MISSING = object()
"""Stands for what a name holds that there is not."""


class Condition(Struct, frozen=True, eq=False):
    """What decides whether a statement is run, and the variables that it asks."""

    node: SyntaxNode
    asks: frozenset[str]


def merged_cell(one: Any, other: Any, condition: Condition) -> Any:
    """What a changed thing is behind both ways: a value, the items of an array, or missing."""
    if one is other:
        return one
    if isinstance(one, list) and isinstance(other, list):
        if one == other:
            return one
        # Rows that are added in one case only: nobody knows the last of them.
        longer, shorter = sorted((one, other), key=len, reverse=True)
        unknown = merge(NOTHING, ConstantValue(0), condition)
        common = [merge(*pair, condition) for pair in zip(one, other, strict=False)]
        return [*common, *(unknown for _ in longer[len(shorter) :])]
    if isinstance(one, list) or isinstance(other, list):
        return MISSING
    first = NOTHING if one is MISSING else one
    second = NOTHING if other is MISSING else other
    return merge(first, second, condition)


def merge(one: Value, other: Value, condition: Condition) -> Value:
    """What a name holds that got one value or the other.

    A part of the answer wins over nothing, and over a variable: that is the token from last time.
    """
    if one == other:
        return one
    for first, second in ((one, other), (other, one)):
        is_token = bool(parts_in(first)) or isinstance(first, BodyValue)
        if is_token and _is_no_news(second):
            return first
    if isinstance(one, ObjectValue) and isinstance(other, ObjectValue):
        return _merged_objects(one, other, condition)
    asks: frozenset[str] = condition.asks | asks_of(one) | asks_of(other)
    derived = comes_from_response(one) or comes_from_response(other)
    node = condition.node
    what = " ".join(node.start.split())
    shown = what if len(what) <= 60 else what[:59] + "…"
    return UnknownValue(node.line, shown, asks, derived)


def _is_no_news(value: Value) -> bool:
    if isinstance(value, TextValue):
        return not parts_in(value)
    return isinstance(value, ConstantValue)


def _merged_objects(one: ObjectValue, other: ObjectValue, condition: Condition) -> Value:
    values: dict[str, Value] = {}
    for name in {**one.values, **other.values}:
        first, second = one.values.get(name, NOTHING), other.values.get(name, NOTHING)
        flat = not isinstance(first, ObjectValue) and not isinstance(second, ObjectValue)
        values[name] = (
            merge(first, second, condition)
            if flat or first is second
            else UnknownValue(condition.node.line, name, condition.asks, merged=True)
        )
    return ObjectValue(values)

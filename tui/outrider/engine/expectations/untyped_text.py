"""Texts without a type of their own: a column of CSV, ``--var``; and differences of type alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from outrider.engine.expectations.json_values import json_equal, json_type
from outrider.model.expectation import CheckKind

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "false": False}


class UntypedText(str):
    """A text that may as well stand for the number or boolean that it spells."""

    __slots__ = ()


def typed_for(kind: CheckKind, expected: Any, actual: object) -> Any:
    """What is expected, each text without a type as what it is compared with.

    Args:
        kind: of the check.
        expected: a JSON value.
        actual: the value that it is compared with.
    """
    match kind:
        case CheckKind.EQUALS | CheckKind.NOT_EQUALS:
            return _typed_like(expected, actual)
        case CheckKind.ONE_OF:
            return [_typed_like(one, actual) for one in expected]
        case CheckKind.CONTAINS if isinstance(actual, list | tuple):
            if isinstance(expected, list | tuple):
                return [_as_element(one, actual) for one in expected]
            return _as_element(expected, actual)
        case CheckKind.CONTAINS if isinstance(actual, Mapping) and isinstance(expected, Mapping):
            return _typed_like(expected, actual)
    return expected


def type_difference(kind: CheckKind, expected: Any, actual: object) -> str:
    """The types where values differ by type alone, as a sentence; empty where more differs."""
    candidates = [expected]
    if kind is CheckKind.ONE_OF or (kind is CheckKind.CONTAINS and isinstance(expected, list)):
        candidates = list(expected)
    values = [actual]
    if kind is CheckKind.CONTAINS and isinstance(actual, list | tuple):
        values = list(actual)
    elif kind not in {CheckKind.EQUALS, CheckKind.ONE_OF}:
        return ""
    for one in candidates:
        if kind is CheckKind.CONTAINS and any(json_equal(one, value) for value in values):
            continue
        for value in values:
            found = _differing_types(one, value, ())
            if found:
                return found
    return ""


def spelled_value(text: str) -> object:
    """The number or boolean that a text spells exactly as JSON does, else the text."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        try:
            return json.loads(text)
        except ValueError:
            # More digits than are read.
            pass
    return text


def _typed_like(expected: Any, actual: object) -> Any:
    if isinstance(expected, UntypedText):
        return spelled_value(expected) if json_type(actual) in {"number", "boolean"} else expected
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return {key: _typed_like(one, actual.get(key)) for key, one in expected.items()}
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        others = [*actual, *[None] * (len(expected) - len(actual))]
        return [_typed_like(one, other) for one, other in zip(expected, others, strict=False)]
    return expected


def _as_element(expected: Any, actual: list[Any] | tuple[Any, ...]) -> Any:
    """What is expected as that element of an array which it equals, if there is one."""
    typed = (_typed_like(expected, element) for element in actual)
    equal = (one for one, element in zip(typed, actual, strict=True) if json_equal(one, element))
    return next(equal, expected)


def _differing_types(expected: Any, actual: Any, path: tuple[str, ...]) -> str:
    kinds = (json_type(expected), json_type(actual))
    if kinds[0] != kinds[1]:
        texts = [one for one in (expected, actual) if isinstance(one, str)]
        values = [one for one in (expected, actual) if isinstance(one, int | float)]
        same = len(texts) == len(values) == 1 and json_equal(spelled_value(texts[0]), values[0])
        where = f" at {''.join(path)}" if path else ""
        return f"The types differ{where}: {kinds[0]} and {kinds[1]}." if same else ""
    pairs: list[tuple[str, Any, Any]] = []
    if kinds[0] == "object" and expected.keys() == actual.keys():
        pairs = [(f".{key}", one, actual[key]) for key, one in expected.items()]
    elif kinds[0] == "array" and len(expected) == len(actual):
        pairs = [(f"[{at}]", *both) for at, both in enumerate(zip(expected, actual, strict=True))]
    found = ""
    for key, one, other in pairs:
        if not json_equal(one, other):
            inner = _differing_types(one, other, (*path, key))
            if not inner:
                return ""
            found = found or inner
    return found

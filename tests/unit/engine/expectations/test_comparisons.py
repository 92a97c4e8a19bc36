"""Which values meet which checks."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.expectations.comparisons import NotComparable, is_met
from outrider.model.expectation import CheckKind

MET: list[tuple[str, Any, Any, bool]] = [
    ("equals", 1, 1.0, True),
    ("equals", 1, True, False),
    ("equals", 1, "1", False),
    ("equals", {"a": [1]}, {"a": [1.0]}, True),
    ("equals", {"a": 1}, {"a": 1, "b": 2}, False),
    ("equals", "", None, False),
    ("not_equals", "a", "b", True),
    ("not_equals", 1, 1.0, False),
    ("contains", "b", "abc", True),
    ("contains", 1, "1", False),
    ("contains", 2, [1, 2], True),
    ("contains", [2, 1], [1, 2, 3], True),
    ("contains", [4], [1, 2, 3], False),
    ("contains", "a", {"a": 1}, True),
    ("contains", {"a": 1}, {"a": 1, "b": 2}, True),
    ("contains", {"a": 2}, {"a": 1, "b": 2}, False),
    ("one_of", ["a", 1], 1, True),
    ("one_of", ["a", 1], True, False),
    ("at_least", 3, 3, True),
    ("at_least", 3, 2.9, False),
    ("at_most", 3, "2.5", True),
    ("at_most", "3", 4, False),
    ("at_least", 9007199254740993, 9007199254740992, False),
    ("type", "null", None, True),
    ("type", "boolean", 0, False),
    ("type", "number", 0.5, True),
    ("type", "string", "", True),
    ("type", "array", [], True),
    ("type", "object", {}, True),
]
CANNOT = [
    ("at_least", 1, "many", "The value is not a number: it is a string."),
    ("at_least", 1, "inf", "The value is not a number: it is a string."),
    ("at_most", 1, None, "The value is not a number: it is null."),
    ("at_most", 1, True, "The value is not a number: it is true."),
    ("at_least", "x", 1, "at_least is not a number: it is a string."),
    ("at_least", 1, [1], "The value is not a number: it is an array."),
    ("contains", 1, 1, "The value cannot contain anything: it is a number."),
]


def test_values_are_compared_by_their_type() -> None:
    for kind, expected, actual, met in MET:
        assert is_met(CheckKind(kind), expected, actual) is met, (kind, expected, actual)


def test_what_cannot_be_compared_is_told() -> None:
    for kind, expected, actual, why in CANNOT:
        with pytest.raises(NotComparable) as told:
            is_met(CheckKind(kind), expected, actual)
        assert str(told.value) == why

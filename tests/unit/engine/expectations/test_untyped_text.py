"""Texts without a type of their own, and differences of type alone."""

from __future__ import annotations

from typing import Any

from outrider.engine.expectations.comparisons import is_met
from outrider.engine.expectations.untyped_text import (
    UntypedText,
    spelled_value,
    type_difference,
    typed_for,
)
from outrider.model.expectation import CheckKind

FIVE = UntypedText("5")
COMPARED: list[tuple[str, Any, Any, bool]] = [
    ("equals", FIVE, 5, True),
    ("equals", FIVE, "5", True),
    ("equals", FIVE, 6, False),
    ("equals", UntypedText("05"), 5, False),
    ("equals", UntypedText(" 5"), 5, False),
    ("equals", UntypedText("5.0"), 5, True),
    ("equals", UntypedText("true"), True, True),
    ("equals", UntypedText("True"), True, False),
    ("equals", UntypedText("1"), True, False),
    ("equals", UntypedText("null"), None, False),
    ("equals", "5", 5, False),
    ("equals", {"a": [FIVE, "5"]}, {"a": [5, "5"]}, True),
    ("equals", {"a": [FIVE, "5"]}, {"a": [5, 5]}, False),
    ("equals", [FIVE, FIVE], [5], False),
    ("not_equals", FIVE, 5, False),
    ("not_equals", FIVE, 6, True),
    ("contains", FIVE, [4, 5], True),
    ("contains", FIVE, ["4", "5"], True),
    ("contains", FIVE, [4], False),
    ("contains", [FIVE, "a"], ["a", 5], True),
    ("contains", {"n": FIVE}, {"n": 5, "m": 1}, True),
    ("contains", FIVE, "15", True),
    ("one_of", ["a", FIVE], 5, True),
    ("one_of", ["a", "5"], 5, False),
]
TYPES: list[tuple[str, Any, Any, str]] = [
    ("equals", "1", 1, "The types differ: string and number."),
    ("equals", 1, "1", "The types differ: number and string."),
    ("equals", "true", True, "The types differ: string and boolean."),
    ("equals", "1", 2, ""),
    ("equals", "1", [1], ""),
    ("equals", 1, True, ""),
    ("equals", "null", None, ""),
    ("equals", {"a": [1, "2"]}, {"a": [1, 2]}, "The types differ at .a[1]: string and number."),
    ("equals", {"a": "1", "b": 2}, {"a": 1, "b": 3}, ""),
    ("one_of", ["a", "1"], 1, "The types differ: string and number."),
    ("contains", "2", [1, 2], "The types differ: string and number."),
    ("contains", ["1", 2], [1, 2], "The types differ: string and number."),
    ("contains", 2, [1, 3], ""),
    ("not_equals", "1", 1, ""),
    ("contains", "b", "abc", ""),
]


def test_a_text_without_a_type_is_what_it_is_compared_with() -> None:
    for word, expected, actual, met in COMPARED:
        kind = CheckKind(word)
        assert is_met(kind, typed_for(kind, expected, actual), actual) is met, (expected, actual)


def test_what_differs_by_type_alone_is_told() -> None:
    for word, expected, actual, sentence in TYPES:
        assert type_difference(CheckKind(word), expected, actual) == sentence, (expected, actual)


def test_a_number_of_too_many_digits_stays_a_text() -> None:
    assert spelled_value("1" * 5000) == "1" * 5000

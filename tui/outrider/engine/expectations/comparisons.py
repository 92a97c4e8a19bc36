"""Whether a value is what a check expects, and why not."""

from __future__ import annotations

from typing import Any

from outrider.engine.expectations.json_values import (
    json_contains,
    json_equal,
    json_line,
    json_type,
)
from outrider.model.expectation import CheckKind


class NotComparable(Exception):
    """A check cannot be tried on a value; the message says why, as a sentence."""


def is_met(kind: CheckKind, expected: Any, actual: object) -> bool:
    """Whether a value meets a check; ``matches`` and ``exists`` are decided elsewhere.

    Raises:
        NotComparable: the check makes no sense for such a value.
    """
    match kind:
        case CheckKind.EQUALS:
            return json_equal(actual, expected)
        case CheckKind.NOT_EQUALS:
            return not json_equal(actual, expected)
        case CheckKind.CONTAINS:
            return _contains(actual, expected)
        case CheckKind.ONE_OF:
            return any(json_equal(actual, one) for one in expected)
        case CheckKind.TYPE:
            return bool(json_type(actual) == expected)
        case CheckKind.AT_LEAST:
            return as_number(actual, "The value") >= as_number(expected, kind)
        case CheckKind.AT_MOST:
            return as_number(actual, "The value") <= as_number(expected, kind)
    raise AssertionError(kind)


def as_number(value: object, called: str) -> float:
    """A number, or a text that is one: header fields are always texts.

    Raises:
        NotComparable: it is neither.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
        try:
            number = float(value)
        except ValueError:
            pass
        else:
            # What Python reads besides numbers ("inf", "nan") compares with nothing.
            if number - number == 0:
                return number
    raise NotComparable(f"{called} is not a number: it is {_kind(value)}.")


def _contains(actual: object, expected: object) -> bool:
    if json_type(actual) in {"string", "array", "object"}:
        return json_contains(actual, expected)
    raise NotComparable(f"The value cannot contain anything: it is {_kind(actual)}.")


def _kind(value: object) -> str:
    kind = json_type(value)
    if kind in {"null", "boolean"}:
        return json_line(value)
    return f"{'an' if kind[0] in 'ao' else 'a'} {kind}"

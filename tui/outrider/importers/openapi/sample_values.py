"""Values for a schema of one type: the simplest that it allows, always the same."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from outrider.importers.building.loose_values import Json

LONGEST = 1000
"""Characters of a text that is made."""

_SEARCHED = 16
"""Characters of a text that is tried against a pattern, which a stranger wrote."""
_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "iri": "https://example.com",
    "uri-reference": "/",
    "iri-reference": "/",
    "uri-template": "/{id}",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "c3RyaW5n",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": "^a$",
    "decimal": "0",
}


def sample_text(schema: Mapping[str, Json]) -> str:
    """A text of a format, within its lengths."""
    form = schema.get("format")
    text = _FORMATS.get(form, "string") if isinstance(form, str) else "string"
    least, most = _count(schema.get("minLength")), _count(schema.get("maxLength"), -1)
    least = min(least, LONGEST)
    if len(text) < least:
        # It must not look like a credential.
        text = "x" * least
    return text[:most] if 0 <= most < len(text) else text


def breaks_pattern(schema: Mapping[str, Json], text: str) -> str:
    """The pattern that a text does not match; empty where there is none, or nobody can tell."""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or len(text) > _SEARCHED:
        return pattern if isinstance(pattern, str) else ""
    try:
        return "" if re.search(pattern, text) else pattern
    except (re.error, RecursionError, OverflowError):
        return pattern


def sample_number(schema: Mapping[str, Json], *, whole: bool) -> Json:
    """The number next to zero that the bounds allow."""
    low, low_open = _bound(schema, "minimum", "exclusiveMinimum")
    high, high_open = _bound(schema, "maximum", "exclusiveMaximum")
    step = _number(schema.get("multipleOf")) or (1 if whole else 0)
    value: float = 0
    if low is not None and (value < low or (low_open and value == low)):
        value = _above(low, step, is_open=low_open)
    elif high is not None and (value > high or (high_open and value == high)):
        value = -_above(-high, step, is_open=high_open)
    if low is not None and high is not None and not step and not low <= value <= high:
        value = (low + high) / 2
    return int(value) if float(value).is_integer() else value


def different_value(value: Json, number: int) -> Json:
    """Another value of the same kind, for lists whose members differ."""
    if isinstance(value, bool) or not number:
        return value if not number else not value
    if isinstance(value, int | float):
        return value + number
    return f"{value}{number + 1}" if isinstance(value, str) else value


def _above(bound: float, step: float, *, is_open: bool) -> float:
    if step:
        value = math.ceil(bound / step) * step
        return value + step if is_open and value == bound else value
    return bound + 1 if is_open else bound


def _bound(schema: Mapping[str, Json], name: str, exclusive: str) -> tuple[float | None, bool]:
    """A bound, and whether it is not allowed itself: a switch in 3.0, a number in 3.1."""
    bound, beyond = _number(schema.get(name)), schema.get(exclusive)
    if isinstance(beyond, bool):
        return bound, beyond
    other = _number(beyond)
    if other is None or (bound is not None and abs(bound) > abs(other)):
        return bound, False
    return other, True


def _number(value: Json) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and math.isfinite(value) and abs(value) < 1e18 else None


def _count(value: Json, otherwise: int = 0) -> int:
    number = _number(value)
    return int(number) if number is not None and number >= 0 else otherwise

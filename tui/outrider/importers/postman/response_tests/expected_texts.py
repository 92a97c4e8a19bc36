"""What a script expects, as an expectation's file can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outrider.credential_shapes import has_credential_shape
from outrider.importers.postman.response_tests.script_parts import (
    KnownValue,
    NotConverted,
    PartValue,
    TemplateValue,
    UnclearValue,
)
from outrider.variables.reference_grammar import escape

_EXACT = 2**53
"""From here on JavaScript rounds whole numbers."""


def expected_json(value: PartValue) -> Any:
    """A value of JSON that a script has in itself, null included.

    Raises:
        NotConverted: it has another one, or one that is not written to files.
    """
    if isinstance(value, UnclearValue):
        raise NotConverted(value.why)
    if not isinstance(value, KnownValue):
        raise NotConverted("what it compares with is not known without running the script")
    for one in _scalars(value.value):
        if isinstance(one, str) and has_credential_shape(one):
            raise NotConverted("it contains what looks like a credential")
        if isinstance(one, int | float) and not abs(one) < _EXACT:
            raise NotConverted("its number is larger than JavaScript's are exact")
    return _whole(value.value)


def expected_in_file(value: PartValue) -> Any:
    """As :func:`expected_json`, in the spelling of a file, or a text with references."""
    if isinstance(value, TemplateValue):
        return value.text
    return file_value(expected_json(value))


def file_value(value: Any) -> Any:
    """A value of JSON in which nothing is a reference."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, dict):
        return {key: file_value(one) for key, one in value.items()}
    if isinstance(value, list):
        return [file_value(one) for one in value]
    return value


def has_null(value: Any) -> bool:
    """Whether a value holds null, for which TOML has no word."""
    return any(one is None for one in _scalars(value))


def expected_number(value: PartValue) -> float:
    """A number that a script has in itself; raises as :func:`expected_json`."""
    number = expected_json(value)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise NotConverted("it does not compare with a number")
    return number


def in_program(value: Any) -> Any:
    """A value that becomes a part of a jq program.

    Raises:
        NotConverted: it looks like a reference there.
    """
    if any(isinstance(one, str) and "{{" in one for one in _scalars(value)):
        raise NotConverted('it contains "{{"')
    return value


def _whole(value: Any) -> Any:
    """The value with whole numbers written as such."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value


def _scalars(value: Any) -> Iterator[Any]:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            pending += one
        else:
            yield one

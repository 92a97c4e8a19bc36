"""Credentials that are written out in captures and expectations. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec.structs import replace

from outrider.credential_shapes import is_credential, is_credential_field
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.workspace import Request
from outrider.variables import literal_texts as texts

_Key: TypeAlias = tuple[str | int, ...]

HideBelow: TypeAlias = Callable[..., texts.Hide]
"""Given the key of a text, what writes something else in the place of its credentials."""


def hide_in_expectations(request: Request, hide_at: HideBelow) -> Request:
    """The request with references in the place of the credentials of what it looks at."""
    return replace(
        request,
        captures=tuple(
            _capture(one, ("capture", index), hide_at) for index, one in enumerate(request.captures)
        ),
        expectations=tuple(
            _expectation(one, ("expect", index), hide_at)
            for index, one in enumerate(request.expectations)
        ),
    )


def _capture(capture: Capture, key: _Key, hide_at: HideBelow) -> Capture:
    hidden = _shaped(capture.argument, (*key, capture.subject.value), hide_at)
    regex = capture.regex
    if regex is not None:
        regex = _shaped(regex, (*key, "regex"), hide_at)
    return replace(capture, argument=hidden, regex=regex)


def _expectation(expectation: Expectation, key: _Key, hide_at: HideBelow) -> Expectation:
    argument = expectation.argument
    if expectation.subject is Subject.JQ:
        argument = _shaped(argument, (*key, Subject.JQ.value), hide_at)
    checks = tuple(_check(one, expectation, key, hide_at) for one in expectation.checks)
    return replace(expectation, argument=argument, checks=checks)


def _check(check: Check, expectation: Expectation, key: _Key, hide_at: HideBelow) -> Check:
    if check.kind is CheckKind.TYPE:
        return check
    where = (*key, check.kind.value)
    name = _name(expectation)
    if check.kind is CheckKind.MATCHES:
        return replace(check, expected=_shaped(check.expected, where, hide_at))
    is_field = expectation.subject is Subject.HEADER
    return replace(check, expected=_value(name, check.expected, where, hide_at, is_field=is_field))


def _name(expectation: Expectation) -> str:
    """What the value is called that is looked at."""
    if expectation.subject is Subject.JQ:
        return str(expectation.argument).rsplit(".", 1)[-1].strip('"[]? ')
    return str(expectation.argument) if expectation.subject is not Subject.BODY else ""


def _value(name: str, value: Any, key: _Key, hide_at: HideBelow, *, is_field: bool = False) -> Any:
    """A JSON value; a member of an object is what its key says."""
    if isinstance(value, str):
        if (is_credential_field if is_field else is_credential)(name, value):
            return texts.hide_in_template(value, texts.PLAIN, texts.meant(name), hide_at(*key))
        return _shaped(value, key, hide_at)
    if isinstance(value, dict):
        return {
            member: _value(member, one, (*key, member), hide_at) for member, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            _value(name, one, (*key, index), hide_at, is_field=is_field)
            for index, one in enumerate(value)
        ]
    return value


def _shaped(written: str, key: _Key, hide_at: HideBelow) -> str:
    """What is a credential by its looks alone."""
    return texts.hide_everywhere(written, texts.PLAIN, hide_at(*key))

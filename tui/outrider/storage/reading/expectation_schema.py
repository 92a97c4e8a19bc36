"""Schema of a request's ``[[capture]]`` and ``[[expect]]`` tables, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outrider.model.expectation import (
    CAPTURED,
    JSON_TYPES,
    NAMED,
    WITHOUT_CHECK,
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.toml_text import schema
from outrider.toml_text.schema import Finding, KeyPath

_STATUS = r"[1-5]xx"
_NAME = r"[A-Za-z_][\w.-]*"
_RESERVED = "access_token"
_TIMES = frozenset({CheckKind.AT_LEAST, CheckKind.AT_MOST, CheckKind.EQUALS, CheckKind.NOT_EQUALS})

_filled = schema.matching(schema.TEXT, lambda value: bool(value.strip()), "text that is not empty")
_true = schema.matching(schema.boolean, bool, "true")
_limit = schema.matching(
    schema.scalar,
    lambda value: not isinstance(value, bool),
    "a number, or a reference to one",
)


def _is_status(value: object) -> bool:
    if isinstance(value, str):
        return bool(re.fullmatch(_STATUS, value))
    return type(value) is int and 100 <= value <= 599


def _status(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    values = value if isinstance(value, list) else [value]
    if not values or not all(map(_is_status, values)):
        what = f"{schema.dotted(path)} must be a status: a number, a list of numbers, or a class."
        findings.append(Finding(path, what, "wrong_value", 'Such as 200, [200, 204] or "2xx".'))


def _regex(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    _filled(value, path, findings)
    if len(findings) > before or "{{" in value:
        return
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        what = f"{schema.dotted(path)} is not a regular expression."
        findings.append(Finding(path, what, "wrong_value", f"{error}."))


def _json(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """A value that JSON has as well: no date and no time."""
    if isinstance(value, dict):
        for key, member in value.items():
            _json(member, (*path, key), findings)
    elif isinstance(value, list):
        for index, element in enumerate(value):
            _json(element, (*path, index), findings)
    else:
        schema.scalar(value, path, findings)


_CHECKS: Mapping[str, schema.Check] = {
    CheckKind.EQUALS: _json,
    CheckKind.NOT_EQUALS: _json,
    CheckKind.CONTAINS: _json,
    CheckKind.MATCHES: _regex,
    CheckKind.EXISTS: schema.boolean,
    CheckKind.ONE_OF: schema.array(_json, filled=True),
    CheckKind.AT_LEAST: _limit,
    CheckKind.AT_MOST: _limit,
    CheckKind.TYPE: schema.matching(
        schema.TEXT, lambda value: value in JSON_TYPES, f"one of {', '.join(JSON_TYPES)}"
    ),
}
_NAMED: Mapping[str, schema.Check] = dict.fromkeys((one.value for one in NAMED), _filled)
_capture_table = schema.table(
    {
        **_NAMED,
        "name": schema.TEXT,
        "status": _true,
        "body": _true,
        "regex": _regex,
        "secret": schema.boolean,
        "enabled": schema.boolean,
    },
    required=("name",),
)
_expect_table = schema.table(
    {
        **_NAMED,
        **_CHECKS,
        "name": schema.TEXT,
        "status": _status,
        "body": _true,
        "time": _true,
        "schema": _filled,
        "snapshot": _filled,
        "ignore": schema.array(_filled),
        "enabled": schema.boolean,
    }
)


def _capture(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    _capture_table(value, path, findings)
    if not isinstance(value, dict):
        return
    name = value.get("name")
    if isinstance(name, str) and (not re.fullmatch(_NAME, name) or name == _RESERVED):
        where = (*path, "name")
        what = f'{schema.dotted(where)} is "{name}", which no variable can be called.'
        advice = (
            "It is reserved for the access token."
            if name == _RESERVED
            else "Use letters, digits, _ . and -; begin with a letter or _."
        )
        findings.append(Finding(where, what, "wrong_value", advice))
    if len(findings) == before:
        _one_subject(value, CAPTURED, path, findings)


def _expectation(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    _expect_table(value, path, findings)
    if any(finding.is_error for finding in findings[before:]) or not isinstance(value, dict):
        return
    subject = _one_subject(value, tuple(Subject), path, findings)
    if subject is None:
        return
    checks = [key for key in value if key in _CHECKS]
    if subject in WITHOUT_CHECK:
        for key in checks:
            what = f"{schema.dotted((*path, key))} cannot be used with {subject}."
            advice = f"{subject} says by itself what is expected. Remove {key}."
            findings.append(Finding((*path, key), what, "one_of", advice))
    elif not checks:
        what = f"{schema.dotted(path)} has no check."
        # A warning alone would not be told beside the error.
        meant = [one.advice for one in findings[before:] if one.code == "unknown_key"]
        near = next((one for one in meant if one and one.split()[-1].strip("?") in _CHECKS), "")
        advice = f"{near} Add one of {', '.join(CheckKind)}.".strip()
        findings.append(Finding(path, what, "missing_key", advice))
    if subject is Subject.TIME:
        for key in checks:
            if key not in _TIMES:
                what = f"{schema.dotted((*path, key))} cannot be used with time."
                advice = "Use at_most = 500 (milliseconds)."
                findings.append(Finding((*path, key), what, "one_of", advice))
    if "ignore" in value and subject is not Subject.SNAPSHOT:
        where = (*path, "ignore")
        what = f"{schema.dotted(where)} can be used with snapshot only."
        findings.append(Finding(where, what, "one_of", "Remove it."))


def _one_subject(
    value: Mapping[str, Any], known: Sequence[Subject], path: KeyPath, findings: list[Finding]
) -> Subject | None:
    named = [subject for subject in known if subject in value]
    if len(named) == 1:
        return named[0]
    problem = f"names {' and '.join(named)}" if named else "does not say what to look at"
    advice = f"Write exactly one of {', '.join(known)}."
    findings.append(Finding(path, f"{schema.dotted(path)} {problem}.", "one_of", advice))
    return None


captures = schema.array(_capture)
"""Checks the ``[[capture]]`` tables of a request."""

expectations = schema.array(_expectation)
"""Checks the ``[[expect]]`` tables of a request."""


def decode_captures(tables: Iterable[Mapping[str, Any]]) -> tuple[Capture, ...]:
    """What ``[[capture]]`` tables say that passed their check."""
    return tuple(map(_decoded_capture, tables))


def _decoded_capture(table: Mapping[str, Any]) -> Capture:
    subject = next(one for one in CAPTURED if one in table)
    return Capture(
        table["name"],
        subject,
        table[subject] if subject in NAMED else "",
        table.get("regex"),
        table.get("secret", False),
        table.get("enabled", True),
    )


def decode_expectations(tables: Iterable[Mapping[str, Any]]) -> tuple[Expectation, ...]:
    """What ``[[expect]]`` tables say that passed their check."""
    return tuple(map(_decoded_expectation, tables))


def _decoded_expectation(table: Mapping[str, Any]) -> Expectation:
    subject = next(one for one in Subject if one in table)
    argument = table[subject]
    return Expectation(
        subject,
        tuple(argument) if isinstance(argument, list) else argument,
        tuple(Check(CheckKind(key), table[key]) for key in table if key in _CHECKS),
        table.get("name", ""),
        tuple(table.get("ignore", ())),
        table.get("enabled", True),
    )


def encode_capture(capture: Capture) -> dict[str, Any]:
    """A capture as its file holds it."""
    named = capture.subject in NAMED
    table: dict[str, Any] = {
        "name": capture.name,
        capture.subject.value: capture.argument if named else True,
    }
    if capture.regex is not None:
        table["regex"] = capture.regex
    if capture.secret:
        table["secret"] = True
    if not capture.enabled:
        table["enabled"] = False
    return table


def encode_expectation(expectation: Expectation) -> dict[str, Any]:
    """An expectation as its file holds it."""
    argument = expectation.argument
    table: dict[str, Any] = {"name": expectation.name} if expectation.name else {}
    table[expectation.subject.value] = list(argument) if isinstance(argument, tuple) else argument
    table.update((check.kind.value, check.expected) for check in expectation.checks)
    if expectation.ignore:
        table["ignore"] = list(expectation.ignore)
    if not expectation.enabled:
        table["enabled"] = False
    return table

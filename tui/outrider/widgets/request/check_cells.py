"""Captures and expectations as the cells of a row, and back: subject, check, value. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec.structs import replace

from outrider.model.expectation import (
    CAPTURED,
    NAMED,
    WITHOUT_CHECK,
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)

Cells: TypeAlias = tuple[str, str, str]
"""Subject, check and value."""

CAPTURE = "capture"
"""The check of a row that captures."""

IS = "is"
"""The check of a row whose subject says by itself what is expected."""

_TEXTS = frozenset({CheckKind.MATCHES, CheckKind.TYPE})
"""Checks whose value is always a text."""

_CAPTURED_AS = re.compile(r"(?P<name>\S+)(?P<secret> +secret)?(?: +regex +(?P<regex>.+))?", re.S)


def capture_cells(capture: Capture) -> Cells:
    """``header Location | capture | order_id regex /orders/(.+)``."""
    value = capture.name
    if capture.secret:
        value += " secret"
    if capture.regex is not None:
        value += f" regex {capture.regex}"
    return _subject(capture.subject, capture.argument), CAPTURE, value


def check_cells(expectation: Expectation) -> list[Cells]:
    """A row for each check: ``jq .total | equals | 3``."""
    subject = expectation.subject
    if subject in WITHOUT_CHECK:
        return [(subject.value, IS, _own_value(expectation))]
    named = _subject(subject, expectation.argument)
    return [(named, one.kind.value, _value_text(one)) for one in expectation.checks]


def single_checks(expectation: Expectation) -> list[Expectation]:
    """The same as an expectation for each of the rows."""
    if not expectation.checks:
        return [expectation]
    return [replace(expectation, checks=(one,)) for one in expectation.checks]


def read_cells(cells: Cells) -> Capture | Expectation | str:
    """What a row stands for, or why it stands for nothing."""
    written, check, value = (one.strip() for one in cells)
    subject, argument = _read_subject(written)
    if subject is None:
        return "subject required" if not written else f'unknown subject "{written.split()[0]}"'
    if subject in NAMED and not argument:
        return f"{subject} needs {'a program' if subject is Subject.JQ else 'a name'}"
    if subject not in NAMED and argument:
        return f'"{argument}" after {subject}'
    if check == CAPTURE:
        return _read_capture(subject, argument, value)
    if subject in WITHOUT_CHECK:
        if check not in {"", IS, subject.value}:
            return f"{subject} has no check but {IS}"
        return _read_own(subject, value) if value else "value required"
    return _read_check(subject, argument if subject in NAMED else True, check, cells[2])


def _read_check(subject: Subject, named: str | bool, check: str, value: str) -> Expectation | str:
    kind = check.replace(" ", "_") or CheckKind.EQUALS.value
    if kind not in list(CheckKind):
        return f'unknown check "{check}"'
    expected = _read_value(CheckKind(kind), value)
    if expected is None:
        return "JSON null: use type and null"
    return Expectation(subject, named, (Check(CheckKind(kind), expected),))


def _subject(subject: Subject, argument: Any) -> str:
    return f"{subject.value} {argument}" if subject in NAMED else subject.value


def _read_subject(written: str) -> tuple[Subject | None, str]:
    if written.startswith("."):
        return Subject.JQ, written
    word, _, rest = written.partition(" ")
    known: Mapping[str, Subject] = {one.value: one for one in Subject}
    return known.get(word.lower()), rest.strip()


def _read_capture(subject: Subject, argument: str, value: str) -> Capture | str:
    if subject not in CAPTURED:
        return f"{subject} cannot be captured"
    found = _CAPTURED_AS.fullmatch(value)
    if found is None:
        return "NAME, then secret, or regex PATTERN" if value else "name of the variable required"
    return Capture(found["name"], subject, argument, found["regex"], bool(found["secret"]))


def _own_value(expectation: Expectation) -> str:
    if expectation.subject is Subject.STATUS:
        return ", ".join(map(str, expectation.statuses))
    return str(expectation.argument)


def _read_own(subject: Subject, value: str) -> Expectation:
    if subject is not Subject.STATUS:
        return Expectation(subject, value)
    words = [one for one in re.split(r"[,\s]+", value) if one]
    wanted = tuple(int(one) if one.isascii() and one.isdigit() else one for one in words)
    return Expectation(subject, wanted[0] if len(wanted) == 1 else wanted)


def _value_text(check: Check) -> str:
    """A value as it is typed: texts as such, where nothing else would be read in their place."""
    value = check.expected
    if isinstance(value, str):
        if check.kind in _TEXTS:
            return value
        plain = value == value.strip() and "\n" not in value and _json_or_text(value) == value
        return value if plain and value else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _read_value(kind: CheckKind, written: str) -> Any:
    """The JSON value that somebody typed, a text where it is no JSON; ``None`` for null."""
    if kind in _TEXTS:
        return written if kind is CheckKind.MATCHES else written.strip()
    if kind is CheckKind.EXISTS and not written.strip():
        return True
    value = _json_or_text(written.strip())
    if kind is CheckKind.ONE_OF and not isinstance(value, list):
        return [_json_or_text(one.strip()) for one in written.split(",")]
    return value


def _json_or_text(written: str) -> Any:
    try:
        return json.loads(written, parse_constant=_refused)
    except (ValueError, RecursionError):
        return written


def _refused(constant: str) -> Any:
    """``NaN`` and ``Infinity`` are texts: JSON has neither."""
    raise ValueError(constant)

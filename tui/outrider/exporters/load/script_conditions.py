"""Captures and expectations of a request, as far as a script has words for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from outrider.exporters.load.load_script import LookedAt, ScriptCapture, ScriptCheck
from outrider.model.expectation import Capture, CheckKind, Expectation, Subject
from outrider.model.jq_programs import steps_of_path
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import has_reference

_KINDS = {
    CheckKind.EQUALS: "equals",
    CheckKind.NOT_EQUALS: "not_equals",
    CheckKind.ONE_OF: "one_of",
    CheckKind.EXISTS: "exists",
}
_WORDS = {"equals": "equals", "not_equals": "does not equal", "one_of": "is one of"}

Tell = Callable[[str], object]


def script_captures(request: Request, tell: Tell) -> tuple[ScriptCapture, ...]:
    """The captures; ``tell`` is given a sentence for each that a script cannot have."""
    return tuple(_captures(request, tell))


def script_checks(
    request: Request, tell: Tell, has_credential: Callable[[str], bool]
) -> tuple[ScriptCheck, ...]:
    """The expectations; where none says the status, one below 400 (as in a run).

    Args:
        request: whose they are.
        tell: is given a sentence for each that a script cannot have.
        has_credential: whether a text may not be written into a script.
    """
    found = []
    for one in _checks(request, tell):
        if has_credential(f"{one.title}\n{json.dumps(one.expected, ensure_ascii=False)}"):
            tell("An expectation was not exported: it has a credential.")
        else:
            found.append(one)
    if not any(one.statuses for _, one in request.active_expectations):
        found.insert(0, ScriptCheck("status below 400", LookedAt("status"), "below_400"))
    return tuple(found)


def _captures(request: Request, tell: Tell) -> Iterator[ScriptCapture]:
    for _, capture in request.active_captures:
        looked = _looked(capture.subject, capture.argument)
        if capture.regex is not None:
            tell(f'Capture "{capture.name}" was not exported: it searches a regular expression.')
        elif looked is None:
            tell(f'Capture "{capture.name}" was not exported: {_reason(capture)}.')
        else:
            yield ScriptCapture(capture.name, looked)


def _checks(request: Request, tell: Tell) -> Iterator[ScriptCheck]:
    for _, expectation in request.active_expectations:
        if expectation.subject is Subject.STATUS:
            statuses = expectation.statuses
            title = f"status {' or '.join(map(str, statuses))}"
            yield ScriptCheck(expectation.name or title, LookedAt("status"), "status", [*statuses])
            continue
        looked = _looked(expectation.subject, expectation.argument)
        if looked is None:
            tell(f"Expectation {_called(expectation)} was not exported: {_reason(expectation)}.")
            continue
        for check in expectation.checks:
            kind = _KINDS.get(check.kind)
            if kind is None or _holds_reference(check.expected):
                why = "it has a reference" if kind else f"{check.kind.value} has no counterpart"
                tell(f"Expectation {_called(expectation)} was not exported: {why}.")
                continue
            yield ScriptCheck(
                expectation.name or _title(expectation, kind, check.expected),
                looked,
                kind,
                check.expected,
            )


def _looked(subject: Subject, argument: Any) -> LookedAt | None:
    match subject:
        case Subject.JQ:
            steps = None if has_reference(argument) else steps_of_path(argument)
            return None if steps is None else LookedAt("json", steps=steps)
        case Subject.HEADER:
            return None if has_reference(argument) else LookedAt("header", argument)
        case Subject.STATUS | Subject.BODY:
            return LookedAt(subject.value)
    return None


def _reason(one: Capture | Expectation) -> str:
    if one.subject is Subject.JQ:
        return "the jq program is not a path"
    if one.subject is Subject.HEADER:
        return "its header has a reference"
    return f"{one.subject.value} has no counterpart"


def _called(expectation: Expectation) -> str:
    if expectation.name:
        return f'"{expectation.name}"'
    has_argument = isinstance(expectation.argument, str)
    return " ".join((expectation.subject.value, *([expectation.argument] * has_argument)))


def _title(expectation: Expectation, kind: str, expected: Any) -> str:
    if kind == "exists":
        return f"{_called(expectation)} {'exists' if expected else 'does not exist'}"
    return f"{_called(expectation)} {_WORDS[kind]} {_short(expected)}"


def _short(expected: Any) -> str:
    text = json.dumps(expected, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _holds_reference(value: Any) -> bool:
    if isinstance(value, str):
        return has_reference(value)
    if isinstance(value, dict):
        return any(map(_holds_reference, value.values()))
    return isinstance(value, list | tuple) and any(map(_holds_reference, value))

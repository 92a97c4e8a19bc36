"""What came of captures and expectations, in sentences; secrets in them are not masked yet."""

from __future__ import annotations

from outrider.engine.expectations.check_results import (
    CAPTURE,
    NOT_YET,
    NOTHING,
    CheckResult,
    ResponseChecks,
)
from outrider.engine.expectations.json_values import json_line
from outrider.model.expectation import CheckKind, Subject
from outrider.model.secret import MASK

LONGEST_VALUE = 200
"""Characters of a value that a sentence shows."""

_VERBS: dict[str, str] = {
    CheckKind.EQUALS: "equals",
    CheckKind.NOT_EQUALS: "does not equal",
    CheckKind.CONTAINS: "contains",
    CheckKind.MATCHES: "matches",
    CheckKind.ONE_OF: "is one of",
    CheckKind.AT_LEAST: "is at least",
    CheckKind.AT_MOST: "is at most",
    CheckKind.TYPE: "is of type",
}
_DIFFERENCE = ("+", "-", " ")
"""How the lines of a difference begin."""


def check_lines(checks: ResponseChecks) -> list[tuple[str, bool]]:
    """What the console says of them, and whether all is well: captures, then what was not met."""
    lines = [
        (f"Captured {one.name} = {MASK if one.secret else short_value(one.value)}", True)
        for one in checks.captured
    ]
    for one in checks.unmet:
        lines += [(line, False) for line in result_line(one).splitlines()]
    if checks.tried:
        met = len(checks.tried) - len(checks.unmet_tried)
        lines.append((f"{met} of {len(checks.tried)} expectations met.", not checks.unmet_tried))
    return lines


def result_text(result: CheckResult) -> str:
    """An unmet check after where it is written; what goes on below its first line is indented."""
    place = result.place
    where = str(place or "")
    if place is not None and place.file and place.line is not None:
        # The sentence names what the key does.
        where = f"{place.file}:{place.line}"
    return f"{where}: {result_line(result)}" if where else result_line(result)


def result_line(result: CheckResult) -> str:
    """An unmet check in one sentence; the lines of a difference follow it, indented."""
    named = f"{result.name}: " if result.name else ""
    if result.check == CAPTURE:
        return f'"{result.name}" was not captured from {result.subject}. {result.why}'
    what = f"{named}{_expected_words(result)}"
    if result.met is None:
        return f"{what}: could not be checked. {result.why}"
    if result.check == Subject.SNAPSHOT and result.why[:1] in _DIFFERENCE:
        lines = result.why.splitlines()
        return "\n".join([f"{what}: the response differs.", *(f"  {line}" for line in lines)])
    if result.actual is NOTHING:
        return f"{what}: {result.why or 'not found.'}"
    unit = _unit(result)
    got = f"{'took' if unit else 'got'} {short_value(result.actual)}{unit}."
    return f"{what}: {got}{f' {result.why}' if result.why else ''}"


def is_missing(result: CheckResult) -> bool:
    """Whether a check is of a snapshot that was never written."""
    is_snapshot = result.check == Subject.SNAPSHOT and result.met is None
    return is_snapshot and result.why.endswith(NOT_YET)


def _expected_words(result: CheckResult) -> str:
    """What is expected: ``jq .total equals 3``, ``status is 200``, ``header "X" exists``."""
    subject = result.subject
    if result.check in {Subject.SCHEMA, Subject.SNAPSHOT}:
        return f"{subject} {short_value(result.expected)}"
    if result.check == CheckKind.EXISTS:
        return f"{subject} {'exists' if result.expected is not False else 'does not exist'}"
    verb = _VERBS.get(result.check, "is")
    return f"{subject} {verb} {short_value(result.expected)}{_unit(result)}"


def _unit(result: CheckResult) -> str:
    return " ms" if result.subject == Subject.TIME else ""


def short_value(value: object) -> str:
    """A JSON value on one line, not too long."""
    text = json_line(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"

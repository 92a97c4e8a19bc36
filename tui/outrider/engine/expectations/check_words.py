"""What came of captures and expectations, in sentences; secrets in them are not masked yet."""

from __future__ import annotations

from outrider.engine.expectations.check_results import CAPTURE, NOTHING, CheckResult, ResponseChecks
from outrider.engine.expectations.json_values import json_line
from outrider.model.secret import MASK

LONGEST_VALUE = 200
"""Characters of a value that a sentence shows."""


def check_lines(checks: ResponseChecks) -> list[tuple[str, bool]]:
    """What the console says of them, and whether all is well: captures, then what was not met."""
    lines = [
        (f"Captured {one.name} = {MASK if one.secret else short_value(one.value)}", True)
        for one in checks.captured
    ]
    lines += [(result_line(one), False) for one in checks.unmet]
    if checks.tried:
        met = len(checks.tried) - len(checks.unmet_tried)
        lines.append((f"{met} of {len(checks.tried)} expectations met.", not checks.unmet_tried))
    return lines


def result_line(result: CheckResult) -> str:
    """An unmet check in one sentence."""
    named = f"{result.name}: " if result.name else ""
    if result.check == CAPTURE:
        return f'"{result.name}" was not captured from {result.subject}. {result.why}'
    what = result.subject if result.check == result.subject else f"{result.subject} {result.check}"
    if result.met is None:
        return f"{named}{what} could not be checked. {result.why}"
    if result.actual is NOTHING:
        return f"{named}{what} is not met. {result.why or 'It has no value.'}"
    values = f"Expected {short_value(result.expected)}, got {short_value(result.actual)}."
    return f"{named}{what} is not met. {values}{f' {result.why}' if result.why else ''}"


def short_value(value: object) -> str:
    """A JSON value on one line, not too long."""
    text = json_line(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"

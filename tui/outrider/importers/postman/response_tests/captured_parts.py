"""Captures of the parts of the response that a script stores."""

from __future__ import annotations

from outrider.importers.postman.response_tests.expected_texts import in_program
from outrider.importers.postman.response_tests.script_parts import (
    JoinedPart,
    JsonPart,
    JsonTextPart,
    KnownValue,
    LengthPart,
    NamedPart,
    NotConverted,
    PartValue,
    SearchedPart,
    TemplateValue,
    UnclearValue,
    WholePart,
)
from outrider.model import jq_programs
from outrider.model.expectation import CAPTURED, Capture, Check, CheckKind, Expectation, Subject


def capture_of(name: str, value: PartValue) -> Capture:
    """The capture that gives a variable what a script gives it.

    Raises:
        NotConverted: there is none.
    """
    match value:
        case JsonPart(steps):
            return Capture(name, Subject.JQ, jq_programs.jq_path(steps))
        case JsonTextPart(of):
            return Capture(name, Subject.JQ, jq_programs.as_json(of.steps))
        case JoinedPart(of, before, after):
            program = jq_programs.joined_with(of.steps, in_program(before), in_program(after))
            return Capture(name, Subject.JQ, program)
        case LengthPart(of, True):
            return Capture(name, Subject.JQ, jq_programs.key_count(of.steps))
        case LengthPart(of):
            return Capture(name, Subject.JQ, jq_programs.length_of(of.steps))
        case NamedPart(subject, argument):
            return Capture(name, subject, argument)
        case WholePart(subject) if subject in CAPTURED:
            return Capture(name, subject)
        case SearchedPart():
            return _searched(name, value)
        case KnownValue() | TemplateValue():
            raise NotConverted("it sets a variable to a value that is not in the response")
        case UnclearValue(why):
            raise NotConverted(why)
    raise NotConverted("it stores something else than a part of the response")


def is_guard(expectation: Expectation, capture: Capture) -> bool:
    """Whether an expectation says no more than that there is something to capture."""
    if (expectation.subject, expectation.argument) != (capture.subject, capture.argument or True):
        return False
    if capture.regex is None:
        return expectation.checks == (Check(CheckKind.EXISTS, True),)
    [check, *more] = expectation.checks
    patterns = {check.expected, f"({check.expected})"}
    return check.kind is CheckKind.MATCHES and not more and capture.regex in patterns


def _searched(name: str, value: SearchedPart) -> Capture:
    group = value.group
    if group is None or group > 1 or group > value.groups:
        raise NotConverted("it stores another group than the first")
    # The first group counts, where there is one.
    pattern = value.pattern if group or not value.groups else f"({value.pattern})"
    part = value.of
    program = jq_programs.jq_path(part.steps) if isinstance(part, JsonPart) else ""
    subject = Subject.JQ if isinstance(part, JsonPart) else part.subject
    argument = part.name if isinstance(part, NamedPart) else program
    return Capture(name, subject, argument, regex=pattern)

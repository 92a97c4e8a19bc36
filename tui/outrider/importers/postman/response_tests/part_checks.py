"""Expectations of one part of the response: each says exactly what the script's check says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outrider.importers.postman.response_tests.expected_texts import (
    expected_in_file,
    expected_json,
    expected_number,
    file_value,
    has_null,
    in_program,
)
from outrider.importers.postman.response_tests.regex_translation import regex_without
from outrider.importers.postman.response_tests.script_parts import (
    UNDEFINED,
    ConditionValue,
    JsonPart,
    JsonTextPart,
    KnownValue,
    LengthPart,
    NamedPart,
    NotConverted,
    PartValue,
    ReasonPart,
    RegexPart,
    TemplateValue,
    TypePart,
    UnclearValue,
    WholePart,
)
from outrider.importers.postman.response_tests.status_sets import (
    ALL_STATUSES,
    status_expectation,
    status_of_reason,
)
from outrider.model import jq_programs
from outrider.model.expectation import JSON_TYPES, Check, CheckKind, Expectation, Subject

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
}
"""How two numbers compare."""
OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
"""What holds where an operator does not."""


def jq_check(program: str, kind: CheckKind, expected: Any) -> Expectation:
    """An expectation of what a jq program gives."""
    return Expectation(Subject.JQ, program, (Check(kind, expected),))


def is_true(program: str, *, negate: bool = False) -> Expectation:
    """A jq program gives true, or, negated, false."""
    return jq_check(program, CheckKind.EQUALS, not negate)


def path_of(part: JsonPart, *, negate: bool = False) -> str:
    """The program for a part; negated, it also gives null where nothing is there."""
    if not negate:
        return jq_programs.jq_path(part.steps)
    if part.tolerant:
        return f"try {jq_programs.jq_path(part.steps)} catch null"
    return jq_programs.guarded_path(part.steps)


def _subject(part: PartValue, *, negate: bool = False) -> tuple[Subject, Any]:
    """What an expectation looks at."""
    match part:
        case JsonPart():
            return Subject.JQ, path_of(part, negate=negate)
        case LengthPart(of, True):
            return Subject.JQ, jq_programs.key_count(of.steps)
        case LengthPart(of):
            return Subject.JQ, jq_programs.length_of(of.steps)
        case JsonTextPart(of):
            return Subject.JQ, jq_programs.as_json(of.steps)
        case NamedPart(subject, name):
            if negate:
                raise NotConverted(
                    f"a {subject} that is missing would meet it, and here it does not"
                )
            return subject, name
        case WholePart(subject):
            return subject, True
        case UnclearValue(why):
            raise NotConverted(why)
    raise NotConverted("it does not look at the response in a way that is understood")


def checked(
    part: PartValue, kind: CheckKind, expected: Any, *, negate: bool = False
) -> Expectation:
    """One check of a part."""
    subject, argument = _subject(part, negate=negate)
    return Expectation(subject, argument, (Check(kind, expected),))


def not_in_json(what: str) -> NotConverted:
    """The reason for what is checked of other parts of a response."""
    return NotConverted(f"{what} is checked of values in JSON only")


def equals(
    part: PartValue, expected: PartValue, *, negate: bool = False, deep: bool = True
) -> list[Expectation]:
    """It is this value; without ``deep``, an object or an array is never the same as another."""
    if isinstance(part, KnownValue | TemplateValue) and not isinstance(
        expected, KnownValue | TemplateValue
    ):
        part, expected = expected, part
    if expected == UNDEFINED:
        return undefined(part, negate=negate)
    match part:
        case ConditionValue():
            wanted = expected_json(expected)
            if not isinstance(wanted, bool):
                raise NotConverted("it compares a boolean with something else")
            return part.expectations(negate is wanted)
        case TypePart(of):
            return type_is(of, str(expected_json(expected)), negate=negate, of_typeof=True)
        case ReasonPart():
            status = status_of_reason(str(expected_json(expected)))
            return [status_expectation({status}, negate=negate)]
        case WholePart(Subject.STATUS):
            return [status_expectation({int(expected_number(expected))}, negate=negate)]
    return _same(part, expected, negate=negate, deep=deep)


def _same(part: PartValue, expected: PartValue, *, negate: bool, deep: bool) -> list[Expectation]:
    value = expected_in_file(expected)
    if isinstance(value, dict | list) and not deep:
        raise NotConverted("it asks whether two objects are one and the same, which they never are")
    if value is None:
        return null(part, negate=negate)
    if has_null(value):
        if not isinstance(part, JsonPart):
            raise not_in_json("null")
        return [is_true(jq_programs.is_same(part.steps, in_program(value)), negate=negate)]
    is_text = isinstance(part, NamedPart) or part == WholePart(Subject.BODY)
    if is_text and not isinstance(value, str) and not getattr(part, "as_number", False):
        raise NotConverted("it compares a text with something else")
    kind = CheckKind.NOT_EQUALS if negate else CheckKind.EQUALS
    return [checked(part, kind, value, negate=negate)]


def loosely_equals(
    part: PartValue, expected: PartValue, *, negate: bool = False
) -> list[Expectation]:
    """``==``, which takes ``"5"`` for ``5``."""
    if isinstance(part, KnownValue):
        part, expected = expected, part
    if not isinstance(part, JsonPart):
        return equals(part, _status_number(part, expected), negate=negate)
    if expected == UNDEFINED or expected == KnownValue(None):
        return exists(part, negate=not negate)
    if isinstance(expected, TemplateValue):
        raise NotConverted("== also takes values of another type for the same; use ===")
    value = expected_json(expected)
    alike: list[Any] = [value]
    if isinstance(value, bool):
        alike += [int(value), str(int(value)), *([] if value else [""])]
    elif isinstance(value, int | float):
        alike += [str(value), *([bool(value)] if value in {0, 1} else []), *([] if value else [""])]
    elif isinstance(value, str):
        try:
            number = float(value or 0)
        except ValueError:
            pass
        else:
            alike.append(int(number) if number.is_integer() else number)
            alike += [bool(number)] if number in {0, 1} else []
    else:
        raise NotConverted("it asks whether two objects are one and the same, which they never are")
    if negate:
        return [is_true(jq_programs.is_one_of(part.steps, in_program(alike)), negate=True)]
    if len(alike) == 1:
        return [checked(part, CheckKind.EQUALS, file_value(value))]
    return [checked(part, CheckKind.ONE_OF, file_value(alike))]


def _status_number(part: PartValue, expected: PartValue) -> PartValue:
    """A status is also the text of its digits."""
    if part == WholePart(Subject.STATUS) and isinstance(expected, KnownValue):
        written = expected.value
        if isinstance(written, str) and written.isdecimal():
            return KnownValue(int(written))
    return expected


def null(part: PartValue, *, negate: bool = False) -> list[Expectation]:
    """It is null, which what is not there is not."""
    if not isinstance(part, JsonPart):
        raise not_in_json("null")
    if part.or_null:
        if negate:
            raise NotConverted("what is missing was made null before")
        return [checked(part, CheckKind.TYPE, "null")]
    return [is_true(jq_programs.is_null(part.steps), negate=negate)]


def undefined(part: PartValue, *, negate: bool = False) -> list[Expectation]:
    """It is not there."""
    if isinstance(part, JsonPart):
        if not part.steps:
            raise NotConverted("every response, or none, would meet it")
        program = jq_programs.has_member(part.steps, tolerant=part.tolerant)
        return [is_true(program, negate=not negate)]
    return exists(part, negate=not negate)


def exists(part: PartValue, *, negate: bool = False) -> list[Expectation]:
    """It is there, and not null."""
    if isinstance(part, JsonPart):
        if negate and not part.tolerant and len(part.steps) > 1:
            return [is_true(jq_programs.is_absent(part.steps))]
        if negate and part.steps:
            # Neither has what is no object such a member.
            path = f"{jq_programs.jq_path(part.steps)}?"
            path = path_of(part, negate=True) if part.tolerant else path
            return [jq_check(path, CheckKind.EXISTS, expected=False)]
    elif not isinstance(part, NamedPart):
        raise NotConverted("every response, or none, would meet it")
    subject, argument = _subject(part)
    return [Expectation(subject, argument, (Check(CheckKind.EXISTS, not negate),))]


def truthy(part: PartValue, *, negate: bool = False) -> list[Expectation]:
    """JavaScript takes it for true."""
    match part:
        case ConditionValue():
            return part.expectations(negate)
        case JsonPart():
            return [is_true(jq_programs.is_falsy(part.steps), negate=not negate)]
        case LengthPart():
            return compares(part, "<=" if negate else ">", 0)
        case NamedPart() if not negate and not part.as_number:
            return [checked(part, CheckKind.MATCHES, r"[\s\S]")]
        case WholePart(Subject.BODY):
            return [checked(part, CheckKind.EQUALS if negate else CheckKind.NOT_EQUALS, "")]
        case UnclearValue(why):
            raise NotConverted(why)
    raise NotConverted("it does not look at the response in a way that is understood")


def empty(part: PartValue, *, negate: bool = False) -> list[Expectation]:
    """It has no items, members or characters."""
    if part == WholePart(Subject.BODY):
        return truthy(part, negate=not negate)
    if not isinstance(part, JsonPart):
        raise not_in_json("being empty")
    program = jq_programs.item_count(part.steps)
    if negate:
        return [jq_check(program, CheckKind.AT_LEAST, 1)]
    return [jq_check(program, CheckKind.EQUALS, 0)]


def type_is(
    part: PartValue, name: str, *, negate: bool = False, of_typeof: bool = False
) -> list[Expectation]:
    """It has this type, by the names of chai, or of ``typeof``."""
    name = name.lower()
    if not isinstance(part, JsonPart):
        raise not_in_json("the type")
    if name == "undefined":
        return undefined(part, negate=negate)
    if name == "null" and not of_typeof:
        return null(part, negate=negate)
    if name not in JSON_TYPES or name == "null" or (of_typeof and name in {"object", "array"}):
        raise NotConverted(f"JSON has no such type as {name}")
    if negate:
        program = jq_programs.piped(path_of(part, negate=True), "type")
        return [jq_check(program, CheckKind.NOT_EQUALS, name)]
    return [checked(part, CheckKind.TYPE, name)]


def finds_regex(part: PartValue, expected: PartValue, *, negate: bool = False) -> list[Expectation]:
    """A regular expression finds something in it."""
    if isinstance(expected, UnclearValue):
        raise NotConverted(expected.why)
    if not isinstance(expected, RegexPart) or isinstance(part, LengthPart):
        raise NotConverted("it does not match a text with a regular expression")
    if isinstance(part, WholePart) and part.subject is not Subject.BODY:
        raise NotConverted("it does not match a text with a regular expression")
    pattern = regex_without(expected.pattern) if negate else expected.pattern
    return [checked(part, CheckKind.MATCHES, pattern, negate=negate)]


def compares(
    part: PartValue, operator: str, number: float, *, loosely: bool = False
) -> list[Expectation]:
    """It is a number above or below another one."""
    holds = OPERATORS[operator]
    if part == WholePart(Subject.STATUS):
        return [status_expectation({one for one in ALL_STATUSES if holds(one, number)})]
    if loosely and isinstance(part, JsonPart):
        if number < 0 or operator not in {">", ">="} or (operator == ">=" and number == 0):
            raise NotConverted("the operator takes null for 0; use pm.expect(…).to.be.below")
        return [is_true(jq_programs.compares_loosely(part.steps, operator, number))]
    if operator in {">=", "<="}:
        return _bounded(part, operator, number)
    if part == WholePart(Subject.TIME):
        # Of whole milliseconds there, of their fractions here.
        return _bounded(part, f"{operator}=", number)
    if isinstance(part, LengthPart) and float(number).is_integer():
        return _bounded(part, f"{operator}=", int(number) + (1 if operator == ">" else -1))
    if isinstance(part, JsonPart):
        return [is_true(jq_programs.number_comparison(part.steps, operator, number))]
    raise NotConverted("an expectation has no strict limit for it")


def _bounded(part: PartValue, operator: str, number: float) -> list[Expectation]:
    if isinstance(part, NamedPart) and not part.as_number:
        raise NotConverted("it compares a text with a number")
    if part == WholePart(Subject.BODY) or isinstance(part, JsonTextPart):
        raise NotConverted("it compares a text with a number")
    kind = CheckKind.AT_LEAST if operator == ">=" else CheckKind.AT_MOST
    made = checked(part, kind, number)
    if isinstance(part, JsonPart):
        # A text of digits is no number there, and counts as one here.
        made = Expectation(
            made.subject, made.argument, (Check(CheckKind.TYPE, "number"), *made.checks)
        )
    return [made]


def within(part: PartValue, low: float, high: float, *, negate: bool = False) -> list[Expectation]:
    """It is a number between two, which are included."""
    if part == WholePart(Subject.STATUS):
        wanted = {one for one in ALL_STATUSES if low <= one <= high}
        return [status_expectation(wanted, negate=negate)]
    if negate:
        raise NotConverted("an expectation cannot exclude a range")
    [first], [second] = _bounded(part, ">=", low), _bounded(part, "<=", high)
    return [Expectation(first.subject, first.argument, (*first.checks, second.checks[-1]))]


def one_of(part: PartValue, expected: PartValue, *, negate: bool = False) -> list[Expectation]:
    """It is one of these values."""
    values = expected_json(expected)
    if not isinstance(values, list) or not values:
        raise NotConverted("it is not compared with a list of values")
    if any(isinstance(one, dict | list) for one in values):
        raise NotConverted("it asks whether two objects are one and the same")
    if part == WholePart(Subject.STATUS):
        wanted = {one for one in values if isinstance(one, int) and not isinstance(one, bool)}
        return [status_expectation(wanted, negate=negate)]
    if isinstance(part, JsonPart) and (negate or has_null(values)):
        if not negate and not part.tolerant and has_null(values):
            raise NotConverted("TOML has no null")
        return [is_true(jq_programs.is_one_of(part.steps, in_program(values)), negate=negate)]
    if negate or has_null(values):
        raise NotConverted("an expectation cannot exclude it")
    return [checked(part, CheckKind.ONE_OF, file_value(values))]

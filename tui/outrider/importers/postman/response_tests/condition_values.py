"""Booleans that a script makes by comparing, and what has to be expected where they are true."""

from __future__ import annotations

from collections.abc import Callable

from outrider.importers.postman.response_tests import content_checks, part_checks
from outrider.importers.postman.response_tests.expected_texts import (
    expected_json,
    expected_number,
)
from outrider.importers.postman.response_tests.script_parts import (
    STATUS_PART,
    TIME_PART,
    ConditionValue,
    IndexPart,
    KnownValue,
    LengthPart,
    NotConverted,
    PartValue,
    TemplateValue,
    UnclearValue,
    Undefined,
)
from outrider.importers.postman.response_tests.status_sets import (
    ALL_STATUSES,
    status_expectation,
    statuses_of,
)
from outrider.model.expectation import Check, CheckKind, Expectation, Subject

_VALUES = (KnownValue, TemplateValue, Undefined)
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def negated(value: PartValue) -> PartValue:
    """``!value``."""
    if isinstance(value, KnownValue):
        return KnownValue(not value.value)
    return ConditionValue(lambda negate: part_checks.truthy(value, negate=not negate))


def united(operator: str, first: PartValue, second: PartValue) -> PartValue:
    """``first && second``, or ``||``."""
    for one in (first, second):
        if isinstance(one, UnclearValue):
            return one

    def expectations(negate: bool) -> list[Expectation]:
        one = part_checks.truthy(first, negate=negate)
        other = part_checks.truthy(second, negate=negate)
        if (operator == "&&") is not negate:
            return [*one, *other]
        return [_either(one, other)]

    return ConditionValue(expectations)


def _either(one: list[Expectation], other: list[Expectation]) -> Expectation:
    """The expectation that is met where one of two is."""
    if len(one) == len(other) == 1:
        [first], [second] = one, other
        if first.subject is second.subject is Subject.STATUS:
            return status_expectation(_statuses(first) | _statuses(second))
        same = (first.subject, first.argument) == (second.subject, second.argument)
        values = [_values(each) for each in (first, second)]
        if same and None not in values:
            return Expectation(
                first.subject,
                first.argument,
                (Check(CheckKind.ONE_OF, [*(values[0] or ()), *(values[1] or ())]),),
            )
    raise NotConverted("an expectation cannot say that one of two is enough")


def _statuses(one: Expectation) -> frozenset[int]:
    classes = [int(each[0]) for each in one.statuses if isinstance(each, str)]
    numbers = {each for each in one.statuses if isinstance(each, int)}
    return statuses_of(*classes) | (ALL_STATUSES & numbers)


def _values(one: Expectation) -> list[object] | None:
    if len(one.checks) == 1 and one.checks[0].kind is CheckKind.EQUALS:
        return [one.checks[0].expected]
    if len(one.checks) == 1 and one.checks[0].kind is CheckKind.ONE_OF:
        return list(one.checks[0].expected)
    return None


def compared(operator: str, first: PartValue, second: PartValue) -> PartValue | None:
    """What a comparison gives; ``None`` where it is not known."""
    if isinstance(first, UnclearValue) or isinstance(second, UnclearValue):
        return None
    if isinstance(first, _VALUES) and not isinstance(second, _VALUES):
        first, second, operator = second, first, _SWAPPED.get(operator, operator)
    if isinstance(first, _VALUES) or not isinstance(second, _VALUES):
        return None
    if isinstance(first, IndexPart):
        return _found(operator, first, second)
    part, expected = first, second
    make: Callable[[bool], list[Expectation]]
    if operator in {"===", "!=="}:
        differs = operator == "!=="

        def make(negate: bool) -> list[Expectation]:
            return part_checks.equals(part, expected, negate=negate is not differs, deep=False)

    elif operator in {"==", "!="}:
        differs = operator == "!="

        def make(negate: bool) -> list[Expectation]:
            return part_checks.loosely_equals(part, expected, negate=negate is not differs)

    elif operator in part_checks.OPERATORS:

        def make(negate: bool) -> list[Expectation]:
            if negate and part not in {STATUS_PART, TIME_PART} and not isinstance(part, LengthPart):
                raise NotConverted("only a number is above or below another")
            asked = part_checks.OPPOSITE[operator] if negate else operator
            return part_checks.compares(part, asked, expected_number(expected), loosely=True)

    else:
        return None
    return ConditionValue(make)


def _found(operator: str, part: IndexPart, second: PartValue) -> PartValue | None:
    """``text.indexOf("x") !== -1`` and its like."""
    asked = (operator, expected_json(second))
    if asked in {("!==", -1), ("!=", -1), (">", -1), (">=", 0)}:
        absent = False
    elif asked in {("===", -1), ("==", -1), ("<", 0), ("<=", -1)}:
        absent = True
    else:
        return None
    return ConditionValue(
        lambda negate: content_checks.contains(part.of, part.wanted, negate=negate is not absent)
    )

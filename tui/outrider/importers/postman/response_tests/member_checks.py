"""Expectations of the members of objects and the items of arrays."""

from __future__ import annotations

from collections.abc import Collection

from outrider.importers.postman.response_tests.expected_texts import (
    expected_json,
    file_value,
    in_program,
)
from outrider.importers.postman.response_tests.part_checks import (
    is_true,
    jq_check,
    not_in_json,
    path_of,
)
from outrider.importers.postman.response_tests.script_parts import (
    JsonPart,
    NotConverted,
    PartValue,
)
from outrider.model import jq_programs
from outrider.model.expectation import CheckKind, Expectation


def has_property(part: JsonPart, name: str | int, *, negate: bool = False) -> list[Expectation]:
    """An object has this member, perhaps null."""
    if name == "length" or isinstance(name, int):
        raise NotConverted("arrays have such a member as well")
    steps = (*part.steps, name)
    in_program(name)
    return [is_true(jq_programs.has_member(steps), negate=negate)]


def has_keys(
    part: PartValue, names: Collection[str], *, negate: bool = False, more: bool = False
) -> list[Expectation]:
    """An object has these members, and, unless there may be ``more``, no others."""
    if not isinstance(part, JsonPart):
        raise not_in_json("the members")
    if negate:
        raise NotConverted("an expectation cannot exclude it")
    program = jq_programs.keys_of(part.steps)
    kind = CheckKind.CONTAINS if more else CheckKind.EQUALS
    return [jq_check(program, kind, file_value(sorted(set(names))))]


def has_items(
    part: PartValue, expected: PartValue, *, negate: bool = False, more: bool = False
) -> list[Expectation]:
    """An array has these items in any order, and, unless there may be ``more``, no others."""
    values = expected_json(expected)
    if not isinstance(part, JsonPart) or negate or not isinstance(values, list):
        raise NotConverted("an expectation cannot exclude it")
    kinds = {str if isinstance(one, str) else type(one) for one in values}
    if more:
        if kinds & {dict, list, type(None)}:
            raise NotConverted("it asks whether two objects are one and the same")
        program = jq_programs.piped(path_of(part), "arrays")
        return [jq_check(program, CheckKind.CONTAINS, file_value(values))]
    if not kinds <= {str} and not kinds <= {int, float}:
        raise NotConverted("it compares items of several types in any order")
    return [
        jq_check(jq_programs.sorted_items(part.steps), CheckKind.EQUALS, file_value(sorted(values)))
    ]

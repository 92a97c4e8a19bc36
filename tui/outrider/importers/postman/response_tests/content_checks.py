"""Expectations of what a text, an array or an object has in it."""

from __future__ import annotations

import re

from outrider.importers.postman.response_tests.expected_texts import (
    expected_in_file,
    expected_json,
    has_null,
    in_program,
)
from outrider.importers.postman.response_tests.part_checks import (
    checked,
    is_true,
    jq_check,
    not_in_json,
)
from outrider.importers.postman.response_tests.regex_translation import regex_without
from outrider.importers.postman.response_tests.script_parts import (
    STATUS_PART,
    TIME_PART,
    JsonPart,
    JsonTextPart,
    NamedPart,
    NotConverted,
    PartValue,
    TemplateValue,
    WholePart,
)
from outrider.model import jq_programs
from outrider.model.expectation import CheckKind, Expectation


def contains(
    part: PartValue, expected: PartValue, *, negate: bool = False, deep: bool = False
) -> list[Expectation]:
    """A text has this text, an array this item, an object these members."""
    value = expected_in_file(expected)
    if has_null(value):
        raise NotConverted("TOML has no null")
    if isinstance(part, JsonTextPart | WholePart | NamedPart):
        return [_of_text(part, expected, negate=negate)]
    if not isinstance(part, JsonPart):
        raise not_in_json("being contained")
    if negate:
        if isinstance(value, dict | list):
            raise NotConverted("an expectation cannot exclude it")
        program = jq_programs.contains_value(part.steps, in_program(expected_json(expected)))
        return [is_true(program, negate=True)]
    if not isinstance(value, dict | list):
        return [jq_check(jq_programs.scalars_holder(part.steps), CheckKind.CONTAINS, value)]
    if deep:
        wanted = value if isinstance(value, dict) else [value]
        return [checked(part, CheckKind.CONTAINS, wanted)]
    members = value.values() if isinstance(value, dict) else [value]
    if any(isinstance(one, dict | list) for one in members):
        raise NotConverted("it asks whether two objects are one and the same")
    return [jq_check(jq_programs.objects_at(part.steps), CheckKind.CONTAINS, value)]


def _of_text(
    part: JsonTextPart | WholePart | NamedPart, expected: PartValue, *, negate: bool
) -> Expectation:
    value = expected_in_file(expected)
    if not isinstance(value, str) or part in {STATUS_PART, TIME_PART}:
        raise NotConverted("it looks for something else than a text in a text")
    if not negate:
        return checked(part, CheckKind.CONTAINS, value)
    if isinstance(expected, TemplateValue) or isinstance(part, JsonTextPart):
        raise NotConverted("an expectation cannot exclude it")
    found = re.escape(in_program(expected_json(expected)))
    return checked(part, CheckKind.MATCHES, regex_without(found), negate=True)

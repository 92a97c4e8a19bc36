"""Captures and expectations as rows of Bruno's: variables of the response, and assertions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from outrider.exporters.bruno.bru_text import BruRow
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.postman.known_programs import path_of_program
from outrider.exporters.postman.script_expressions import NotExported, is_literal, regex_expression
from outrider.model import jq_programs
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.jq_programs import JqSteps, steps_of_path
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import has_reference
from outrider.visible_text import visible_line

_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z_/][\w ./-]*", re.ASCII)
_WORD = frozenset({"true", "false", "null", "undefined"})
_NUMBERS = re.compile(r"(?:(?P<path>.*) \| )?numbers (?P<sign>[<>]) (?P<number>\S+)")
_KINDS = {
    CheckKind.EQUALS: "eq",
    CheckKind.NOT_EQUALS: "neq",
    CheckKind.CONTAINS: "contains",
    CheckKind.AT_LEAST: "gte",
    CheckKind.AT_MOST: "lte",
}
_TYPES = {
    "number": "isNumber",
    "string": "isString",
    "boolean": "isBoolean",
    "array": "isArray",
    "null": "isNull",
}


def capture_rows(request: Request, words: BrunoExportReport, place: str) -> Iterator[BruRow]:
    """The variables of the response; what has no expression is told."""
    for one in request.captures:
        try:
            yield BruRow(one.name, _captured(one), one.enabled)
        except NotExported as reason:
            _tell(f'Capture "{visible_line(one.name)}"', reason, words, place)
            continue
        if one.enabled and one.may_find_nothing:
            words.changed(
                f'Capture "{visible_line(one.name)}" is not a test in Bruno.',
                place,
                "Where it finds nothing, Bruno replaces the older value, and reports no failure.",
            )
        if one.secret:
            words.changed(
                f'Capture "{visible_line(one.name)}" is not masked in Bruno.',
                place,
                "Bruno shows the values of variables.",
            )


def assertion_rows(request: Request, words: BrunoExportReport, place: str) -> Iterator[BruRow]:
    """The assertions; what has none is told."""
    for one in request.expectations:
        try:
            rows = list(_asserted(one))
        except NotExported as reason:
            subject = f"{one.subject} {one.argument}" if one.argument is not True else one.subject
            _tell(f"Expectation `{visible_line(one.name or str(subject))}`", reason, words, place)
            continue
        for left, right in rows:
            text = words.text(right, place)
            if ":" in left:
                _tell(f"Expectation `{left}`", NotExported("its path has a colon"), words, place)
            else:
                yield BruRow(left, text, one.enabled, one.name)


def _tell(what: str, reason: Exception, words: BrunoExportReport, place: str) -> None:
    text = str(reason)
    words.lost(f"{what} was not exported.", place, f"{text[:1].upper()}{text[1:]}.")


def _captured(one: Capture) -> str:
    if not is_literal(one.argument):
        raise NotExported("it refers to a variable")
    if one.subject is Subject.JQ:
        steps = steps_of_path(one.argument)
        if steps is None:
            raise NotExported("JavaScript has no jq")
        written = _json(steps)
    else:
        written = _part(one.subject, one.argument)
    if one.regex is not None:
        group = 1 if re.compile(one.regex).groups else 0
        written += f".match({regex_expression(one.regex)})[{group}]"
    return written


def _json(steps: JqSteps) -> str:
    written = "res.body"
    for step in steps:
        if isinstance(step, str) and _NAME.fullmatch(step):
            written += f".{step}"
        else:
            written += f"[{json.dumps(step, ensure_ascii=False)}]"
    return written


def _part(subject: Subject, argument: str) -> str:
    match subject:
        case Subject.HEADER:
            return f"res.headers[{json.dumps(argument.lower())}]"
        case Subject.STATUS:
            return "res.status"
        case Subject.TIME:
            return "res.responseTime"
        case Subject.BODY:
            return "res.body"
    raise NotExported(f"Bruno does not look at a {subject}")


def _asserted(one: Expectation) -> Iterator[tuple[str, str]]:
    if one.subject is Subject.STATUS:
        yield "res.status", _status(one)
        return
    if one.subject in {Subject.SCHEMA, Subject.SNAPSHOT}:
        raise NotExported(f"the file of a {one.subject} is not a part of a collection")
    argument = one.argument if isinstance(one.argument, str) else ""
    if not is_literal(argument):
        raise NotExported("it refers to a variable")
    for check in one.checks:
        if one.subject is Subject.JQ:
            yield _of_json(argument, check)
        else:
            yield _part(one.subject, argument), _right(check, of_json=False)


def _status(one: Expectation) -> str:
    wanted = one.statuses
    if len(wanted) == 1 and isinstance(wanted[0], str):
        first = int(wanted[0][0]) * 100
        return f"between {first}, {first + 99}"
    if len(wanted) == 1:
        return f"eq {wanted[0]}"
    if any(isinstance(number, str) for number in wanted):
        raise NotExported("it names classes and statuses")
    return f"in {', '.join(map(str, wanted))}"


def _of_json(program: str, check: Check) -> tuple[str, str]:
    steps = steps_of_path(program)
    if steps is not None:
        if not steps and check.kind is not CheckKind.TYPE:
            raise NotExported("it looks at the whole of the JSON")
        return _json(steps), _right(check)
    if check.kind is CheckKind.EQUALS and check.expected is True:
        if found := _NUMBERS.fullmatch(program):
            path = steps_of_path(found["path"] or ".")
            if path is not None:
                return _json(path), f"{'gt' if found['sign'] == '>' else 'lt'} {found['number']}"
        if (path := path_of_program(program, jq_programs.is_null)) is not None:
            return _json(path), "isNull"
    for make, kind, word in _MADE:
        path = path_of_program(program, make)
        if path is None or check.kind is not kind:
            continue
        if word in {"isEmpty", "isUndefined"}:
            if check.expected == (0 if word == "isEmpty" else False):
                return _json(path), word
            continue
        return _json(path), f"{word} {_value(check.expected)}"
    raise NotExported("JavaScript has no jq")


_MADE = (
    (jq_programs.item_count, CheckKind.EQUALS, "isEmpty"),
    (jq_programs.has_member, CheckKind.EQUALS, "isUndefined"),
    (jq_programs.length_of, CheckKind.EQUALS, "length"),
    (jq_programs.guarded_path, CheckKind.NOT_EQUALS, "neq"),
    (jq_programs.scalars_holder, CheckKind.CONTAINS, "contains"),
)


def _right(check: Check, *, of_json: bool = True) -> str:
    kind, expected = check.kind, check.expected
    if kind is CheckKind.EXISTS:
        if of_json and not expected:
            return "isUndefined"
        return "isDefined" if expected else "isUndefined"
    if kind is CheckKind.TYPE:
        if expected not in _TYPES:
            raise NotExported(f"Bruno does not check for type {expected}")
        return _TYPES[expected]
    if kind is CheckKind.ONE_OF:
        values = [_value(one) for one in expected]
        if any("," in one for one in values):
            raise NotExported("one of its values has a comma")
        return f"in {', '.join(values)}"
    if kind is CheckKind.MATCHES:
        written = regex_expression(str(expected))
        if not written.endswith("/"):
            raise NotExported("its regular expression has flags")
        return f"matches {written}"
    return f"{_KINDS[kind]} {_value(expected)}"


def _value(value: Any) -> str:
    """A value as Bruno reads one: by what it looks like, a text in quotes."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return json.dumps(value)
    if not isinstance(value, str) or "\n" in value or "\r" in value:
        raise NotExported("its value is more than a line of text")
    if has_reference(value) or (_PLAIN.fullmatch(value) and value not in _WORD):
        if value != value.strip():
            raise NotExported("its value begins or ends with a space")
        return value
    return f"'{value}'" if value.startswith('"') else f'"{value}"'

"""Captures and expectations as a test script of Postman, which the import reads again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby

from outrider.exporters.disabled_checks import IS_DISABLED, disabled_checks
from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.known_programs import known_program, path_of_program
from outrider.exporters.postman.script_expressions import (
    NotExported,
    is_literal,
    json_expression,
    part_expression,
    regex_expression,
    value_expression,
)
from outrider.model import jq_programs
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.jq_programs import steps_of_path
from outrider.model.workspace import Request
from outrider.visible_text import visible_line

_CLASSES = {
    "1xx": "info",
    "2xx": "success",
    "3xx": "redirection",
    "4xx": "clientError",
    "5xx": "serverError",
}
_TOLD = "Postman has no test that checks the same"


def test_script_lines(request: Request, words: ExportReport, place: str) -> list[str]:
    """The lines of a request's test script; none where it captures and expects nothing.

    What has no test is told.
    """
    lines: list[str] = []
    for what in disabled_checks(request):
        words.lost(f"{what} was not exported.", place, IS_DISABLED)
    for _, capture in request.active_captures:
        try:
            lines += _capture_lines(capture, words, place)
        except NotExported as reason:
            what = f'Capture "{visible_line(capture.name)}" was not exported.'
            words.lost(what, place, f"{_sentence(reason)}.")
    for name, found in groupby(
        (one for _, one in request.active_expectations), key=lambda one: one.name
    ):
        for title, statements in _tests(name, list(found), words, place):
            lines.append(f"pm.test({json.dumps(title, ensure_ascii=False)}, () => {{")
            lines += [f"  {one}" for one in statements]
            lines.append("});")
    return lines


def _sentence(reason: Exception) -> str:
    text = str(reason) or _TOLD
    return text[:1].upper() + text[1:]


def _capture_lines(capture: Capture, words: ExportReport, place: str) -> Iterator[str]:
    """A test that stores a value, and fails before it does where there is none."""
    if not is_literal(capture.argument):
        raise NotExported("it refers to a variable")
    if capture.subject is Subject.JQ:
        steps = steps_of_path(capture.argument)
        if steps is not None:
            value = json_expression(steps, tolerant=capture.regex is None)
        elif (steps := path_of_program(capture.argument, jq_programs.as_json)) is not None:
            value = f"JSON.stringify({json_expression(steps)})"
        else:
            raise NotExported("JavaScript has no jq")
    else:
        value = part_expression(capture.subject, capture.argument)
    found, guard = "value", "pm.expect(value).to.exist;"
    if capture.regex is not None:
        regex = regex_expression(capture.regex)
        found = f"value.match({regex})?.[{1 if re.compile(capture.regex).groups else 0}]"
        guard = f"pm.expect(value).to.match({regex});"
    elif not capture.may_find_nothing or value.startswith("JSON."):
        guard = ""
    if capture.secret:
        words.changed(
            f'Variable "{visible_line(capture.name)}" is not masked in Postman.',
            place,
            "Scripts of Postman set variables that everybody sees.",
        )
    title = json.dumps(f"capture {capture.name}", ensure_ascii=False)
    name = json.dumps(capture.name, ensure_ascii=False)
    yield f"pm.test({title}, () => {{"
    yield f"  const value = {value};"
    if guard:
        yield f"  {guard}"
    yield f"  pm.environment.set({name}, {found});"
    yield "});"


def _tests(
    name: str, found: list[Expectation], words: ExportReport, place: str
) -> Iterator[tuple[str, list[str]]]:
    """The title and the statements of each test; without a name, one for each expectation."""
    for group in [found] if name else [[one] for one in found]:
        statements: list[str] = []
        for one in group:
            try:
                statements += _statements(one, words, place)
            except NotExported as reason:
                what = f"An expectation was not exported: {_title(one)}."
                words.lost(what, place, f"{_sentence(reason)}.")
        if statements:
            yield name or _title(group[0]), statements


def _title(one: Expectation) -> str:
    """What an expectation without a name is called."""
    if one.subject is Subject.STATUS:
        return f"status is {' or '.join(map(str, one.statuses))}"
    subject = one.subject.value
    if one.subject in {Subject.HEADER, Subject.COOKIE, Subject.SCHEMA, Subject.SNAPSHOT}:
        subject = f"{one.subject} {one.argument}"
    elif one.subject is Subject.JQ:
        subject = str(one.argument)
    kinds = " and ".join(check.kind.replace("_", " ") for check in one.checks)
    return visible_line(f"{one.name or subject} {kinds}".strip())


def _statements(one: Expectation, words: ExportReport, place: str) -> list[str]:
    match one.subject:
        case Subject.STATUS:
            return [_status(one)]
        case Subject.SCHEMA | Subject.SNAPSHOT:
            raise NotExported(f"the file of a {one.subject} is not a part of a collection")
    if not is_literal(one.argument if isinstance(one.argument, str) else ""):
        raise NotExported("it refers to a variable")
    made: list[str] = []
    is_number = Check(CheckKind.TYPE, "number") in one.checks
    for check in one.checks:
        if one.subject is Subject.JQ:
            made.append(_of_json(one.argument, check, words, place))
        else:
            made.append(_of_part(one, check, words, place))
        bounded = check.kind in {CheckKind.AT_LEAST, CheckKind.AT_MOST}
        if one.subject is Subject.JQ and bounded and not is_number:
            words.changed(
                f"The value must be a number in Postman: {visible_line(str(one.argument))}.",
                place,
                "Postman compares no texts of digits.",
            )
    return made


def _status(one: Expectation) -> str:
    wanted = one.statuses
    if len(wanted) == 1:
        [only] = wanted
        return (
            f"pm.response.to.be.{_CLASSES[only]};"
            if isinstance(only, str)
            else f"pm.response.to.have.status({only});"
        )
    numbers = sorted(
        {number for number in range(100, 600) if number in wanted or f"{number // 100}xx" in wanted}
    )
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"pm.expect(pm.response.code).to.be.within({numbers[0]}, {numbers[-1]});"
    return f"pm.expect(pm.response.code).to.be.oneOf({json.dumps(numbers)});"


def _of_part(one: Expectation, check: Check, words: ExportReport, place: str) -> str:
    written = part_expression(one.subject, str(one.argument))
    if one.subject is Subject.HEADER and check.kind is CheckKind.EXISTS:
        negated = "" if check.expected else "not."
        return f"pm.response.to.{negated}have.header({json.dumps(one.argument)});"
    if one.subject is not Subject.TIME and check.kind in {CheckKind.AT_LEAST, CheckKind.AT_MOST}:
        written = f"Number({written})"
    if check.kind is CheckKind.NOT_EQUALS and one.subject is Subject.BODY and not check.expected:
        return "pm.response.to.have.body();"
    return _assertion(written, check, words, place)


def _assertion(written: str, check: Check, words: ExportReport, place: str) -> str:
    if check.kind is CheckKind.MATCHES:
        return f"pm.expect({written}).to.match({regex_expression(check.expected)});"
    if check.kind is CheckKind.EXISTS:
        return f"pm.expect({written}).to.{'' if check.expected else 'not.'}exist;"
    if check.kind is CheckKind.TYPE and check.expected == "null":
        return f"pm.expect({written} ?? null).to.be.null;"
    word = _WORDS[check.kind]
    if check.kind in {CheckKind.AT_LEAST, CheckKind.AT_MOST} and isinstance(check.expected, str):
        raise NotExported("it compares with a variable")
    if check.kind is CheckKind.CONTAINS and isinstance(check.expected, dict):
        word = "to.deep.include"
    return f"pm.expect({written}).{word}({value_expression(check.expected, words, place)});"


_WORDS = {
    CheckKind.EQUALS: "to.eql",
    CheckKind.NOT_EQUALS: "to.not.eql",
    CheckKind.CONTAINS: "to.include",
    CheckKind.ONE_OF: "to.be.oneOf",
    CheckKind.AT_LEAST: "to.be.at.least",
    CheckKind.AT_MOST: "to.be.at.most",
    CheckKind.TYPE: "to.be.a",
}


def _of_json(program: str, check: Check, words: ExportReport, place: str) -> str:
    steps = steps_of_path(program)
    if steps is not None:
        if check.kind is CheckKind.CONTAINS and isinstance(check.expected, list):
            if len(check.expected) != 1:
                raise NotExported("it contains several items")
            [item] = check.expected
            value = value_expression(item, words, place)
            return f"pm.expect({json_expression(steps)}).to.deep.include({value});"
        lenient = check.kind is CheckKind.NOT_EQUALS or check.expected in (False, "null")
        return _assertion(json_expression(steps, tolerant=lenient), check, words, place)
    if check.kind is CheckKind.EXISTS and not check.expected and program.endswith("?"):
        steps = steps_of_path(program[:-1])
        if steps is not None:
            return f"pm.expect({json_expression(steps)}).to.not.exist;"
    written = known_program(program, check, lambda value: value_expression(value, words, place))
    if written is None:
        raise NotExported("JavaScript has no jq")
    return written

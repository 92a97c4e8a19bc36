"""Captures and expectations as scripts of JetBrains' HTTP Client, which the import reads again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from outrider.exporters.disabled_checks import IS_DISABLED, disabled_checks
from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.jq_programs import has_member, steps_of_path
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import has_reference
from outrider.visible_text import visible_line

_SIGNS = {
    CheckKind.EQUALS: "===",
    CheckKind.NOT_EQUALS: "!==",
    CheckKind.AT_LEAST: ">=",
    CheckKind.AT_MOST: "<=",
}


def response_script(request: Request, words: HttpExportReport, place: str) -> list[str]:
    """The lines of the script below a request; none where it captures and expects nothing."""
    lines: list[str] = []
    for what in disabled_checks(request):
        words.lost(f"{what} was not exported.", place, IS_DISABLED)
    for _, capture in request.active_captures:
        value = _captured(capture)
        if not value:
            words.lost(f'Capture "{visible_line(capture.name)}" was not exported.', place)
            continue
        lines.append(f"client.global.set({_text(capture.name)}, {value});")
        if capture.may_find_nothing:
            words.changed(
                f'Capture "{visible_line(capture.name)}" is not a test in other programs.',
                place,
                "Where it finds nothing, they replace the older value, and report no failure.",
            )
    expectations = (one for _, one in request.active_expectations)
    for name, found in groupby(expectations, key=lambda one: one.name):
        asserts = []
        for one in found:
            conditions = list(_conditions(one))
            if not all(conditions) or not conditions:
                words.lost(
                    f'Expectation "{visible_line(name or one.subject.value)}" was not exported.',
                    place,
                    "Scripts of other programs cannot check it.",
                )
                continue
            asserts += [f"client.assert({condition});" for condition in conditions]
        if asserts:
            title = _text(name or "response")
            lines.append(f"client.test({title}, function () {{")
            lines += [f"  {one}" for one in asserts]
            lines.append("});")
    if any("%}" in one or "###" in one for one in lines):
        words.lost("Captures and expectations were not exported.", place, 'They contain "%}".')
        return []
    return ["> {%", *(f"  {one}" for one in lines), "%}"] if lines else []


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _captured(capture: Capture) -> str:
    if capture.regex is not None or has_reference(capture.argument):
        return ""
    return _part(capture.subject, capture.argument)


def _part(subject: Subject, argument: Any) -> str:
    """The JavaScript expression for a part of a response; empty where there is none."""
    match subject:
        case Subject.STATUS:
            return "response.status"
        case Subject.BODY:
            return "response.body"
        case Subject.HEADER:
            return f"response.headers.valueOf({_text(argument)})"
        case Subject.JQ:
            steps = steps_of_path(argument)
            return "" if steps is None else f"response.body{_members(steps)}"
    return ""


def _members(steps: tuple[str | int, ...]) -> str:
    made = ""
    for one in steps:
        plain = isinstance(one, str) and one.isidentifier() and one.isascii()
        made += f".{one}" if plain else f"[{_text(one)}]"
    return made


def _conditions(one: Expectation) -> Iterator[str]:
    """A condition for each check; an empty one for what no script can check."""
    if one.subject is Subject.STATUS:
        yield _status(one.statuses)
        return
    if one.subject is Subject.JQ:
        steps = steps_of_path(_without_has(one.argument))
        if (
            steps
            and one.argument == has_member(steps)
            and one.checks == (Check(CheckKind.EQUALS, True),)
        ):
            owner = f"response.body{_members(steps[:-1])}"
            yield f"{owner}.hasOwnProperty({_text(steps[-1])})"
            return
    part = _part(one.subject, one.argument)
    for check in one.checks:
        yield _condition(part, check) if part else ""


def _without_has(program: str) -> str:
    head, found, rest = program.rpartition("has(")
    if not found:
        return ""
    key = rest.partition(")")[0]
    path = head.removesuffix("try ").removesuffix("values | ").removesuffix(" | ")
    return f"{path.rstrip(' |') or ''}.{key}"


def _condition(part: str, check: Check) -> str:
    value = check.expected
    if isinstance(value, str) and has_reference(value):
        return ""
    if check.kind in _SIGNS and not isinstance(value, dict | list | tuple):
        return f"{part} {_SIGNS[check.kind]} {_text(value)}"
    if check.kind is CheckKind.CONTAINS and isinstance(value, str):
        return f"{part}.includes({_text(value)})"
    if check.kind is CheckKind.TYPE and value in {"string", "number", "boolean"}:
        return f"typeof {part} === {_text(value)}"
    if check.kind is CheckKind.TYPE and value == "array":
        return f"Array.isArray({part})"
    if check.kind is CheckKind.EXISTS and value is True and "headers" in part:
        return part
    return ""


def _status(statuses: tuple[int | str, ...]) -> str:
    """A condition for one status, one class, or several statuses."""
    if len(statuses) == 1 and isinstance(statuses[0], str):
        low = int(statuses[0][0]) * 100
        return f"response.status >= {low} && response.status < {low + 100}"
    if all(isinstance(one, int) for one in statuses):
        return " || ".join(f"response.status === {one}" for one in statuses)
    return ""

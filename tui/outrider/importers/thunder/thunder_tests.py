"""Thunder Client's tests, which are rows, as captures and expectations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from operator import ge, gt, le, lt
from typing import Any

from outrider.credential_shapes import is_credential_name
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.building.json_paths import steps_of_json_path
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.response_tests.script_parts import NotConverted
from outrider.importers.postman.response_tests.status_sets import (
    ALL_STATUSES,
    status_expectation,
)
from outrider.importers.thunder.thunder_templates import ThunderTemplates
from outrider.model.expectation import (
    JSON_TYPES,
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.model.jq_programs import JqSteps, item_count, jq_path, number_comparison, piped

_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
_SET = re.compile(r"\s*\{\{\s*([\w.\- ]+?)\s*\}\}\s*(?:,.*)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SPELLED = re.compile(r"-?\d+(?:\.\d+)?|true|false|null")


def add_tests(
    rows: Json, request: RequestBuilder, report: BuildReport, templates: ThunderTemplates
) -> None:
    """Gives a request what its tests, or those of a folder, take and check."""
    for row in tables(rows):
        if row.get("isDisabled"):
            report.lost(f"Test {_shown(row, report)} is switched off and was not imported.")
            continue
        try:
            if text_of(row.get("type")).startswith("set-env-var"):
                request.captures.append(_capture(row, report))
            else:
                request.expectations += _expected(row, templates)
        except NotConverted as why:
            report.lost(f"Test {_shown(row, report)} was not imported.", why=f"{why}.")


def _shown(row: Mapping[str, Json], report: BuildReport) -> str:
    parts = (text_of(row.get(key)) for key in ("type", "custom", "action", "value"))
    return f'"{report.title(" ".join(filter(None, parts)))}"'


def _capture(row: Mapping[str, Json], report: BuildReport) -> Capture:
    match = _SET.fullmatch(text_of(row.get("value")))
    if match is None:
        raise NotConverted("Its variable is not a name in double braces")
    name = report.name(match[1])
    subject, argument = _part(text_of(row.get("custom")))
    last = argument.rpartition(".")[2]
    secret = is_credential_name(name) or is_credential_name(last)
    return Capture(name, subject, argument, secret=secret)


def _part(custom: str) -> tuple[Subject, str]:
    """What a test looks at: ``json.a.b``, ``header.x``, ``cookie.x``, ``text``."""
    kind, _, rest = custom.strip().partition(".")
    match kind:
        case "header" if rest:
            return Subject.HEADER, rest
        case "cookie" if rest:
            return Subject.COOKIE, rest
        case "text" | "json" | "body" if not rest:
            return Subject.BODY, ""
        case "code" | "status" if not rest:
            return Subject.STATUS, ""
    steps = _steps(custom)
    return Subject.JQ, jq_path(steps)


def _steps(custom: str) -> JqSteps:
    written = custom.strip().removeprefix("response.")
    steps = steps_of_json_path("$" + written[4:]) if written.startswith("json") else None
    if steps is None:
        raise NotConverted("Its path is more than names and indexes")
    return steps


def _expected(row: Mapping[str, Json], templates: ThunderTemplates) -> list[Expectation]:
    kind = text_of(row.get("type"))
    action = text_of(row.get("action")).strip().lower() or "equal"
    value, custom = text_of(row.get("value")), text_of(row.get("custom")).strip()
    match kind:
        case "res-code":
            return [_status(action, value)]
        case "res-time":
            return [_bounded(Subject.TIME, True, action, _number(value))]
        case "res-body":
            if action in {"isjson", "istype"}:
                wanted = "." if action == "isjson" else ""
                return [_of_json((), "isjson" if wanted else "istype", value, templates)]
            return [Expectation(Subject.BODY, True, _text_checks(action, value, templates))]
        case "res-header":
            return [Expectation(Subject.HEADER, custom, _text_checks(action, value, templates))]
        case "json-query":
            subject, argument = _part(custom)
            if subject is Subject.JQ:
                return [_of_json(_steps(custom), action, value, templates)]
            if subject is Subject.STATUS:
                return [_status(action, value)]
            wanted_part: Any = True if subject is Subject.BODY else argument
            return [Expectation(subject, wanted_part, _text_checks(action, value, templates))]
    raise NotConverted("An expectation has no such test")


def _number(value: str) -> float:
    if not _NUMBER.fullmatch(value.strip()):
        raise NotConverted("It compares with something that is not a number")
    return json.loads(value.strip())  # type: ignore[no-any-return]  # a number, as matched


def _status(action: str, value: str) -> Expectation:
    if action in {"equal", "notequal"}:
        if re.fullmatch(r"[1-5]xx", value.strip().lower()) and action == "equal":
            return Expectation(Subject.STATUS, value.strip().lower())
        number = int(_number(value))
        if action == "equal":
            return Expectation(Subject.STATUS, number)
        return status_expectation({number}, negate=True)
    if action in _COMPARE:
        number, holds = int(_number(value)), _COMPARE[action]
        return status_expectation({one for one in ALL_STATUSES if holds(one, number)})
    raise NotConverted(f'The status is not checked with "{action}"')


def _bounded(subject: Subject, argument: Any, action: str, number: float) -> Expectation:
    """A limit; of times, whole milliseconds there and their fractions here."""
    if action in {"<", "<="}:
        return Expectation(subject, argument, (Check(CheckKind.AT_MOST, number),))
    if action in {">", ">="}:
        return Expectation(subject, argument, (Check(CheckKind.AT_LEAST, number),))
    raise NotConverted(f'It is not checked with "{action}"')


def _text_checks(action: str, value: str, templates: ThunderTemplates) -> tuple[Check, ...]:
    kinds = {
        "equal": CheckKind.EQUALS,
        "notequal": CheckKind.NOT_EQUALS,
        "contains": CheckKind.CONTAINS,
        "regex": CheckKind.MATCHES,
    }
    if action in kinds:
        return (Check(kinds[action], templates.text(value)),)
    raise NotConverted(f'A text is not checked with "{action}"')


def _of_json(steps: JqSteps, action: str, value: str, templates: ThunderTemplates) -> Expectation:
    path = jq_path(steps)
    if action in {"equal", "notequal"}:
        # Its value is a text, whatever the type of the member.
        program = piped(path, "tostring") if _SPELLED.fullmatch(value.strip()) else path
        kind = CheckKind.EQUALS if action == "equal" else CheckKind.NOT_EQUALS
        return Expectation(Subject.JQ, program, (Check(kind, templates.text(value)),))
    if action in {"contains", "regex"}:
        return Expectation(Subject.JQ, path, _text_checks(action, value, templates))
    if action == "count":
        check = Check(CheckKind.EQUALS, int(_number(value)))
        return Expectation(Subject.JQ, item_count(steps), (check,))
    if action == "istype":
        if value.strip().lower() not in JSON_TYPES:
            raise NotConverted("It is not a type of JSON")
        return Expectation(Subject.JQ, path, (Check(CheckKind.TYPE, value.strip().lower()),))
    if action == "isjson":
        return Expectation(Subject.JQ, path, (Check(CheckKind.EXISTS, True),))
    if action in {"<=", ">="}:
        return _bounded(Subject.JQ, path, action, _number(value))
    if action in {"<", ">"}:
        program = number_comparison(steps, action, _number(value))
        return Expectation(Subject.JQ, program, (Check(CheckKind.EQUALS, True),))
    raise NotConverted(f'A value is not checked with "{action}"')

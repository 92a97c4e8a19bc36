"""Schema of a request's ``[[capture]]`` and ``[[expect]]`` tables, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outrider.model.expectation import (
    CAPTURED,
    JSON_TYPES,
    NAMED,
    WITHOUT_CHECK,
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.toml_text import schema
from outrider.toml_text.schema import Finding, Key, KeyPath

_STATUS = r"[1-5]xx"
_NAME = r"[A-Za-z_][\w.-]*"
_RESERVED = "access_token"
_TIMES = frozenset({CheckKind.AT_LEAST, CheckKind.AT_MOST, CheckKind.EQUALS, CheckKind.NOT_EQUALS})

_true = schema.matching(schema.boolean, bool, "true", json={"enum": [True]})
_limit = schema.matching(
    schema.scalar,
    lambda value: not isinstance(value, bool),
    "a number, or a reference to one",
    json={"type": ["number", "string"]},
)


def _is_status(value: object) -> bool:
    if isinstance(value, str):
        return bool(re.fullmatch(_STATUS, value))
    return type(value) is int and 100 <= value <= 599


def _check_status(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    values = value if isinstance(value, list) else [value]
    if not values or not all(map(_is_status, values)):
        what = f"{schema.dotted(path)} must be a status: a number, a list of numbers, or a class."
        findings.append(Finding(path, what, "wrong_value", 'Such as 200, [200, 204] or "2xx".'))


_one_status = schema.ValueCheck(
    'a status, or a class such as "2xx"',
    _is_status,
    {
        "anyOf": [
            {"type": "integer", "minimum": 100, "maximum": 599},
            {"type": "string", "pattern": f"^{_STATUS}$"},
        ]
    },
)
_status = schema.SpecialCheck(
    _check_status, _one_status, schema.array(_one_status, filled=True), expected="a status"
)


def _check_regex(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    schema.filled(value, path, findings)
    if len(findings) > before or "{{" in value:
        return
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        what = f"{schema.dotted(path)} is not a regular expression."
        findings.append(Finding(path, what, "wrong_value", f"{error}."))


_regex = schema.SpecialCheck(_check_regex, schema.filled, expected="a regular expression")


def _check_json(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    """A value that JSON has as well: no date and no time."""
    if isinstance(value, dict):
        for key, member in value.items():
            _check_json(member, (*path, key), findings)
    elif isinstance(value, list):
        for index, element in enumerate(value):
            _check_json(element, (*path, index), findings)
    else:
        schema.scalar(value, path, findings)


_json = schema.SpecialCheck(_check_json, expected="any value but a date")
_NAMES: Mapping[Subject, tuple[str, str]] = {
    Subject.JQ: ("jq program whose first output is taken", ".items[0].id"),
    Subject.HEADER: ("Name of a header; of several, the first", "Location"),
    Subject.COOKIE: ("Name of a cookie that the response sets", "sid"),
}


def _subjects(**beside: Any) -> Mapping[str, Key]:
    """The subjects that are followed by a name; ``beside`` is what their examples need."""
    return {
        one.value: Key(
            schema.filled,
            f"{meaning}. One of the subjects.",
            otherwise="another subject",
            example=example,
            beside=beside,
        )
        for one, (meaning, example) in _NAMES.items()
    }


def _checking(check: schema.Check, meaning: str, example: Any, **beside: Any) -> Key:
    """A check of an expectation, with the subject that its example needs."""
    return Key(
        check, meaning, otherwise="not checked", example=example, beside=beside or {"jq": ".total"}
    )


_CHECKS: Mapping[str, Key] = {
    CheckKind.EQUALS: _checking(
        _json,
        "It must be equal to this, also in its JSON type. A text that is one reference has the "
        "type of the value.",
        3,
    ),
    CheckKind.NOT_EQUALS: _checking(_json, "It must not be equal to this.", 0),
    CheckKind.CONTAINS: _checking(
        _json, "A text must contain this text, an array this element.", "tea", jq=".items"
    ),
    CheckKind.MATCHES: _checking(
        _regex, "A regular expression must be found in it.", "^ord-", jq=".id"
    ),
    CheckKind.EXISTS: _checking(
        schema.boolean, "`true`: it must be there; `false`: it must not.", True, header="ETag"
    ),
    CheckKind.ONE_OF: _checking(
        schema.array(_json, filled=True),
        "It must be equal to one of these.",
        ["open", "paid"],
        jq=".status",
    ),
    CheckKind.AT_LEAST: _checking(_limit, "A number must be this or more.", 1),
    CheckKind.AT_MOST: _checking(
        _limit, "A number must be this or less; of `time`, milliseconds.", 500, time=True
    ),
    CheckKind.TYPE: _checking(
        schema.one_text_of(JSON_TYPES, f"one of {', '.join(JSON_TYPES)}"),
        f"Its JSON type must be this: {', '.join(JSON_TYPES)}.",
        "array",
        jq=".items",
    ),
}


def _enabled(**beside: Any) -> Key:
    return Key(
        schema.boolean,
        "`false` keeps it in the file without effect.",
        default=True,
        example=False,
        beside=beside,
    )


_variable = schema.SpecialCheck(
    schema.TEXT, schema.TEXT, expected="a name", json={"pattern": f"^{_NAME}$"}
)
_capture_table = schema.table(
    {
        "name": Key(
            _variable,
            "Name of the variable that gets the value. It must not be that of a secret.",
            example="order_id",
            beside={"jq": ".id"},
        ),
        **_subjects(),
        "status": Key(
            _true,
            "`true` takes the status. One of the subjects.",
            otherwise="another subject",
            example=True,
        ),
        "body": Key(
            _true,
            "`true` takes the body. One of the subjects.",
            otherwise="another subject",
            example=True,
        ),
        "regex": Key(
            _regex,
            "Searched in the value: its first group is taken, or without a group the match.",
            otherwise="the whole value",
            example="/orders/([0-9]+)",
            beside={"header": "Location"},
        ),
        "secret": Key(
            schema.boolean,
            "`true` masks the value wherever it is shown.",
            default=False,
            example=True,
            beside={"jq": ".id"},
        ),
        "enabled": _enabled(jq=".id"),
    },
    required=("name",),
)
_expect_table = schema.table(
    {
        "name": Key(
            schema.TEXT, "Text for the report.", default="", example="Open", beside={"status": 200}
        ),
        "status": Key(
            _status,
            "The status must be this: a number, several, or a class such as `2xx`. One of the "
            "subjects.",
            otherwise="below 400 is expected, unless another table names a status",
            example=201,
        ),
        **_subjects(exists=True),
        "body": Key(
            _true,
            "`true` checks the body as text. One of the subjects.",
            otherwise="another subject",
            example=True,
            beside={"contains": "ready"},
        ),
        "time": Key(
            _true,
            "`true` checks the milliseconds of the request. One of the subjects.",
            otherwise="another subject",
            example=True,
            beside={"at_most": 500},
        ),
        "schema": Key(
            schema.filled,
            "The body must be valid by this JSON Schema, a file from the workspace folder on. "
            'It needs the extra: pipx install "outrider[schema]". One of the subjects.',
            otherwise="another subject",
            example="schemas/order.json",
        ),
        "snapshot": Key(
            schema.filled,
            "The body must be that of this file, from the workspace folder on. "
            "A run that updates snapshots writes it. One of the subjects.",
            otherwise="another subject",
            example="snapshots/order.json",
        ),
        "ignore": Key(
            schema.array(schema.filled),
            "jq paths of what may differ from the snapshot.",
            default=[],
            example=[".id", ".created_at"],
            beside={"snapshot": "snapshots/order.json"},
        ),
        **_CHECKS,
        "enabled": _enabled(status=200),
    }
)


def _capture(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    _capture_table(value, path, findings)
    if not isinstance(value, dict):
        return
    name = value.get("name")
    if isinstance(name, str) and (not re.fullmatch(_NAME, name) or name == _RESERVED):
        where = (*path, "name")
        what = f'{schema.dotted(where)} is "{name}", which no variable can be called.'
        advice = (
            "It is reserved for the access token."
            if name == _RESERVED
            else "Use letters, digits, _ . and -; begin with a letter or _."
        )
        findings.append(Finding(where, what, "wrong_value", advice))
    if len(findings) == before:
        _one_subject(value, CAPTURED, path, findings)


def _expectation(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    _expect_table(value, path, findings)
    if any(finding.is_error for finding in findings[before:]) or not isinstance(value, dict):
        return
    subject = _one_subject(value, tuple(Subject), path, findings)
    if subject is None:
        return
    checks = [key for key in value if key in _CHECKS]
    if subject in WITHOUT_CHECK:
        for key in checks:
            what = f"{schema.dotted((*path, key))} cannot be used with {subject}."
            advice = f"{subject} says by itself what is expected. Remove {key}."
            findings.append(Finding((*path, key), what, "one_of", advice))
    elif not checks:
        what = f"{schema.dotted(path)} has no check."
        # A warning alone would not be told beside the error.
        meant = [one.advice for one in findings[before:] if one.code == "unknown_key"]
        near = next((one for one in meant if one and one.split()[-1].strip("?") in _CHECKS), "")
        advice = f"{near} Add one of {', '.join(CheckKind)}.".strip()
        findings.append(Finding(path, what, "missing_key", advice))
    if subject is Subject.TIME:
        for key in checks:
            if key not in _TIMES:
                what = f"{schema.dotted((*path, key))} cannot be used with time."
                advice = "Use at_most = 500 (milliseconds)."
                findings.append(Finding((*path, key), what, "one_of", advice))
    if "ignore" in value and subject is not Subject.SNAPSHOT:
        where = (*path, "ignore")
        what = f"{schema.dotted(where)} can be used with snapshot only."
        findings.append(Finding(where, what, "one_of", "Remove it."))


def _one_subject(
    value: Mapping[str, Any], known: Sequence[Subject], path: KeyPath, findings: list[Finding]
) -> Subject | None:
    named = [subject for subject in known if subject in value]
    if len(named) == 1:
        return named[0]
    problem = f"names {' and '.join(named)}" if named else "does not say what to look at"
    advice = f"Write exactly one of {', '.join(known)}."
    findings.append(Finding(path, f"{schema.dotted(path)} {problem}.", "one_of", advice))
    return None


_SUBJECTS = {"oneOf": [{"required": [one.value]} for one in Subject]}
_CAPTURED = {"oneOf": [{"required": [one.value]} for one in CAPTURED]}

captures = schema.array(schema.SpecialCheck(_capture, _capture_table, json=_CAPTURED))
"""Checks the ``[[capture]]`` tables of a request."""

expectations = schema.array(schema.SpecialCheck(_expectation, _expect_table, json=_SUBJECTS))
"""Checks the ``[[expect]]`` tables of a request."""


def decode_captures(tables: Iterable[Mapping[str, Any]]) -> tuple[Capture, ...]:
    """What ``[[capture]]`` tables say that passed their check."""
    return tuple(map(_decoded_capture, tables))


def _decoded_capture(table: Mapping[str, Any]) -> Capture:
    subject = next(one for one in CAPTURED if one in table)
    return Capture(
        table["name"],
        subject,
        table[subject] if subject in NAMED else "",
        table.get("regex"),
        table.get("secret", False),
        table.get("enabled", True),
    )


def decode_expectations(tables: Iterable[Mapping[str, Any]]) -> tuple[Expectation, ...]:
    """What ``[[expect]]`` tables say that passed their check."""
    return tuple(map(_decoded_expectation, tables))


def _decoded_expectation(table: Mapping[str, Any]) -> Expectation:
    subject = next(one for one in Subject if one in table)
    argument = table[subject]
    return Expectation(
        subject,
        tuple(argument) if isinstance(argument, list) else argument,
        tuple(Check(CheckKind(key), table[key]) for key in table if key in _CHECKS),
        table.get("name", ""),
        tuple(table.get("ignore", ())),
        table.get("enabled", True),
    )


def encode_capture(capture: Capture) -> dict[str, Any]:
    """A capture as its file holds it."""
    named = capture.subject in NAMED
    table: dict[str, Any] = {
        "name": capture.name,
        capture.subject.value: capture.argument if named else True,
    }
    if capture.regex is not None:
        table["regex"] = capture.regex
    if capture.secret:
        table["secret"] = True
    if not capture.enabled:
        table["enabled"] = False
    return table


def encode_expectation(expectation: Expectation) -> dict[str, Any]:
    """An expectation as its file holds it."""
    argument = expectation.argument
    table: dict[str, Any] = {"name": expectation.name} if expectation.name else {}
    table[expectation.subject.value] = list(argument) if isinstance(argument, tuple) else argument
    table.update((check.kind.value, check.expected) for check in expectation.checks)
    if expectation.ignore:
        table["ignore"] = list(expectation.ignore)
    if not expectation.enabled:
        table["enabled"] = False
    return table

"""Conditions on a response, as assertions and scripts of ``.http`` files word them."""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec import Struct

from outrider.importers.http_files.response_uses import json_steps
from outrider.model.expectation import Check, CheckKind, Expectation, Subject
from outrider.model.jq_programs import has_member, item_count, jq_path, number_comparison

_COMPARISON = re.compile(r"(?P<of>.+?)\s*(?P<sign>===?|!==?|<=|>=|<|>)\s*(?P<right>.+)", re.S)
_HEADER = re.compile(
    r"(?:response\.)?headers\.(?:valueOf|get)\(\s*(?P<quote>['\"])(?P<name>.+?)(?P=quote)\s*\)"
    r"|(?:response\.)?headers\.valuesOf\(\s*(?P<quote2>['\"])(?P<name2>.+?)(?P=quote2)\s*\)\[0\]"
    r"|(?:response\.)?headers\[(?P<quote3>['\"])(?P<name3>.+?)(?P=quote3)\]"
    r"|(?:response\.)?headers\.(?P<name4>[A-Za-z][\w-]*)"
)
_BODY = re.compile(
    r"(?:response\.(?:body|parsedBody|json)|\$\.response\.body|JSON\.parse\(response\.body\))"
    r"(?P<path>(?:\.[A-Za-z_$][\w$-]*|\[\d+\]|\[(?:'[^']*'|\"[^\"]*\")\])*)"
)
_STATUS = re.compile(r"response\.(?:status|statusCode|code)(?:\.(?:code|value))?(?:\(\))?")
_RANGE = re.compile(
    rf"{_STATUS.pattern}\s*>=\s*(?P<low>[1-5]\d\d)\s*&&\s*{_STATUS.pattern}\s*<\s*(?P<high>[1-6]00)"
)
_ONE_STATUS = re.compile(rf"{_STATUS.pattern}\s*===?\s*([1-5]\d\d)")
_TIME = re.compile(r"response\.(?:timings\.total|duration|elapsed|responseTime)(?:\.\w+)?")
_TYPE = re.compile(r"response\.contentType\.(?:mimeType|contentType)")
_HAS = re.compile(
    r"(?P<of>response\.(?:body|parsedBody)\S*?)\.hasOwnProperty\(\s*(['\"])(?P<name>[^'\"]+)\2\s*\)"
)
_INCLUDES = re.compile(r"(?P<of>.+?)\.(?:includes|contains)\(\s*(?P<text>.+?)\s*\)", re.S)
_TYPE_OF = re.compile(r"typeof\s+(?P<of>\S+)\s*===?\s*(['\"])(?P<type>\w+)\2")
_ARRAY = re.compile(r"Array\.isArray\(\s*(?P<of>[^()]+?)\s*\)")
_ANYTHING = re.compile(r"(?P<of>.*)", re.S)
_JS_TYPES = frozenset({"string", "number", "boolean"})
_EQUALITY = {
    "==": CheckKind.EQUALS,
    "===": CheckKind.EQUALS,
    "!=": CheckKind.NOT_EQUALS,
    "!==": CheckKind.NOT_EQUALS,
    "contains": CheckKind.CONTAINS,
    "matches": CheckKind.MATCHES,
}
_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class Looked(Struct, frozen=True):
    """What of a response is looked at.

    Attributes:
        argument: name of the header.
        steps: of a value in a JSON body.
    """

    subject: Subject
    argument: str = ""
    steps: tuple[str | int, ...] = ()
    is_length: bool = False

    @property
    def program(self) -> str:
        """The jq program for a value in a JSON body."""
        return item_count(self.steps) if self.is_length else jq_path(self.steps)

    def expectation(self, *checks: Check, name: str = "") -> Expectation:
        """What is expected of it."""
        argument: Any = self.argument
        if self.subject is Subject.JQ:
            argument = self.program
        elif self.subject in {Subject.BODY, Subject.TIME}:
            argument = True
        return Expectation(self.subject, argument, checks, name=name)


def looked_at(written: str) -> Looked | None:
    """The part of a response that a JavaScript expression names; ``None`` for any other."""
    text = written.strip()
    if _STATUS.fullmatch(text):
        return Looked(Subject.STATUS)
    if _TIME.fullmatch(text):
        return Looked(Subject.TIME)
    if _TYPE.fullmatch(text):
        return Looked(Subject.HEADER, "Content-Type")
    if found := _HEADER.fullmatch(text):
        name = found["name"] or found["name2"] or found["name3"] or found["name4"]
        return Looked(Subject.HEADER, name)
    is_length = text.endswith(".length")
    if found := _BODY.fullmatch(text.removesuffix(".length")):
        steps = json_steps(found["path"])
        if steps is None:
            return None
        if not steps and not is_length:
            return Looked(Subject.BODY)
        return Looked(Subject.JQ, steps=steps, is_length=is_length)
    return None


def js_literal(written: str) -> Any:
    """The value of a literal.

    Raises:
        ValueError: it is no literal.
    """
    text = written.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = json.dumps(re.sub(r"\\(['\\])", r"\1", text[1:-1]))
    return json.loads(text)


def js_expectation(condition: str, name: str = "") -> Expectation | None:
    """What a condition of JavaScript expects; ``None`` where nothing here says the same."""
    text = condition.strip()
    while text.startswith("(") and text.endswith(")") and ")" not in text[1:-1]:
        text = text[1:-1].strip()
    if (statuses := _statuses(text)) is not None:
        return Expectation(Subject.STATUS, statuses, name=name)
    forms = (_TYPE_OF, _ARRAY, _HAS, _INCLUDES, _COMPARISON, _ANYTHING)
    found = next(one for form in forms if (one := form.fullmatch(text)))
    part = looked_at(found["of"])
    if part is None:
        return None
    is_json = part.subject is Subject.JQ
    made: Expectation | None = None
    if found.re is _TYPE_OF:
        if is_json and found["type"] in _JS_TYPES:
            made = part.expectation(Check(CheckKind.TYPE, found["type"]), name=name)
    elif found.re is _ARRAY:
        program = part.program if is_json else "."
        made = Expectation(Subject.JQ, program, (Check(CheckKind.TYPE, "array"),), name=name)
    elif found.re is _HAS:
        program = has_member((*part.steps, found["name"]))
        made = Expectation(Subject.JQ, program, (Check(CheckKind.EQUALS, True),), name=name)
    elif found.re is _INCLUDES:
        made = _checked(part, "contains", found["text"], name)
    elif found.re is _COMPARISON:
        made = _checked(part, found["sign"], found["right"], name)
    elif part.subject is Subject.HEADER:
        made = part.expectation(Check(CheckKind.EXISTS, True), name=name)
    return made


def _statuses(text: str) -> Any:
    """The class or the list of statuses that two or more comparisons allow; ``None`` for others."""
    found = _RANGE.fullmatch(text)
    if found and int(found["low"]) + 100 == int(found["high"]) and found["low"][1:] == "00":
        return f"{found['low'][0]}xx"
    parts = re.split(r"\s*\|\|\s*", text)
    values = [_ONE_STATUS.fullmatch(one) for one in parts]
    if len(parts) > 1 and all(values):
        return tuple(int(one[1]) for one in values if one)
    return None


def _checked(part: Looked, sign: str, written: str, name: str) -> Expectation | None:
    try:
        value = js_literal(written)
    except (ValueError, RecursionError):
        return None
    return compared_part(part, sign, value, name)


def compared_part(part: Looked, sign: str, value: Any, name: str = "") -> Expectation | None:
    """A comparison of a part of a response with a value; ``None`` where there is none."""
    if value is None or isinstance(value, list | dict):
        return None
    if part.subject is Subject.STATUS:
        return _status(sign, value, name)
    if kind := _EQUALITY.get(sign):
        expected = str(value) if kind is CheckKind.MATCHES else value
        return part.expectation(Check(kind, expected), name=name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    kind = CheckKind.AT_LEAST if sign[0] == ">" else CheckKind.AT_MOST
    if sign in {">=", "<="} or part.subject is Subject.TIME:
        # No response takes so exactly as long that it would matter.
        return part.expectation(Check(kind, value), name=name)
    if part.is_length and isinstance(value, int):
        return part.expectation(Check(kind, value + (1 if sign == ">" else -1)), name=name)
    if part.subject is not Subject.JQ or part.is_length:
        return None
    program = number_comparison(part.steps, sign, value)
    return Expectation(Subject.JQ, program, (Check(CheckKind.EQUALS, True),), name=name)


def _status(sign: str, value: Any, name: str) -> Expectation | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    expected: Any = None
    if sign in {"==", "==="} and 100 <= value <= 599:
        expected = value
    elif sign in {">=", "<"} and value % 100 == 0 and 100 < value < 600:
        at = value // 100 - 1
        expected = _CLASSES[at:] if sign == ">=" else _CLASSES[:at]
    elif sign in {"<=", ">"} and value % 100 == 99 and 100 < value < 600:
        at = value // 100
        expected = _CLASSES[:at] if sign == "<=" else _CLASSES[at:]
    if not expected:
        return None
    if isinstance(expected, tuple) and len(expected) == 1:
        expected = expected[0]
    return Expectation(Subject.STATUS, expected, name=name)

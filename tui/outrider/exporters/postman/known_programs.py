"""The jq programs that the import writes for tests of Postman, as these tests again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from outrider.exporters.postman.script_expressions import json_expression
from outrider.model import jq_programs
from outrider.model.expectation import Check, CheckKind
from outrider.model.jq_programs import JqSteps, steps_of_path

_PATH = r'(?:\.[A-Za-z_]\w*|\.?\[\d+\]|\."(?:[^"\\]|\\.)*")'
_START = re.compile(f"{_PATH}*")
_MEMBER = re.compile(rf"(?:try |and )({_PATH})")
_KEY = re.compile(r'has\(("(?:[^"\\]|\\.)*"|\d+)\)')
_COMPARED = re.compile(r"(?:(.*) \| )?numbers ([<>]) (\S+)")


def path_of_program(program: str, make: Callable[[JqSteps], str]) -> JqSteps | None:
    """The path of which a program is made; ``None`` where it is another one."""
    start = _START.match(program)
    above = (steps_of_path(start[0]) if start is not None and start[0] else ()) or ()
    tried: list[JqSteps] = [above]
    tried += [(*above, json.loads(one)) for one in _KEY.findall(program)]
    tried += [(*above, *(steps_of_path(one) or ())) for one in _MEMBER.findall(program)]
    return next((one for one in tried if make(one) == program), None)


def known_program(program: str, check: Check, written: Callable[[Any], str]) -> str | None:
    """The assertion for a check of such a program; ``None`` for another one.

    ``written`` is a value in JavaScript.
    """
    expected, kind = check.expected, check.kind
    if program == "type" and kind is CheckKind.EXISTS and expected:
        return "pm.response.to.be.json;"
    for make, ways in _SHAPES:
        steps = path_of_program(program, make)
        for wanted, word in ways if steps is not None else ():
            kind_of, value = wanted
            if steps is None or kind is not kind_of or value not in (expected, _ANY):
                continue
            if value is not _ANY and type(value) is not type(expected):
                continue
            if make is jq_programs.has_member:
                key = json.dumps(steps[-1], ensure_ascii=False)
                return f"pm.expect({json_expression(steps[:-1])}).to.{word}({key});"
            subject = json_expression(steps)
            call = f"({written(expected)})" if value is _ANY else ""
            if ")" in word:
                return f"pm.expect({subject}{word}{call};"
            return f"pm.expect({subject}).to.{word}{call};"
    found = _COMPARED.fullmatch(program)
    steps = steps_of_path(found[1] or ".") if found is not None else None
    if found is not None and steps is not None and expected is True and kind is CheckKind.EQUALS:
        word = "above" if found[2] == ">" else "below"
        return f"pm.expect({json_expression(steps)}).to.be.{word}({found[3]});"
    return None


_ANY = object()
_TRUE, _FALSE = (CheckKind.EQUALS, True), (CheckKind.EQUALS, False)
_SHAPES: list[tuple[Callable[[JqSteps], str], tuple[tuple[tuple[CheckKind, Any], str], ...]]] = [
    (jq_programs.has_member, ((_TRUE, "have.property"), (_FALSE, "not.have.property"))),
    (jq_programs.is_null, ((_TRUE, "be.null"), (_FALSE, "not.be.null"))),
    (jq_programs.is_falsy, ((_TRUE, "not.be.ok"), (_FALSE, "be.ok"))),
    (jq_programs.is_absent, ((_TRUE, "not.exist"),)),
    (jq_programs.guarded_path, (((CheckKind.NOT_EQUALS, _ANY), "not.eql"),)),
    (jq_programs.scalars_holder, (((CheckKind.CONTAINS, _ANY), "include"),)),
    (jq_programs.objects_at, (((CheckKind.CONTAINS, _ANY), "include"),)),
    (
        jq_programs.item_count,
        (((CheckKind.EQUALS, 0), "be.empty"), ((CheckKind.AT_LEAST, 1), "not.be.empty")),
    ),
    (
        jq_programs.keys_of,
        (
            ((CheckKind.EQUALS, _ANY), "have.all.keys"),
            ((CheckKind.CONTAINS, _ANY), "include.all.keys"),
        ),
    ),
    (jq_programs.sorted_items, (((CheckKind.EQUALS, _ANY), "have.members"),)),
    (
        jq_programs.length_of,
        (
            ((CheckKind.EQUALS, _ANY), ").to.have.lengthOf"),
            ((CheckKind.AT_LEAST, _ANY), ".length).to.be.at.least"),
            ((CheckKind.AT_MOST, _ANY), ".length).to.be.at.most"),
            ((CheckKind.NOT_EQUALS, _ANY), ".length).to.not.eql"),
        ),
    ),
]
"""What makes a program, and the word for each check of what it gives."""

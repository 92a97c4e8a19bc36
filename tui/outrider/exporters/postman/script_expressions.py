"""Parts of a response and values as JavaScript of Postman's sandbox."""

from __future__ import annotations

import json
import re
from typing import Any

from outrider.exporters.postman.export_report import ExportReport
from outrider.model.expectation import Subject
from outrider.model.jq_programs import JqSteps
from outrider.variables.reference_grammar import Reference, parse_template

_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_PYTHON_ONLY = re.compile(r"\(\?P|\(\?[a-zA-Z-]+\)|(?<!\\)(?:\\\\)*\\[AG]|[*+?}]\+|\(\?[>(]")
_INLINE = re.compile(r"\(\?(?P<flags>[aims]+):(?P<rest>[\s\S]*)\)")


class NotExported(Exception):
    """There is no JavaScript that says the same; the message says why, for people."""


def json_expression(steps: JqSteps, *, tolerant: bool = False) -> str:
    """A value of the JSON; ``tolerant`` does not fail where what has it is not there."""
    written = "pm.response.json()"
    for step in steps:
        mark = "?." if tolerant else ""
        if isinstance(step, str) and _NAME.fullmatch(step):
            written += f"{mark or '.'}{step}"
        else:
            written += f"{mark}[{json.dumps(step, ensure_ascii=False)}]"
    return written


def part_expression(subject: Subject, argument: str) -> str:
    """A part of the response that is no JSON."""
    match subject:
        case Subject.HEADER:
            return f"pm.response.headers.get({json.dumps(argument)})"
        case Subject.COOKIE:
            return f"pm.cookies.get({json.dumps(argument)})"
        case Subject.STATUS:
            return "pm.response.code"
        case Subject.TIME:
            return "pm.response.responseTime"
    return "pm.response.text()"


def value_expression(value: Any, words: ExportReport, place: str) -> str:
    """A value of JSON, in whose texts references are looked up."""
    if isinstance(value, str):
        match parse_template(value):
            case (Reference(name),):
                return f"pm.variables.get({json.dumps(name, ensure_ascii=False)})"
            case pieces if any(not isinstance(one, str) for one in pieces):
                written = json.dumps(words.text(value, place), ensure_ascii=False)
                return f"pm.variables.replaceIn({written})"
            case pieces:
                text = "".join(one for one in pieces if isinstance(one, str))
                return json.dumps(text, ensure_ascii=False)
    if isinstance(value, dict):
        rows = (
            f"{json.dumps(key, ensure_ascii=False)}: {value_expression(one, words, place)}"
            for key, one in value.items()
        )
        return f"{{{', '.join(rows)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_expression(one, words, place) for one in value)}]"
    return json.dumps(value)


def regex_expression(pattern: str) -> str:
    """A regular expression of Python as JavaScript has it.

    Raises:
        NotExported: it has none, or refers to a variable.
    """
    if "{{" in pattern:
        raise NotExported("its regular expression refers to a variable")
    flags = ""
    found = _INLINE.fullmatch(pattern)
    if found is not None:
        flags, pattern = found["flags"].replace("a", ""), found["rest"]
    if _PYTHON_ONLY.search(pattern):
        raise NotExported("JavaScript has no such regular expression")
    written = re.sub(r"(?<!\\)((?:\\\\)*)\\Z", r"\1$", pattern)
    written = re.sub(r"(?<!\\)((?:\\\\)*)/", r"\1\\/", written).replace("\n", "\\n")
    return f"/{written}/{flags}"


def is_literal(text: str) -> bool:
    """Whether a text refers to nothing."""
    return all(isinstance(one, str) for one in parse_template(text))

"""JSON with references: values are escaped inside string literals, and the result is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from msgspec import Struct

from tui.model.secret import Text, concat, reveal, transform
from tui.variables.resolver import Part

_STRING_CHARACTER = re.compile(r'\\.|"', re.DOTALL)
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)


class JsonMistake(Struct, frozen=True):
    """What is wrong with a JSON text, and where in it (both from 1; 0 for nowhere)."""

    what: str
    line: int = 0
    column: int = 0


def json_escape(value: str) -> str:
    """The value as it stands between the quotation marks of a string (RFC 8259 §7)."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def compose_json(parts: Sequence[Part]) -> Text:
    """Joins the parts: escaped inside the string literals of the written text, raw outside."""
    inside = False
    composed: list[Text] = []
    for part in parts:
        if part.name is None:
            inside = _inside_after(reveal(part.text), inside)
            composed.append(part.text)
        else:
            composed.append(transform(part.text, json_escape) if inside else part.text)
    return concat(composed)


def _inside_after(literal: str, inside: bool) -> bool:
    """Whether a string literal is open after the text."""
    position = 0
    while True:
        if inside:
            match = _STRING_CHARACTER.search(literal, position)
            if match is None:
                return True
            inside, position = match[0] != '"', match.end()
        else:
            start = literal.find('"', position)
            if start < 0:
                return False
            inside, position = True, start + 1


def json_mistake(text: str) -> JsonMistake | None:
    """What keeps the text from being JSON (RFC 8259), if anything; no part of it is told."""
    try:
        # Numbers are only checked: their size is nobody's business here.
        json.loads(text, parse_int=len, parse_float=len, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return JsonMistake(error.msg, error.lineno, error.colno)
    except RecursionError:
        return JsonMistake("arrays or objects are nested too deep to be checked")
    except ValueError:
        return _constant(text)
    return None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _constant(text: str) -> JsonMistake:
    for match in _STRING_OR_CONSTANT.finditer(text):
        if match[1]:
            before = text[: match.start()]
            column = match.start() - (before.rfind("\n") + 1) + 1
            return JsonMistake(f"{match[1]} is not a number", before.count("\n") + 1, column)
    return JsonMistake("it holds a number that is none")

"""JSON with references: values are escaped inside string literals, and the result is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from outrider.json_words import json_complaint
from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MaybeSecret, join_texts, reveal, transform
from outrider.variables.reference_grammar import NAME
from outrider.variables.resolver import ResolvedPart

_STRING = lazy_pattern(r'"[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)
_STRING_OR_CONSTANT = lazy_pattern(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)


_REFERENCE = rf"\{{\{{[ \t]*{NAME.pattern}[ \t]*\}}\}}"
_STRING_OR_REFERENCE = lazy_pattern(rf'"(?:[^"\\]|\\.)*"|({_REFERENCE})', re.DOTALL)
# A reference outside of strings, with what touches it: together they are one value.
_STRING_OR_VALUE = lazy_pattern(
    rf'"(?:[^"\\]|\\.)*"|((?:[^\s"{{}}\[\],:]*{_REFERENCE})+[^\s"{{}}\[\],:]*)', re.DOTALL
)
_BEFORE_BRACES = lazy_pattern(r"(?<!\\)(\\+)(?=\{\{)")
_ESCAPE_BEGUN = lazy_pattern(r"(?<!\\)(?:\\\\)*\\\Z")
_PRIVATE = ("\ue000", "\ue001", "\ue002")
"""Characters of the private use area, which stand for what JSON does not know."""


class JsonError(Struct, frozen=True):
    """What is wrong with a JSON text, and where in it (both from 1; 0 for nowhere)."""

    what: str
    line: int = 0
    column: int = 0

    @property
    def where(self) -> str:
        """The place, as it goes on after what is wrong."""
        return f" at line {self.line}, column {self.column}" if self.line else ""


def json_escape(value: str) -> str:
    """The value as it stands between the quotation marks of a string (RFC 8259 §7)."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def compose_json(parts: Sequence[ResolvedPart]) -> MaybeSecret:
    """Joins the parts: escaped inside the string literals of the written text, raw outside."""
    inside = False
    composed: list[MaybeSecret] = []
    for part in parts:
        if part.name is None:
            inside = _inside_after(reveal(part.text), inside)
            composed.append(part.text)
        else:
            composed.append(transform(part.text, json_escape) if inside else part.text)
    return join_texts(composed)


def _inside_after(literal: str, inside: bool) -> bool:
    """Whether a string literal is open after the text."""
    return not all(found[1] for found in _STRING.finditer(f'"{literal}' if inside else literal))


def unfinished_escape(parts: Sequence[ResolvedPart]) -> JsonError | None:
    """The value, if there is one, that a backslash of the written JSON would take into itself.

    Of a value that begins with ``n``, say, it would make the end of a line.
    """
    for before, part in pairwise(parts):
        is_value = before.name is None and part.name is not None
        if is_value and _ESCAPE_BEGUN.search(reveal(before.text)):
            return JsonError(f"only one backslash is sent before {{{{{part.name}}}}}")
    return None


def json_error(text: str) -> JsonError | None:
    """What keeps the text from being JSON (RFC 8259), if anything; no part of it is told."""
    try:
        # Numbers are only checked: their size is nobody's business here.
        json.loads(text, parse_int=len, parse_float=len, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        found = json_complaint(error)
        return JsonError(found.what, found.line, found.column)
    except RecursionError:
        return JsonError("arrays or objects are nested too deep to be checked")
    except ValueError:
        return _constant(text)
    return None


def json_advice(parts: Sequence[ResolvedPart], usual: str) -> str:
    """What to do about text that is no JSON: look at the values in it, if there are any."""
    if (escape := unfinished_escape(parts)) is not None:
        braces = escape.what.rpartition(" ")[2]
        return (
            f"Write four backslashes, \\\\\\\\{braces}: before braces two of them are one, "
            "and JSON needs two."
        )
    names = list(dict.fromkeys(part.name for part in parts if part.name is not None))
    if not names:
        return usual
    return (
        f"Check {', '.join(names[:5])}: outside quotes a value is inserted "
        "unchanged, inside quotes it is escaped."
    )


def template_error(text: str) -> JsonError | None:
    """What keeps the text from being JSON whatever its references stand for, if anything.

    A reference inside a string is text, and outside it is taken for a number.
    """
    plain = _STRING_OR_REFERENCE.sub(
        lambda found: "1" * len(found[0]) if found[1] else found[0],
        _BEFORE_BRACES.sub(_as_resolved, text),
    )
    return json_error(plain)


def _as_resolved(slashes: re.Match[str]) -> str:
    """The backslashes of :func:`parse_template` that are left, in as many characters.

    Where they make the braces literal, those are no reference any more.
    """
    count = len(slashes[1])
    left = "\\" * (count // 2)
    return left.rjust(count - count % 2, "_") + "_" * (count % 2)


def format_template(text: str) -> str:
    """The same JSON with one value in a line, indented by two blanks.

    Numbers, keys that stand there twice, their order and the references stay as they are written.

    Args:
        text: JSON in which :func:`template_error` finds nothing.

    Raises:
        ValueError: it cannot be laid out: it holds half characters, say.
    """
    import msgspec

    first, last, escaped = _PRIVATE
    if any(one in text for one in _PRIVATE):
        raise ValueError("it holds characters of the private use area")
    values: list[str] = []

    def hide(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        values.append(found[1])
        return f'"{first}{len(values) - 1}{last}"'

    hidden = _STRING_OR_VALUE.sub(
        hide, _BEFORE_BRACES.sub(lambda slashes: escaped * len(slashes[1]), text)
    )
    laid_out = msgspec.json.format(hidden.encode(), indent=2).decode()
    shown = re.sub(f'"{first}(\\d+){last}"', lambda found: values[int(found[1])], laid_out)
    return shown.replace(escaped, "\\")


def _refuse(name: str) -> None:
    raise ValueError(name)


def _constant(text: str) -> JsonError:
    for match in _STRING_OR_CONSTANT.finditer(text):
        if match[1]:
            before = text[: match.start()]
            column = match.start() - (before.rfind("\n") + 1) + 1
            return JsonError(f"{match[1]} is not a number", before.count("\n") + 1, column)
    return JsonError("it contains a number that is not valid")

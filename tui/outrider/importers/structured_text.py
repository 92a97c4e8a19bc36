"""JSON and YAML of unknown origin as plain values: within limits, by the core rules of YAML 1.2.

Scalars keep how they were written where that is more than their value: ``1.10`` of a version, an
example or a header is no 1.1.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.changed_texts import with_changed_texts
from outrider.importers.written_numbers import written_float

LARGEST = 32_000_000
"""Characters of a document; parsed it takes six times as many bytes."""

MOST_VALUES = 3_000_000
"""Values of a document, each use of an alias counted."""

DEEPEST = 400
"""Levels of tables and lists in each other."""

_YAML = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:---|%YAML|[\"']?[\w$.@/{}-]+[\"']?[ \t]*:(?:[ \t]|\r?\n|$)|-[ \t]+\S)"
)


_NO_CHARACTER = "invalid Unicode character escape code"
"""What the parser says of an escape that is no character by itself: of JSON, or half of one."""

_SURROGATES = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_TOO_DEEP = "maximum nesting depth"
_STAND_IN = "\uf8fd"
"""For half of one while YAML is parsed, which has no such characters."""


def _whole_or_stand_in(match: re.Match[str]) -> str:
    if match[1] is None:
        return _STAND_IN
    return str(json.loads(f'"{match[0]}"'))


class StructuredText(Struct, frozen=True):
    """A parsed document.

    Attributes:
        value: its outermost table or list.
        repeated: keys that stand in one table more than once; the last value is there.
    """

    value: Any
    repeated: tuple[str, ...] = ()


def looks_structured(text: str) -> bool:
    """Whether a text begins as JSON or as a table or list of YAML; cheap, never raises."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    return head[:1] in {"{", "["} or _YAML.match(head) is not None


def read_structured(text: str, name: str) -> StructuredText:
    """Parses a text.

    Args:
        text: without a byte order mark.
        name: of the file, for errors; empty for a paste.

    Raises:
        ImportRejected: it is neither, or beyond the limits.
    """
    if len(text) > LARGEST:
        raise _refused(name, f"is larger than {LARGEST // 1_000_000} MB", "too_large")
    repeated: dict[str, None] = {}
    try:
        if text.lstrip()[:1] in {"{", "["} and (value := _json(text, repeated)) is not None:
            found = value
        else:
            found = _yaml(text, name, repeated)
        _check_size(found, name)
    except RecursionError:
        raise _refused(name, "is nested too deeply", "too_deep") from None
    return StructuredText(found, tuple(repeated))


def _json(text: str, repeated: dict[str, None]) -> Any:
    """The value; ``None`` where it is no JSON, which YAML in braces may be still."""

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.update((key, None) for key, count in counts.items() if count > 1)
        return made

    try:
        return json.loads(text, object_pairs_hook=table, parse_float=written_float)
    except ValueError:
        return None


def _yaml(text: str, name: str, repeated: dict[str, None]) -> Any:
    import yaml

    from outrider.importers.yaml_reading import read_yaml

    try:
        try:
            return read_yaml(text, repeated)
        except yaml.MarkedYAMLError as error:
            if _NO_CHARACTER not in (error.problem or "") or _STAND_IN in text:
                raise
            found = read_yaml(_SURROGATES.sub(_whole_or_stand_in, text), repeated)
            _check_size(found, name)
            return with_changed_texts(found, lambda one: one.replace(_STAND_IN, "\ud800"), {})
    except yaml.MarkedYAMLError as error:
        if _TOO_DEEP in (error.problem or ""):
            # Python's own parser of JSON goes deeper in some versions than libyaml does.
            raise RecursionError from None
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = (error.problem or "it cannot be read").split("\n")[0]
        kind = "JSON" if text.lstrip()[:1] in {"{", "["} else "YAML"
        raise _refused(name, f"is not {kind}: {said}{where}", "not_yaml") from None
    except (yaml.YAMLError, ValueError) as error:
        said = str(error).split("\n")[0]
        raise _refused(name, f"is not YAML: {said}", "not_yaml") from None


def _check_size(value: Any, name: str) -> None:
    """Refuses what is small as a text, and has no end when it is walked."""
    count = 0
    stack: list[Iterator[Any]] = [iter((value,))]
    while stack:
        one = next(stack[-1], stack)
        if one is stack:
            stack.pop()
            continue
        count += 1
        if count > MOST_VALUES:
            raise _refused(name, f"has more than {MOST_VALUES} values", "too_large")
        if isinstance(one, Mapping):
            stack.append(iter(one.values()))
        elif isinstance(one, Sequence) and not isinstance(one, str | bytes):
            stack.append(iter(one))
        if len(stack) > DEEPEST:
            raise _refused(name, "is nested too deeply", "too_deep")


def _refused(name: str, what: str, code: str) -> ImportRejected:
    return ImportRejected(f"{name or 'The text'} {what}.", code=code, where=name)

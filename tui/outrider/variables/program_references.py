"""References in jq programs and regular expressions: a value stays a value, whatever is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import Enum, auto

from outrider.errors import SourceLocation
from outrider.model.secret import MaybeSecret, join_texts, transform
from outrider.variables.resolver import Resolver

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_WORDS = frozenset({"true", "false", "null"})


class ReferenceType(Enum):
    """What is known of the type of a value in the place of a reference.

    Attributes:
        UNKNOWN: a number or a word of JSON counts as one, all else is a text.
        TEXT: it is a text, whatever it spells.
        JSON: it is JSON, and stands for the array or object that it spells.
    """

    UNKNOWN = auto()
    TEXT = auto()
    JSON = auto()


def _without_type(_name: str) -> ReferenceType:
    return ReferenceType.UNKNOWN


def resolve_jq(
    written: str,
    place: SourceLocation,
    resolver: Resolver,
    type_of: Callable[[str], ReferenceType] = _without_type,
) -> MaybeSecret:
    """A jq program with values in the place of references.

    Inside of a string of jq a value is a part of that string; elsewhere it is a number, ``true``,
    ``false``, ``null``, an array or object where it has that type, or a string of its own. It is
    never a part of the program.

    Args:
        written: the program.
        place: where it is written.
        resolver: of the references.
        type_of: what is known of the value that a name stands for.
    """
    parts: list[MaybeSecret] = []
    inside = _JqPlace()
    for part in resolver.parts(written, place):
        if part.name is None:
            assert isinstance(part.text, str)
            inside.read(part.text)
            parts.append(part.text)
        else:
            spell = _SPELLINGS[type_of(part.name)]
            parts.append(transform(part.text, _in_string if inside.string else spell))
    return join_texts(parts)


def resolve_regex(written: str, place: SourceLocation, resolver: Resolver) -> MaybeSecret:
    """A regular expression with values in the place of references, each of which fits itself."""
    return join_texts(
        part.text if part.name is None else transform(part.text, re.escape)
        for part in resolver.parts(written, place)
    )


def _in_string(value: str) -> str:
    return json.dumps(value)[1:-1]


def _as_string(value: str) -> str:
    return json.dumps(value)


def _as_literal(value: str) -> str:
    return value if value in _WORDS or _NUMBER.fullmatch(value) else _as_string(value)


def _as_json(value: str) -> str:
    """The value as jq writes it; a string where it is no JSON, as with ``NaN`` in an array."""
    try:
        return json.dumps(json.loads(value), allow_nan=False)
    except (ValueError, RecursionError):
        return _as_string(value)


_SPELLINGS = {
    ReferenceType.UNKNOWN: _as_literal,
    ReferenceType.TEXT: _as_string,
    ReferenceType.JSON: _as_json,
}


class _JqPlace:
    r"""Whether one is in a string, after so much of a jq program.

    A string may hold ``\(…)``, in which a program stands that has strings of its own.
    """

    def __init__(self) -> None:
        # Of each string that is open: how many parentheses are open in its interpolation; -1
        # inside of the string itself.
        self._open: list[int] = []
        self._escaped = self._comment = False

    @property
    def string(self) -> bool:
        """Whether what follows is a part of a string."""
        return bool(self._open) and self._open[-1] < 0

    def read(self, text: str) -> None:
        """Takes the next piece of the program."""
        for character in text:
            if self.string:
                self._in_string(character)
            elif self._comment:
                self._comment = character != "\n"
            else:
                self._in_program(character)

    def _in_string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
            if character == "(":
                self._open[-1] = 1
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._open.pop()

    def _in_program(self, character: str) -> None:
        if character == '"':
            self._open.append(-1)
        elif character == "#":
            self._comment = True
        elif self._open and character in "()":
            self._open[-1] += 1 if character == "(" else -1
            if not self._open[-1]:
                self._open[-1] = -1

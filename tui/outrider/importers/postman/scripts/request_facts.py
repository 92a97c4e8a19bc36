"""What a script can ask about the request that it runs for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field

from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ConstantValue,
    ObjectValue,
    Value,
    text_value,
)

Fact: TypeAlias = "str | float | tuple[str, ...] | Mapping[str, str] | None"
"""A text, a number, a list of texts, an object of texts; ``None`` is ``undefined``."""

_UNRESOLVED = "{\0{"
"""Two braces of a request that no variable is put in for: Postman asks before it does that."""
FIRST_SEND: Mapping[str, Fact] = MappingProxyType(
    {"pm.info.eventName": "prerequest", "pm.info.iteration": 0.0, "pm.info.iterationCount": 1.0}
)
"""What a script is told that runs once, before its request."""
HEADERS, QUERY = "pm.request.headers", "pm.request.url.query"


class RequestFacts(Struct, frozen=True):
    """What is known of a request.

    Attributes:
        values: by the path of a member, and by that of a function which is called without
            arguments; what is not known is not there.
        rows: header fields and parameters of the query, by the path of their list and their
            name, the header fields' in small letters; ``None`` for a value that is not known.
    """

    values: Mapping[str, Fact] = FIRST_SEND
    rows: Mapping[tuple[str, str], str | None] = field(default_factory=dict)

    @property
    def is_of_request(self) -> bool:
        """Whether it is known which request it is."""
        return len(self.values) > len(FIRST_SEND)

    def held(self, asked: str) -> tuple[bool, Fact]:
        """Whether something is known, and what: what was asked for as :class:`AskedRequest` has it.

        Whatever a script decides by it is the same where this is the same.
        """
        path, separator, name = asked.partition("\0")
        if separator:
            return (path, name) in self.rows, self.rows.get((path, name))
        return asked in self.values, self.values.get(asked)


class AskedRequest(Struct):
    """The facts of a request while scripts are read for it, and which of them they asked for."""

    facts: RequestFacts
    asked: set[str] = field(default_factory=set)

    def ask(self, path: str) -> Value | None:
        """A member or what a function gives; ``None`` where it is not known."""
        self.asked.add(path)
        known, fact = self.facts.held(path)
        return value_of(fact) if known else None

    def row(self, path: str, name: str) -> tuple[bool, str | None]:
        """Whether a list has a row of this name, and its value where that is known."""
        known = name.lower() if path == HEADERS else name
        self.asked.add(f"{path}\0{known}")
        return (path, known) in self.facts.rows, self.facts.rows.get((path, known))


def value_of(fact: Fact) -> Value:
    """A fact as a value of a script."""
    if fact is None:
        return NOTHING
    if isinstance(fact, str):
        return text_value(fact.replace("{{", _UNRESOLVED))
    if isinstance(fact, tuple):
        return ArrayValue([value_of(one) for one in fact])
    if isinstance(fact, Mapping):
        return ObjectValue({name: value_of(one) for name, one in fact.items()})
    return ConstantValue(fact)


def is_unresolved(text: str) -> bool:
    """Whether a text is of a request, with references that no value was put in for."""
    return "\0" in text

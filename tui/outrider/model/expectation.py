"""What is taken out of a response, and what is expected of it, as a request's file says it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar

from msgspec import Struct

from outrider.model.safe_repr import SafeRepr


class Subject(StrEnum):
    """The part of a response that is looked at; the key that names it in a file."""

    JQ = "jq"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    STATUS = "status"
    TIME = "time"
    SCHEMA = "schema"
    SNAPSHOT = "snapshot"


CAPTURED = (Subject.JQ, Subject.HEADER, Subject.COOKIE, Subject.STATUS, Subject.BODY)
"""What a capture may take."""

NAMED = frozenset({Subject.JQ, Subject.HEADER, Subject.COOKIE})
"""Subjects that are followed by which one: a program or a name. Others of a capture are true."""

WITHOUT_CHECK = frozenset({Subject.STATUS, Subject.SCHEMA, Subject.SNAPSHOT})
"""Subjects of an expectation that say by themselves what is expected."""


class CheckKind(StrEnum):
    """How a value is compared; the key that names it in a file."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    MATCHES = "matches"
    EXISTS = "exists"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    TYPE = "type"


OF_BODY = frozenset({Subject.JQ, Subject.BODY, Subject.SCHEMA, Subject.SNAPSHOT})
"""Subjects for which the body is needed."""

IN_PROCESS = frozenset({Subject.JQ, Subject.SCHEMA})
"""Subjects for which a child process is needed."""

JSON_TYPES = ("null", "boolean", "number", "string", "array", "object")
"""The types of JSON values, as jq names them."""


class Capture(Struct, frozen=True):
    """A value that is taken out of a response, for what is sent next.

    Attributes:
        name: of the variable that gets it.
        subject: one of :data:`CAPTURED`.
        argument: the jq program, or the name of the header or cookie; empty for others.
        regex: what is searched in it: its first group, or the whole match; ``None`` for no search.
        secret: it is masked wherever it is shown.
        enabled: whether it counts.
    """

    name: str
    subject: Subject
    argument: str = ""
    regex: str | None = None
    secret: bool = False
    enabled: bool = True

    @property
    def may_find_nothing(self) -> bool:
        """Whether a response may lack it: each has a status and a body."""
        return self.regex is not None or self.subject not in {Subject.STATUS, Subject.BODY}


class Check(SafeRepr, frozen=True):
    """One comparison.

    Attributes:
        expected: a JSON value; texts in it may hold references.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"expected"})

    kind: CheckKind
    expected: Any


class Expectation(Struct, frozen=True):
    """What is checked after a response.

    Attributes:
        argument: the jq program, the name of the header or cookie, the path of a file, or what a
            status has to be: a number, ``2xx`` or several of them; true for others.
        checks: in the order of the file; none for :data:`WITHOUT_CHECK`.
        name: what people call it; empty where the file does not say.
        ignore: jq paths that a snapshot leaves out.
        enabled: whether it counts.
    """

    subject: Subject
    argument: Any
    checks: tuple[Check, ...] = ()
    name: str = ""
    ignore: tuple[str, ...] = ()
    enabled: bool = True

    @property
    def statuses(self) -> tuple[int | str, ...]:
        """Which statuses are expected; none where this is not about the status."""
        if self.subject is not Subject.STATUS:
            return ()
        return self.argument if isinstance(self.argument, tuple) else (self.argument,)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every text that may hold references, with its key below the expectation."""
        if self.subject in NAMED or self.subject in (Subject.SCHEMA, Subject.SNAPSHOT):
            yield (self.subject.value,), self.argument
        for check in self.checks:
            if check.kind is not CheckKind.TYPE:
                yield from _texts((check.kind.value,), check.expected)


def _texts(
    path: tuple[str | int, ...], value: object
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _texts((*path, key), member)
    elif isinstance(value, list | tuple):
        for index, element in enumerate(value):
            yield from _texts((*path, index), element)

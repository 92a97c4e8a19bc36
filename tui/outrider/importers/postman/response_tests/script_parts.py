"""What an expression of a test script stands for: a part of the response, or a value of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.model.expectation import Expectation, Subject
from outrider.model.jq_programs import JqSteps


class NotConverted(Exception):
    """An expression or a statement is not converted; the message says why, for people."""


class JsonPart(Struct, frozen=True):
    """A value in the JSON of the body.

    Attributes:
        tolerant: reached by ``?.``, so that nothing fails where what has it is not there.
        or_null: with ``?? null``: what is not there is null.
    """

    steps: JqSteps = ()
    tolerant: bool = False
    or_null: bool = False


class LengthPart(Struct, frozen=True):
    """How long a value in the JSON is; ``of_keys`` how many members it has."""

    of: JsonPart
    of_keys: bool = False


class NamedPart(Struct, frozen=True):
    """A header or a cookie; ``as_number`` what ``Number(…)`` makes of it."""

    subject: Subject
    name: str
    as_number: bool = False


class WholePart(Struct, frozen=True):
    """The body as text, the status or the time."""

    subject: Subject


class ReasonPart(Struct, frozen=True):
    """The reason phrase."""


class ResponsePart(Struct, frozen=True):
    """The response itself."""


TextPart: TypeAlias = JsonPart | NamedPart | WholePart


class JsonTextPart(Struct, frozen=True):
    """A value in the JSON, written as JSON."""

    of: JsonPart


class SearchedPart(Struct, frozen=True):
    """What a regular expression finds in a part.

    Attributes:
        group: whose text; ``None`` for all groups, as ``match`` gives them.
    """

    of: TextPart
    pattern: str
    groups: int
    group: int | None = None


class SplitPart(Struct, frozen=True):
    """The pieces of a part, between separators of one character."""

    of: TextPart
    separator: str


class JoinedPart(Struct, frozen=True):
    """A part between two texts."""

    of: JsonPart
    before: str
    after: str


class KeysPart(Struct, frozen=True):
    """The names of an object's members."""

    of: JsonPart


class TypePart(Struct, frozen=True):
    """What ``typeof`` says of a part."""

    of: JsonPart


class IndexPart(Struct, frozen=True):
    """What ``indexOf`` gives."""

    of: TextPart
    wanted: KnownValue


class KnownValue(Struct, frozen=True):
    """A value that is written in the script: of JSON."""

    value: Any


class Undefined(Struct, frozen=True):
    """``undefined``."""


class TemplateValue(Struct, frozen=True):
    """A text with references to variables."""

    text: str


class RegexPart(Struct, frozen=True):
    """A regular expression in Python's spelling, with the number of its groups."""

    pattern: str
    groups: int


class ConditionValue(Struct, frozen=True):
    """A boolean that says something of the response.

    Attributes:
        expectations: which are met where it is true, or, if negated, where it is false; raises
            :class:`NotConverted` where there are none that say the same.
    """

    expectations: Callable[[bool], list[Expectation]]


class NameScope(Struct, eq=False):
    """The names of a block or function, and the scope around it."""

    names: dict[str, PartValue] = field(default_factory=dict)
    around: NameScope | None = None

    def holder(self, name: str) -> NameScope | None:
        """The nearest scope that has a name."""
        scope: NameScope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.around
        return scope


class ScriptFunction(Struct, frozen=True, eq=False):
    """A function of the script."""

    node: SyntaxNode
    scope: NameScope


class SandboxName(Struct, frozen=True):
    """What the sandbox brings: ``pm.environment.set``."""

    path: str


class SchemaValue(Struct, frozen=True, eq=False):
    """A function that checks a schema: what ``ajv.compile`` gives; ``dialect`` its default."""

    schema: Any
    dialect: str


class UnclearValue(Struct, frozen=True):
    """What is not known without running the script, and why."""

    why: str


PartValue: TypeAlias = (
    JsonPart
    | LengthPart
    | NamedPart
    | WholePart
    | ReasonPart
    | ResponsePart
    | JsonTextPart
    | SearchedPart
    | SplitPart
    | JoinedPart
    | KeysPart
    | TypePart
    | IndexPart
    | KnownValue
    | Undefined
    | TemplateValue
    | RegexPart
    | ConditionValue
    | ScriptFunction
    | SandboxName
    | SchemaValue
    | UnclearValue
)

UNDEFINED = Undefined()
RESPONSE = ResponsePart()
STATUS_PART = WholePart(Subject.STATUS)
BODY_PART = WholePart(Subject.BODY)
TIME_PART = WholePart(Subject.TIME)


def argument_at(values: Sequence[PartValue], index: int) -> PartValue:
    """An argument of a call; undefined where there are fewer."""
    return values[index] if index < len(values) else UNDEFINED

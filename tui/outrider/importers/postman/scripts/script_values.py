"""What an expression of a script comes to, as far as that can be known without running it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct, field, structs

from outrider.importers.postman.scripts.syntax import SyntaxNode

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
ELSEWHERE = "?"
"""Among what a value depends on: something that nobody knows before the script runs."""
OF_REQUEST = "?request"
"""Among what a value depends on: the request that is sent, whatever the environment is."""


class Base64Value(Struct, frozen=True):
    """A text that is encoded with base64."""

    text: TextValue


class PercentEncodedValue(Struct, frozen=True):
    """A text that is percent-encoded."""

    text: TextValue


class AnswerPart(Struct, frozen=True):
    """A member of an answer's body: the answer's number, and the names that lead to it."""

    number: int
    path: tuple[str, ...]


Piece: TypeAlias = str | Base64Value | PercentEncodedValue | AnswerPart


class TextValue(Struct, frozen=True):
    """A text of pieces: a ``str`` is a template of Postman's, with its ``{{references}}``."""

    pieces: tuple[Piece, ...]

    @property
    def template(self) -> str | None:
        """The text as one template; ``None`` where a piece is more than that."""
        texts = [one for one in self.pieces if isinstance(one, str)]
        return "".join(texts) if len(texts) == len(self.pieces) else None

    @property
    def literal(self) -> str | None:
        """The text where nothing in it has to be looked up."""
        template = self.template
        return None if template is None or "{{" in template else template

    @property
    def size(self) -> int:
        """How much there is of it, as steps of work."""
        return 1 + sum(len(one) // 64 if isinstance(one, str) else 1 for one in self.pieces)

    @property
    def nesting(self) -> int:
        """How often it is encoded inside of encodings; from 3 on nobody counts."""
        return max((_nesting(one, 0) for one in self.pieces), default=0)

    def followed_by(self, other: TextValue) -> TextValue:
        """Both together."""
        if self.pieces and other.pieces:
            last, first = self.pieces[-1], other.pieces[0]
            if isinstance(last, str) and isinstance(first, str):
                return TextValue((*self.pieces[:-1], last + first, *other.pieces[1:]))
        return TextValue(self.pieces + other.pieces)

    @property
    def names(self) -> set[str]:
        """The variables that it refers to."""
        found: set[str] = set()
        for one in self.pieces:
            if isinstance(one, Base64Value | PercentEncodedValue):
                found |= one.text.names
            elif isinstance(one, str):
                found.update(_REFERENCE.findall(one))
        return found


def _nesting(piece: Piece, depth: int) -> int:
    if depth >= 3 or not isinstance(piece, Base64Value | PercentEncodedValue):
        return depth
    return max((_nesting(one, depth + 1) for one in piece.text.pieces), default=depth + 1)


class ConstantValue(Struct, frozen=True, eq=False):
    """A number, ``true``, ``false``; ``None`` is ``null`` and ``undefined``.

    For Python ``true`` is 1; here it is not.
    """

    value: float | bool | None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ConstantValue):
            return NotImplemented
        kinds = isinstance(self.value, bool), isinstance(other.value, bool)
        return kinds[0] is kinds[1] and self.value == other.value

    def __hash__(self) -> int:
        return hash((isinstance(self.value, bool), self.value))


class ObjectValue(Struct, eq=False):
    """An object: what its keys come to; it changes while the script runs.

    Attributes:
        is_form: made by ``URLSearchParams``, so that as a text it is a form.
    """

    values: dict[str, Value] = field(default_factory=dict)
    is_form: bool = False


class ArrayValue(Struct, eq=False):
    """An array; it changes while the script runs."""

    values: list[Value] = field(default_factory=list)


class ScopeValue(Struct, frozen=True):
    """An object whose members are variables: ``pm.environment.toObject()``, of that scope."""

    scope: str = ""


class ResponseValue(Struct, frozen=True):
    """An answer, by the number of its request in the script; 0 is the item's own request."""

    number: int


class BodyValue(Struct, frozen=True):
    """An answer's body, or what is in it at a path."""

    number: int
    path: tuple[str, ...] = ()


class FunctionValue(Struct, eq=False):
    """A function of the script: the names around it, and what ``this`` is in it."""

    node: SyntaxNode
    scope: Scope
    this: Value | None = None


class NativeValue(Struct, eq=False):
    """A function that only the evaluation itself makes: ``resolve`` of a promise."""

    call: Callable[[list[Value]], Value]


class BuiltinValue(Struct, frozen=True):
    """What the sandbox brings: ``pm.environment.set``, ``CryptoJS.enc.Utf8``."""

    path: str


class UnknownValue(Struct, frozen=True):
    """Nobody can know without running it: the script's line, from 1, and the expression.

    Attributes:
        asks: the variables that it depends on, and :data:`ELSEWHERE`.
        derived: made of an answer or of the clock.
        merged: it has many values, as a loop's variable has, so that its use is to be named.
        begins: the text that it begins with, where that is known.
    """

    line: int
    what: str
    asks: frozenset[str] = frozenset({ELSEWHERE})
    derived: bool = False
    merged: bool = False
    begins: str = ""


class RegexValue(UnknownValue, frozen=True):
    """A regular expression: no text, and what it finds in one is seen where it is asked."""

    pattern: str = ""
    flags: str = ""


Value: TypeAlias = (
    TextValue
    | ConstantValue
    | ObjectValue
    | ArrayValue
    | ScopeValue
    | ResponseValue
    | BodyValue
    | FunctionValue
    | NativeValue
    | BuiltinValue
    | UnknownValue
)

NOTHING = ConstantValue(None)


class Scope(Struct, eq=False):
    """The names of a block or function, the scope around it, and which names are constants."""

    names: dict[str, Value] = field(default_factory=dict)
    around: Scope | None = None
    constants: set[str] = field(default_factory=set)

    def holder(self, name: str) -> Scope | None:
        """The nearest scope that has a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.around
        return scope


def text_value(*pieces: Piece) -> TextValue:
    """A text of these pieces."""
    return TextValue(tuple(one for one in pieces if one != ""))


def variable(name: str) -> TextValue:
    """What a variable of Postman's holds."""
    return text_value("{{" + name + "}}")


def as_text(value: Value) -> TextValue | None:
    """What a value is when it is joined to a text; ``None`` where that is not known."""
    match value:
        case TextValue():
            return value
        case ConstantValue(None):
            return text_value("null")
        case ConstantValue(bool() as known):
            return text_value("true" if known else "false")
        case ConstantValue(number):
            assert number is not None
            whole = float(number).is_integer() and abs(number) < 1e15
            return text_value(str(int(number)) if whole else repr(number))
        case BodyValue(number, path) if path:
            return text_value(AnswerPart(number, path))
        case ArrayValue(values):
            texts = [None if _is_list(one) else as_text(one) for one in values]
            all_known = [one for one in texts if one is not None]
            return joined_texts(all_known, ",") if len(all_known) == len(texts) else None
        case ObjectValue(values, True):
            return _form(values)
        case _:
            return None


def _is_list(value: Value) -> bool:
    return isinstance(value, ArrayValue | ObjectValue)


def _form(values: dict[str, Value]) -> TextValue | None:
    rows: list[TextValue] = []
    for name, value in values.items():
        text = None if isinstance(value, ObjectValue) else as_text(value)
        if text is None:
            return None
        rows.append(text_value(f"{name}=", PercentEncodedValue(text)))
    return joined_texts(rows, "&")


def joined_texts(texts: list[TextValue], between: str) -> TextValue:
    """Texts with something between them."""
    whole = text_value()
    for index, one in enumerate(texts):
        whole = whole.followed_by(text_value(between)) if index else whole
        whole = whole.followed_by(one)
    return whole


def beginning_with(before: Value, unknown: UnknownValue) -> UnknownValue:
    """What cannot be known, behind a text that may be."""
    text = as_text(before)
    first = text.pieces[0] if text is not None and text.pieces else ""
    if not isinstance(first, str) or not first:
        return unknown
    whole = text is not None and len(text.pieces) == 1
    return structs.replace(unknown, begins=first + unknown.begins if whole else first)


def template_of(value: Value | None) -> str | None:
    """The template that a value is; ``None`` where it is none."""
    if isinstance(value, ConstantValue) and value.value is not None:
        value = as_text(value)
    return value.template if isinstance(value, TextValue) else None


def parts_in(value: Value | None) -> list[AnswerPart]:
    """The parts of answers that stand in a text as they are."""
    text = as_text(value) if isinstance(value, TextValue | BodyValue) else None
    return [one for one in text.pieces if isinstance(one, AnswerPart)] if text is not None else []


def comes_from_response(value: Value | None) -> bool:
    """Whether it is an answer, a part of it, or made of one."""
    if isinstance(value, UnknownValue):
        return value.derived
    return isinstance(value, ResponseValue | BodyValue) or bool(parts_in(value))


def asks_of(value: Value) -> frozenset[str]:
    """The variables that a value depends on."""
    match value:
        case UnknownValue():
            return value.asks
        case TextValue():
            return frozenset(value.names)
        case BuiltinValue(path):
            if path.startswith(_OF_REQUEST):
                return frozenset({OF_REQUEST})
            return frozenset({ELSEWHERE}) if path.startswith(_DECIDING) else frozenset()
        case _:
            return frozenset()


_OF_REQUEST = ("pm.info.", "pm.request.name", "pm.request.method", "request.name", "request.method")
_DECIDING = ("pm.info", "pm.request", "request", "pm.environment.name", "pm.iterationData")


def unknown_value(node: SyntaxNode, *values: Value) -> UnknownValue:
    """What cannot be known: where it stands, and what it is made of."""
    written = " ".join(node.start.split())
    asks: frozenset[str] = frozenset().union(*map(asks_of, values))
    derived = any(map(comes_from_response, values))
    return UnknownValue(
        node.line,
        written if len(written) <= 60 else written[:59] + "…",
        # What is known and gives something unknown is computed in a way that is not known.
        asks if asks or derived else frozenset({ELSEWHERE}),
        derived,
    )


def truth_of(value: Value) -> bool | None:
    """Whether a condition holds; ``None`` where nobody knows."""
    match value:
        case ConstantValue(known):
            return bool(known)
        case TextValue(pieces):
            written = "".join(one if isinstance(one, str) else "…" for one in pieces)
            return (True if _REFERENCE.sub("", written) else None) if written else False
        case UnknownValue():
            return None
        case BuiltinValue(path):
            return None if path.startswith(_DECIDING) else True
        case BodyValue(_, path) if path and not is_token_name(path[-1]):
            return False if path[-1] in {"error", "errors", "error_description"} else None
        case _:
            return True


_TOKEN_NAME = re.compile(r"(?:access|auth|bearer|api)?_?(?:token|jwt)(?:_?value)?", re.IGNORECASE)


def is_token_name(name: str) -> bool:
    """Whether a member of an answer is called as an access token is."""
    return _TOKEN_NAME.fullmatch(name) is not None

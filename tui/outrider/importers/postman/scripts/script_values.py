"""What an expression of a script comes to, as far as that can be known without running it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")


class Base64Value(Struct, frozen=True):
    """A text that is encoded with base64."""

    text: TextValue


class PercentEncodedValue(Struct, frozen=True):
    """A text that is percent-encoded."""

    text: TextValue


class TokenValue(Struct, frozen=True):
    """The access token of the answer."""


Piece: TypeAlias = str | Base64Value | PercentEncodedValue | TokenValue


class TextValue(Struct, frozen=True):
    """A text of pieces: a ``str`` is a template of Postman's, with its ``{{references}}``."""

    pieces: tuple[Piece, ...]

    @property
    def template(self) -> str | None:
        """The text as one template; ``None`` where a piece is more than that."""
        texts = [one for one in self.pieces if isinstance(one, str)]
        return "".join(texts) if len(texts) == len(self.pieces) else None

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


class ObjectValue(Struct, frozen=True):
    """An object: what its keys come to."""

    values: Mapping[str, Value]


class ArrayValue(Struct, frozen=True):
    """An array."""

    values: tuple[Value, ...]


class ResponseValue(Struct, frozen=True):
    """The response of the token request."""


class ResponseBodyValue(Struct, frozen=True):
    """The response's body, parsed."""


class ResponsePartValue(Struct, frozen=True):
    """Something of the answer, or made of it, that is not the token: its lifetime, say."""


class UnknownValue(Struct, frozen=True):
    """Nobody can know without running it: the script's line, from 1, and the expression."""

    line: int
    what: str


Value: TypeAlias = (
    TextValue
    | ObjectValue
    | ArrayValue
    | ResponseValue
    | ResponseBodyValue
    | ResponsePartValue
    | UnknownValue
)


def text_value(*pieces: Piece) -> TextValue:
    """A text of these pieces."""
    return TextValue(pieces)


def template_of(value: Value | None) -> str | None:
    """The template that a value is; ``None`` where it is none."""
    return value.template if isinstance(value, TextValue) else None


def contains_token(value: Value | None) -> bool:
    """Whether the token is in it."""
    return isinstance(value, TextValue) and any(isinstance(one, TokenValue) for one in value.pieces)


def comes_from_response(value: Value | None) -> bool:
    """Whether it is the answer, a part of it, or made of one."""
    return isinstance(
        value, ResponseValue | ResponseBodyValue | ResponsePartValue
    ) or contains_token(value)

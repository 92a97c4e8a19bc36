"""What an expression of a script comes to, as far as that can be known without running it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")


class Base64(Struct, frozen=True):
    """A text that is encoded with base64."""

    text: Text


class Encoded(Struct, frozen=True):
    """A text that is percent-encoded."""

    text: Text


class Token(Struct, frozen=True):
    """The access token of the answer."""


Piece: TypeAlias = str | Base64 | Encoded | Token


class Text(Struct, frozen=True):
    """A text of pieces: a ``str`` is a template of Postman's, with its ``{{references}}``."""

    pieces: tuple[Piece, ...]

    @property
    def template(self) -> str | None:
        """The text as one template; ``None`` where a piece is more than that."""
        if all(isinstance(one, str) for one in self.pieces):
            return "".join(one for one in self.pieces if isinstance(one, str))
        return None

    def followed_by(self, other: Text) -> Text:
        """Both together."""
        if self.pieces and other.pieces:
            last, first = self.pieces[-1], other.pieces[0]
            if isinstance(last, str) and isinstance(first, str):
                return Text((*self.pieces[:-1], last + first, *other.pieces[1:]))
        return Text(self.pieces + other.pieces)

    @property
    def names(self) -> set[str]:
        """The variables that it refers to."""
        pieces = [one.text if isinstance(one, Base64 | Encoded) else one for one in self.pieces]
        found: set[str] = set()
        for one in pieces:
            if isinstance(one, Text):
                found |= one.names
            elif isinstance(one, str):
                found |= set(_REFERENCE.findall(one))
        return found


class Table(Struct, frozen=True):
    """An object: what its keys come to."""

    values: Mapping[str, Value]


class Items(Struct, frozen=True):
    """An array."""

    values: tuple[Value, ...]


class Answer(Struct, frozen=True):
    """The response of the token request."""


class AnswerBody(Struct, frozen=True):
    """The response's body, parsed."""


class AnswerPart(Struct, frozen=True):
    """Something of the answer, or made of it, that is not the token: its lifetime, say."""


class Unknown(Struct, frozen=True):
    """Nobody can know without running it.

    Attributes:
        line: 1-based, in the script.
        what: the expression.
    """

    line: int
    what: str


Value: TypeAlias = Text | Table | Items | Answer | AnswerBody | AnswerPart | Unknown


def text(*pieces: Piece) -> Text:
    """A text of these pieces."""
    return Text(pieces)


def template_of(value: Value | None) -> str | None:
    """The template that a value is; ``None`` where it is none."""
    return value.template if isinstance(value, Text) else None


def is_token(value: Value | None) -> bool:
    """Whether the token is in it."""
    return isinstance(value, Text) and any(isinstance(one, Token) for one in value.pieces)


def is_of_answer(value: Value | None) -> bool:
    """Whether it is the answer, a part of it, or made of one."""
    return isinstance(value, Answer | AnswerBody | AnswerPart) or is_token(value)

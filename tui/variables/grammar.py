r"""How a reference is written: ``{{name}}``, blanks inside the braces tolerated.

``\{{`` stands for two literal braces. Whatever else looks similar (``{{}}``, ``{{ 1x }}``) is
literal text.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct

NAME = re.compile(r"[$A-Za-z_][\w.-]*")
"""What a reference may name."""

_TOKEN = re.compile(rf"(\\\{{\{{)|\{{\{{[ \t]*({NAME.pattern})[ \t]*\}}\}}")


class Reference(Struct, frozen=True):
    """``{{name}}`` in a text."""

    name: str


Piece: TypeAlias = str | Reference
"""Literal text, or a reference."""


def parse(written: str) -> tuple[Piece, ...]:
    """Literal text and references in order; neighbouring literals are one, none is empty."""
    if "{{" not in written:
        return (written,) if written else ()
    pieces: list[Piece] = []
    literal: list[str] = []
    position = 0
    for match in _TOKEN.finditer(written):
        literal.append(written[position : match.start()])
        position = match.end()
        if match[1]:
            literal.append("{{")
            continue
        if text := "".join(literal):
            pieces.append(text)
        literal.clear()
        pieces.append(Reference(match[2]))
    literal.append(written[position:])
    if text := "".join(literal):
        pieces.append(text)
    return tuple(pieces)


def escape(text: str) -> str:
    """The text written so that it resolves to itself."""
    return text.replace("{{", r"\{{")


def has_reference(written: str) -> bool:
    """Whether anything in it refers to a name."""
    return any(isinstance(piece, Reference) for piece in parse(written))


def is_name(text: str) -> bool:
    """Whether a reference can name it."""
    return NAME.fullmatch(text) is not None

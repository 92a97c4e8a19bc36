r"""How a reference is written: ``{{name}}``, blanks inside the braces tolerated.

``\{{`` stands for two literal braces. Whatever else looks similar (``{{}}``, ``{{ 1x }}``) is
literal text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

NAME = re.compile(r"[$A-Za-z_][\w.-]*")
"""What a reference may name."""

_BEGUN = re.compile(rf"[ \t]*((?:{NAME.pattern})?)")
_REST = re.compile(r"[\w.-]*[ \t]*\}\}")
_TOKEN = re.compile(rf"(\\\{{\{{)|\{{\{{[ \t]*({NAME.pattern})[ \t]*\}}\}}")


class Reference(Struct, frozen=True):
    """``{{name}}`` in a text."""

    name: str


TemplatePiece: TypeAlias = str | Reference
"""Literal text, or a reference."""


def parse_template(written: str) -> tuple[TemplatePiece, ...]:
    """Literal text and references in order; neighbouring literals are one, none is empty."""
    if "{{" not in written:
        return (written,) if written else ()
    pieces: list[TemplatePiece] = []
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


class ReferenceSpan(Struct, frozen=True):
    """Where a reference stands in a text, in characters; its braces belong to it."""

    start: int
    end: int
    name: str


def reference_spans(written: str) -> Iterator[ReferenceSpan]:
    """The references of a text, in order."""
    if "{{" in written:
        for match in _TOKEN.finditer(written):
            if match[2]:
                yield ReferenceSpan(*match.span(), match[2])


def reference_at_cursor(written: str, cursor: int) -> ReferenceSpan | None:
    """The reference that is being written just before the cursor.

    Returns:
        What a whole reference would take the place of, and what there is of its name, which may
        be nothing; ``None`` where no reference has begun, or its braces are literal.
    """
    start = written.rfind("{{", 0, cursor)
    if start < 0 or written[:start].endswith(("\\", "\\{")):
        # The first of the braces may be one of those that a backslash makes literal.
        return None
    name = _BEGUN.fullmatch(written, start + 2, cursor)
    if name is None:
        return None
    rest = _REST.match(written, cursor)
    return ReferenceSpan(start, rest.end() if rest else cursor, name[1])


def escape(text: str) -> str:
    """The text written so that it resolves to itself."""
    return text.replace("{{", r"\{{")


def has_reference(written: str) -> bool:
    """Whether anything in it refers to a name."""
    return any(isinstance(piece, Reference) for piece in parse_template(written))


def is_name(text: str) -> bool:
    """Whether a reference can name it."""
    return NAME.fullmatch(text) is not None

"""Texts of a script: literal pieces, and slots for what only the running script knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class SlotKind(StrEnum):
    """Where a running script has a value from."""

    VALUE = "value"
    TOKEN = "token"
    REFRESH_TOKEN = "refresh_token"
    CAPTURE = "capture"
    DYNAMIC = "dynamic"


class Escape(StrEnum):
    """How a value is written where it stands; percent-encoding keeps some characters."""

    JSON = "json"
    PERCENT = "percent"
    FORM = "form"


class EscapeStep(Struct, frozen=True):
    """One encoding.

    Attributes:
        kept: printable characters beside letters and digits that percent-encoding leaves.
    """

    escape: Escape
    kept: str = ""


class Slot(Struct, frozen=True):
    """A value in a text.

    Attributes:
        name: of the value, of its kind; empty for the one token that a request has.
        steps: its encodings, the innermost first.
    """

    kind: SlotKind
    name: str
    steps: tuple[EscapeStep, ...] = ()


class Base64Of(Struct, frozen=True):
    """A text in base64 (RFC 4648 §4), of its bytes in UTF-8."""

    pieces: tuple[TextPiece, ...]


TextPiece: TypeAlias = "str | Slot | Base64Of"
ScriptText: TypeAlias = tuple[TextPiece, ...]


def slots_of(text: Iterable[TextPiece]) -> Iterator[Slot]:
    """Every slot of a text, also in base64."""
    for piece in text:
        if isinstance(piece, Slot):
            yield piece
        elif isinstance(piece, Base64Of):
            yield from slots_of(piece.pieces)


def merged_text(pieces: Iterable[TextPiece]) -> ScriptText:
    """The same text, literal pieces that touch in one."""
    made: list[TextPiece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif piece != "":
            made.append(piece)
    return tuple(made)


def code_of(
    text: ScriptText,
    literal: Callable[[str], str],
    slot: Callable[[Slot], str],
    base64: Callable[[str], str],
) -> str:
    """A text as an expression in which ``+`` joins texts, as in JavaScript and Python."""
    made = []
    for piece in text:
        if isinstance(piece, str):
            made.append(literal(piece))
        elif isinstance(piece, Slot):
            made.append(slot(piece))
        else:
            made.append(base64(code_of(piece.pieces, literal, slot, base64)))
    return " + ".join(made) if made else literal("")


def steps_code(
    value: str,
    steps: Iterable[EscapeStep],
    literal: Callable[[str], str],
    functions: Mapping[Escape, str],
) -> str:
    """A value with its encodings applied, by functions that a script has for them."""
    for step in steps:
        kept = f", {literal(step.kept)}" if step.escape is not Escape.JSON else ""
        value = f"{functions[step.escape]}({value}{kept})"
    return value

r"""How a reference is written: ``{{name}}``, blanks inside the braces tolerated.

``\{{`` stands for two literal braces, and of backslashes before two braces each pair is one: a
backslash and a reference are ``\\{{name}}``. Anywhere else a backslash is itself. A name may be
made of references, ``{{host_{{stage}}}}``, which are put in first. Whatever else looks similar
(``{{}}``, ``{{ 1x }}``) is literal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern

NAME = lazy_pattern(r"[$A-Za-z_][\w.-]*")
"""What a reference may name."""

_BEGUN = lazy_pattern(rf"[ \t]*((?:{NAME.pattern})?)")
_REST = lazy_pattern(r"[\w.-]*[ \t]*\}\}")
_TOKEN = lazy_pattern(
    # an odd number of backslashes and braces; an even one; a reference
    rf"(?<!\\)(?:((?:\\\\)*\\)\{{\{{|((?:\\\\)+)(?=\{{\{{))"
    rf"|\{{\{{[ \t]*({NAME.pattern})[ \t]*\}}\}}"
)
_BEFORE_BRACES = lazy_pattern(r"(?<!\\)\\+(?=\{\{)")
_LITERAL_BRACES = lazy_pattern(r"(?<!\\)(?:\\\\)*\\\{\{")
_AT_END = lazy_pattern(r"(?<!\\)(\\+)(\{?)\Z")

_MAY_NEST = lazy_pattern(r"(?=\{\{[ \t$\w.-]*\{\{)")
_UNCLOSED = lazy_pattern(rf"(?s:\{{\{{[ \t]*{NAME.pattern}(?![\w.-])(?!(?:(?!\{{\{{).)*\}}\}}))")
_USUAL = lazy_pattern(rf"\{{\{{[ \t]*{NAME.pattern}[ \t]*\}}\}}")
_IN_NAME = lazy_pattern(r"[ \t$\w.-]*")
MAX_NESTED = 5
"""References inside references."""

_SHORT = 500
"""Characters of a text of which it is remembered what it is made of."""

_REMEMBERED = 2_048


class Reference(Struct, frozen=True):
    """``{{name}}`` in a text."""

    name: str


class NestedReference(Struct, frozen=True):
    """``{{name_{{other}}}}``: a reference whose name is made of other references.

    Attributes:
        pieces: of the name, without the braces.
        written: all of it as it stands in the text.
    """

    pieces: tuple[TemplatePiece, ...]
    written: str


TemplatePiece: TypeAlias = "str | Reference | NestedReference"
"""Literal text, or a reference."""


def parse_template(written: str) -> tuple[TemplatePiece, ...]:
    """Literal text and references in order; neighbouring literals are one, none is empty."""
    if "{{" not in written:
        return (written,) if written else ()
    return _short(written) if len(written) <= _SHORT else _parsed(written)


def _parsed(written: str) -> tuple[TemplatePiece, ...]:
    if _MAY_NEST.search(written) is None:
        return tuple(_plain_pieces(written))
    pieces: list[TemplatePiece] = []
    start = 0
    for match in _MAY_NEST.finditer(written):
        end = _nested_end(written, match.start(), MAX_NESTED) if match.start() >= start else -1
        slashes = _slashes_before(written, match.start(), start) if end >= 0 else 0
        if end < 0 or slashes % 2:
            continue
        pieces += _plain_pieces(written[start : match.start() - slashes // 2])
        inner = parse_template(written[match.start() + 2 : end - 2])
        pieces.append(NestedReference(inner, written[match.start() : end]))
        start = end
    return (*pieces, *_plain_pieces(written[start:]))


_short = lru_cache(_REMEMBERED)(_parsed)
"""A send takes each text apart several times, and a run sends most of them again."""


def _slashes_before(written: str, at: int, start: int = 0) -> int:
    """How many backslashes stand before a place."""
    return at - start - len(written[start:at].rstrip("\\"))


def _nested_end(written: str, start: int, depth: int) -> int:
    """Where the reference ends that begins here, its own references included; -1 for nowhere."""
    at = start + 2
    while True:
        at = _IN_NAME.match(written, at).end()  # type: ignore[union-attr]  # it matches nothing too
        if written.startswith("}}", at):
            return at + 2
        if depth == 0 or not written.startswith("{{", at):
            return -1
        at = _nested_end(written, at, depth - 1)
        if at < 0:
            return -1


def _plain_pieces(written: str) -> Iterator[TemplatePiece]:
    """Literal text and references that hold no other ones."""
    literal: list[str] = []
    position = 0
    for match in _TOKEN.finditer(written):
        literal.append(written[position : match.start()])
        position = match.end()
        if match[3] is None:
            literal.append("\\" * (len(match[1] or match[2]) // 2) + ("{{" if match[1] else ""))
            continue
        if text := "".join(literal):
            yield text
        literal.clear()
        yield Reference(match[3])
    literal.append(written[position:])
    if text := "".join(literal):
        yield text


class ReferenceSpan(Struct, frozen=True):
    """Where a reference stands in a text, in characters; its braces belong to it."""

    start: int
    end: int
    name: str


def reference_spans(written: str) -> Iterator[ReferenceSpan]:
    """The references of a text, in order."""
    if "{{" in written:
        for match in _TOKEN.finditer(written):
            if match[3]:
                yield ReferenceSpan(*match.span(), match[3])


def reference_at_cursor(written: str, cursor: int) -> ReferenceSpan | None:
    """The reference that is being written just before the cursor.

    Returns:
        What a whole reference would take the place of, and what there is of its name, which may
        be nothing; ``None`` where no reference has begun, or its braces are literal.
    """
    start = written.rfind("{{", 0, cursor)
    if start < 0:
        return None
    # The first of the braces may be one of those that a backslash makes literal.
    braces = start - 1 if written.startswith("{", start - 1) and start else start
    if _slashes_before(written, braces) % 2:
        return None
    name = _BEGUN.fullmatch(written, start + 2, cursor)
    if name is None:
        return None
    rest = _REST.match(written, cursor)
    return ReferenceSpan(start, rest.end() if rest else cursor, name[1])


def escape(text: str) -> str:
    """The text written so that it resolves to itself."""
    return double_backslashes(text).replace("{{", r"\{{")


def double_backslashes(text: str) -> str:
    """A text in whose references a backslash is no escape, so that each of them is sent here.

    Args:
        text: of a program that knows references, but no escape, such as Postman.
    """
    return _BEFORE_BRACES.sub(lambda match: match[0] * 2, text) if "\\{{" in text else text


def template_text(pieces: Iterable[TemplatePiece]) -> str:
    """The text that :func:`parse_template` takes apart into these pieces."""
    literal, written = "", ""
    for piece in pieces:
        if isinstance(piece, str):
            literal += piece
            continue
        is_nested = isinstance(piece, NestedReference)
        written += _before_reference(escape(literal), is_nested)
        written += piece.written if isinstance(piece, NestedReference) else f"{{{{{piece.name}}}}}"
        literal = ""
    return written + escape(literal)


def _before_reference(written: str, is_nested: bool) -> str:
    """Text whose backslashes at its end would take the braces of the reference behind it."""
    at_end = _AT_END.search(written)
    if at_end is None or (at_end[2] and is_nested):
        return written
    return written[: at_end.start()] + at_end[1] * 2 + at_end[2]


def has_reference(written: str) -> bool:
    """Whether anything in it refers to a name."""
    return any(not isinstance(piece, str) for piece in parse_template(written))


def unclosed_reference(written: str) -> str:
    """The first reference of a text that has no end, as it is written; empty for none.

    Only what begins with a name counts: other braces are literal text.
    """
    # What is left without the usual ones has two braces in it where one has no end.
    if "{{" not in written or "{{" not in _USUAL.sub("", written):
        return ""
    for piece in parse_template(_LITERAL_BRACES.sub("", written)):
        found = _UNCLOSED.search(piece) if isinstance(piece, str) else None
        if found is not None:
            return found[0].rstrip()
    return ""


def is_name(text: str) -> bool:
    """Whether a reference can name it."""
    return NAME.fullmatch(text) is not None

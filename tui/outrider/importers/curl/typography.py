"""Quotes, dashes and blanks that a text program has put in the place of plain ones."""

from __future__ import annotations

import re

from msgspec import Struct

from outrider.importers.curl.curl_options import FLAGS, LETTERS, VALUES

_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_SINGLE = "\u2018\u2019\u201a\u201b"
_DASHES = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2014\u2015\ufe58", "--"),
}
DASHES = frozenset(("-", *_DASHES))
"""Every dash: hyphens, a minus and what stands for two of them."""
TYPOGRAPHIC = frozenset((*_DOUBLE, *_SINGLE, *_DASHES, "\u00a0"))
"""Characters outside of plain quotes that may stand for others."""

_CLOSES = r"(?=[\s;&|)]|\\\n|\Z)"
_QUOTED = {
    family: re.compile(
        rf"[{family}]((?:[^{family}]|[{family}](?![\s;&|)]|\\\n|\Z))*)[{family}]{_CLOSES}"
    )
    for family in (_DOUBLE, _SINGLE)
}
_PLAIN = str.maketrans(dict.fromkeys(_DOUBLE[:4], '"') | dict.fromkeys(_SINGLE, "'"))


_WORD = re.compile(r"[A-Za-z][\w.-]*")


class TypographicText(Struct, frozen=True):
    """What it stands for, and where the text goes on."""

    text: str
    end: int


def typographic(text: str, at: int, begins: bool) -> TypographicText | None:
    """What stands at a place outside of plain quotes; ``None`` where it means itself.

    A quotation has to begin a word, or to follow ``=``, and to end one: ``it\u2019s`` holds none.
    """
    character = text[at]
    follows = text[at + 1 : at + 2]
    # Of two dashes, the second begins the word as well.
    before = text[max(at - 2, 0) : at]
    second = before[-1:] in {"-", *_DASHES} and not before[:-1].strip()
    begins = begins or (character in _DASHES and second)
    if character in _DASHES and begins and follows == "-":
        return TypographicText("-", at + 1)
    if character in _DASHES and begins and (word := _WORD.match(text, at + 1)) is not None:
        is_long = not second and _is_long(word[0], character)
        return TypographicText("--" if is_long else "-", at + 1)
    if character in _DASHES:
        dash = begins and _DASHES[character] == "-" and follows in _DASHES
        return TypographicText(_DASHES[character], at + 1) if dash else None
    if character == "\u00a0":
        return None
    if not begins and text[at - 1] != "=":
        return None
    family = _DOUBLE if character in _DOUBLE else _SINGLE
    match = _QUOTED[family].match(text, at)
    if match is None:
        return None
    # Who replaced the outer quotes replaced the inner ones too.
    inside = match[1].translate(_PLAIN)
    if family is _DOUBLE:
        inside = re.sub(r'\\(["\\$`]|\n)', lambda found: found[1].strip("\n"), inside)
    return TypographicText(inside, match.end())


def _is_long(word: str, dash: str) -> bool:
    """Whether a dash before a word stands for two: before one letter, or several, it is one.

    An em dash is seldom a single one, so that an option may be cut short behind it.
    """
    if len(word) == 1:
        return False
    if _DASHES[dash] == "--":
        return word[0] not in LETTERS or any(one.startswith(word) for one in (*VALUES, *FLAGS))
    return word in VALUES or word in FLAGS

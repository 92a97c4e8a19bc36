"""A text with its escapes undone, and the way back to where each character of it stood.

Servers quote what they were sent: in JSON, in a URL, in HTML, and in one within the other.
Nothing here looks for a secret; all of it takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate

DEEPEST = 6
"""How often escapes are undone: JSON in JSON in a URL needs three."""

_REMEMBERED = 20_000
"""Escapes whose meaning is kept: more than this are no text that anybody wrote."""

_SHORT = 12
"""Characters of the longest of them."""

_H = "[0-9A-Fa-f]"
_TAIL = "%[89ABab]" + _H
_NAME = """["'/\\\\bfnrtv]"""
_UNIT = rf"u(?![dD][89A-Fa-f]){_H}{{4}}"
# Each alternative begins with its sign: that is what makes the search for it fast.
_ESCAPES = rf"""(
    \\(?:
        {_NAME}(?:\\{_NAME})*
      | {_UNIT}(?:\\{_UNIT})*
      | u[dD][89ABab]{_H}{{2}}\\u[dD][C-Fc-f]{_H}{{2}}        # a surrogate pair (RFC 8259 §7)
      | u\{{{_H}{{1,6}}\}} | U{_H}{{8}} | x{_H}{{2}}           # as JavaScript and Python write it
    )
  | %(?:                                                     # RFC 3986 §2.1, of UTF-8
        [0-7]{_H}(?:%[0-7]{_H})*
      | (?:[Cc][2-9A-Fa-f]|[Dd]{_H}){_TAIL}
      | [Ee]{_H}(?:{_TAIL}){{2}}
      | [Ff][0-4](?:{_TAIL}){{3}}
      | u[dD][89ABab]{_H}{{2}}%u[dD][C-Fc-f]{_H}{{2}}        # as ``escape()`` writes it
      | {_UNIT}
    )
  | &(?:
        (?:\#0*[0-9]{{1,7}} | \#[Xx]0*{_H}{{1,6}} | [A-Za-z][A-Za-z0-9]{{1,31}});
      | \#0*[0-9]{{1,7}} | \#[Xx]0*{_H}{{1,6}}               # readers do without the semicolon
      | amp|lt|gt|quot|AMP|LT|GT|QUOT
    )
)"""
"""One escape, or several of the same length one after the other."""

_NAMED = str.maketrans("bfnrtv", "\b\f\n\r\t\v")


class DecodedText:
    """What a text says after its escapes were undone once.

    Args:
        text: what it says.
        before: the text before.
        pieces: that text in pieces: plain, an escape, plain and so on.
        meanings: what became of each piece.
    """

    def __init__(
        self,
        text: str,
        before: DecodedText | None = None,
        pieces: list[str] | None = None,
        meanings: list[str] | None = None,
    ) -> None:
        self.text = text
        self._before = before
        self._pieces = pieces or []
        self._meanings = meanings or []
        self._ends_before: list[int] = []
        self._ends: list[int] = []

    def new_characters(self) -> set[str] | None:
        """The characters that what was undone last means; nothing where all of it is new."""
        return set("".join(set(self._meanings[1::2]))) if self._before else None

    def changed_parts(self, around: int) -> str:
        """What was undone last, each time with so many characters around it."""
        if self._before is None or len(self._pieces) * around > len(self.text):
            return self.text
        self._measure()
        parts: list[str] = []
        start = end = 0
        for at in range(1, len(self._pieces), 2):
            if self._ends[at - 1] - around > end:
                parts.append(self.text[start:end])
                start = self._ends[at - 1] - around
            end = self._ends[at] + around
        return "\0".join((*parts, self.text[start:end]))

    def start_in_source(self, start: int) -> int:
        """Where in the text as it came a piece begins that begins here."""
        if self._before is None:
            return start
        at, within = self._place(start)
        before = self._ends_before[at - 1] if at else 0
        return self._before.start_in_source(before + within * self._width(at))

    def end_in_source(self, end: int) -> int:
        """Where in the text as it came a piece ends that ends here."""
        if self._before is None or not end:
            return end
        at, within = self._place(end - 1)
        before = self._ends_before[at - 1] if at else 0
        width = self._width(at) or len(self._pieces[at])
        return self._before.end_in_source(before + min((within + 1) * width, len(self._pieces[at])))

    def _place(self, position: int) -> tuple[int, int]:
        """The piece that a character stands in, and how many stand before it there."""
        self._measure()
        at = min(bisect_right(self._ends, position), len(self._ends) - 1)
        return at, position - (self._ends[at - 1] if at else 0)

    def _measure(self) -> None:
        if not self._ends:
            self._ends_before = list(accumulate(map(len, self._pieces)))
            self._ends = list(accumulate(map(len, self._meanings)))

    def _width(self, at: int) -> int:
        """How many characters of a piece make one of its meaning; 0 where it is not divided."""
        piece, meaning = self._pieces[at], self._meanings[at]
        if at % 2 == 0:
            return 1
        # Some character references mean two characters.
        return 0 if piece[0] == "&" else len(piece) // len(meaning)


def decoded_texts(text: str) -> Iterator[DecodedText]:
    """The text as it came, and what it says each time that its escapes are undone once more."""
    told = DecodedText(text)
    yield told
    for _ in range(DEEPEST):
        following = _undone(told)
        if following is None:
            break
        told = following
        yield told
    following = _latin_1_undone(told)
    if following is not None:
        yield following


def fully_decoded(text: str) -> str:
    """What a text says when nothing in it is an escape any more."""
    *_, last = decoded_texts(text)
    return last.text


def _undone(told: DecodedText) -> DecodedText | None:
    text = told.text
    if "%" not in text and "\\" not in text and "&" not in text:
        return None
    return _replaced(told, _escapes(), _meaning)


def _latin_1_undone(told: DecodedText) -> DecodedText | None:
    """What is left of percent-encoding is no UTF-8: it is taken for ISO 8859-1."""
    return _replaced(told, _latin_1(), _latin_1_meaning) if "%" in told.text else None


def _replaced(
    told: DecodedText, escapes: re.Pattern[str], meaning: Callable[[], _Meanings]
) -> DecodedText | None:
    pieces = escapes.split(told.text)
    if len(pieces) == 1:
        return None
    meanings = pieces.copy()
    meanings[1::2] = map(meaning().__getitem__, pieces[1::2])
    text = "".join(meanings)
    return DecodedText(text, told, pieces, meanings) if text != told.text else None


class _Meanings(dict[str, str]):
    """What escapes mean, as far as they were met."""

    def __init__(self, decode: Callable[[str], str]) -> None:
        self._decode = decode

    def __missing__(self, escape: str) -> str:
        meaning = self._decode(escape)
        if len(self) < _REMEMBERED and len(escape) <= _SHORT:
            self[escape] = meaning
        return meaning


@cache
def _escapes() -> re.Pattern[str]:
    return re.compile(_ESCAPES, re.VERBOSE)


@cache
def _latin_1() -> re.Pattern[str]:
    return re.compile(rf"(%[89A-Fa-f]{_H})")


@cache
def _meaning() -> _Meanings:
    return _Meanings(_decode)


@cache
def _latin_1_meaning() -> _Meanings:
    return _Meanings(lambda escape: chr(int(escape[1:], 16)))


def _decode(escape: str) -> str:
    """An escape, or several of one length; itself where it means nothing."""
    sign, kind = escape[0], escape[1]
    if sign == "&":
        return _character_reference(escape)
    if kind == "u" and escape[2] != "{":
        # Two that are a surrogate pair make one character.
        return bytes.fromhex(escape.replace(f"{sign}u", "")).decode("utf-16-be")
    if kind in "uUx":
        return _character(int(escape[2:].strip("{}"), 16), escape)
    if sign == "\\":
        return escape[1::2].translate(_NAMED)
    try:
        return bytes.fromhex(escape.replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return escape


def _character_reference(escape: str) -> str:
    """A character reference of HTML (the HTML standard, §13.5), whose number is taken as it is."""
    if escape[1] != "#":
        from html.entities import html5

        return html5.get(escape[1:], escape)
    digits = escape[2:].rstrip(";")
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return _character(code, escape)


def _character(code: int, escape: str) -> str:
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else escape

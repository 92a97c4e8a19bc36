"""Text from outside, made safe to show: no character in it can move a cursor or hide another.

C0 controls become their pictures (``␛``), DEL becomes ``␡``; C1 controls, bidirectional and other
invisible characters, lone surrogates and noncharacters become ``<U+202E>``. Tabs and line feeds
stay, CRLF becomes a line feed. Of the marks that combine with one character, the first four stay.
The result can always be encoded as UTF-8, and made visible again it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from outrider.lazy_pattern import lazy_pattern

MAX_MARKS = 4
"""Combining marks on one character that are kept."""

_ASCII_CONTROL = lazy_pattern(r"[\x00-\x08\x0b-\x1f\x7f]")
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
_KEPT = frozenset("\t\n")
# Format characters with a shape of their own: signs that enclose the digits after them.
_SHAPED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Invisible, though Unicode counts them as letters or marks: fillers, joiners, selectors.
_INVISIBLE = lazy_pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\U000e0100-\U000e01ef]"
)


def visible_text(text: str, *, keep_newlines: bool = True) -> str:
    """The text as it may be shown; takes time linear in its length, and never fails.

    Where line feeds are not kept, each becomes ``␊``.
    """
    if text.isascii() and _ASCII_CONTROL.search(text) is None:
        return text if keep_newlines else text.replace("\n", "␊")
    text = _without_suspects(text.replace("\r\n", "\n"), _escape, r"\1")
    return text if keep_newlines else text.replace("\n", "␊")


def visible_line(text: str) -> str:
    """The text as it may be shown in one line: line ends as ``␊``, tabs as blanks."""
    return visible_text(text, keep_newlines=False).replace("\t", " ")


def visible_cells(text: str) -> str:
    """The text with one character for each of its characters, so that positions stay the same.

    For fields in which text is edited: there, what :func:`visible_text` writes out at length
    becomes ``�``. Tabs and line feeds stay.
    """
    if text.isascii() and _ASCII_CONTROL.search(text) is None:
        return text
    return _without_suspects(
        text,
        lambda character: shape if len(shape := _escape(character)) == 1 else "�",
        lambda found: found[1] + "�" * (len(found[0]) - len(found[1])),
    )


def count_invisible(text: str) -> int:
    """How many characters :func:`visible_text` replaces or leaves out; line ends do not count."""
    if text.isascii() and _ASCII_CONTROL.search(text) is None:
        return 0
    text = text.replace("\r\n", "\n")
    hidden, marks = _suspects(text)
    count = 0
    if hidden:
        # Replaced first: what stands between two marks belongs to neither.
        shown = text.translate(dict.fromkeys(map(ord, hidden), " "))
        count = len(text) - len(text.translate(dict.fromkeys(map(ord, hidden))))
        text = shown
    if marks:
        count += len(text) - len(_excess(marks).sub(r"\1", text))
    return count


def has_combining_marks(text: str) -> bool:
    """Whether a text holds a mark that combines with the character before it."""
    return not text.isascii() and bool(_suspects(text)[1])


def _without_suspects(
    text: str, escape: Callable[[str], str], excess: str | Callable[[re.Match[str]], str]
) -> str:
    hidden, marks = _suspects(text)
    if hidden:
        text = text.translate({ord(found): escape(found) for found in hidden})
    return _excess(marks).sub(excess, text) if marks else text


def _suspects(text: str) -> tuple[list[str], list[str]]:
    """The characters of a text that need a look: to be replaced, and to be counted."""
    from unicodedata import category  # plain ASCII does not need it

    hidden: list[str] = []
    marks: list[str] = []
    # A text has few different characters, however long it is.
    for character in sorted(set(text) - _KEPT):
        kind = category(character)
        if _is_hidden(character, kind):
            hidden.append(character)
        elif kind in {"Mn", "Me"}:
            marks.append(character)
    return hidden, marks


def _is_hidden(character: str, kind: str) -> bool:
    if kind in {"Cc", "Cs", "Zl", "Zp"}:
        return True
    if kind == "Cf":
        return character not in _SHAPED
    if kind == "Cn":
        code = ord(character)
        return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF
    return _INVISIBLE.match(character) is not None


def _escape(character: str) -> str:
    """What is shown in a hidden character's place."""
    code = ord(character)
    return _PICTURES.get(code) or f"<U+{code:04X}>"


def _excess(marks: list[str]) -> re.Pattern[str]:
    """Finds more than :data:`MAX_MARKS` marks in a row."""
    anyone = f"[{''.join(marks)}]"
    return re.compile(f"({anyone}{{{MAX_MARKS}}}){anyone}+")

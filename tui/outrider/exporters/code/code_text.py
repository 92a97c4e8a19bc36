"""Texts as literals of a language, readable: only what a screen acts upon or hides is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outrider.visible_text import visible_text


def text_of_bytes(data: bytes) -> str | None:
    """The text of a body in UTF-8; ``None`` where it is none, or holds a NUL."""
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def escaped(text: str, named: Mapping[str, str], number: Callable[[int], str]) -> str:
    """A text for a literal in double quotes.

    Args:
        text: of characters that can be encoded.
        named: how characters are written that mean something in a literal.
        number: how any other is written, by its code point, that cannot be seen.
    """
    whole = visible_text(text) == text
    made = []
    for one in text:
        if one in named:
            made.append(named[one])
        elif one < " " or one == "\x7f" or (not one.isascii() and _hides(one, whole=whole)):
            made.append(number(ord(one)))
        else:
            made.append(one)
    return "".join(made)


def _hides(character: str, *, whole: bool) -> bool:
    """Whether a character, or a heap of marks, is not seen as it is."""
    if visible_text(character) != character:
        return True
    return not whole and not character.isalnum() and character != "•"

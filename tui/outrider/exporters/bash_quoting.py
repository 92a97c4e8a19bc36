r"""Text as a word of bash: what the shell makes of it are the same bytes again.

Characters that a terminal would act upon, or hide, are written as ``$'\x1b'``: such a word can be
looked at and pasted. Bytes and not ``\u`` are written, for that depends on the locale.
"""

from __future__ import annotations

import re

from outrider.visible_text import visible_text

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", "'": "\\'"}


def bash_word(text: str) -> str:
    """One word, of anything without a NUL, which no argument of a program can hold."""
    if _PLAIN.fullmatch(text) and not text.startswith("="):
        return text
    hidden = {one for one in set(text) if one == "\t" or (one != "\n" and visible_text(one) != one)}
    if not hidden and visible_text(text) != text:
        # Marks in a heap.
        hidden = {one for one in set(text) if not one.isascii()}
    if not hidden:
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(_ansi_c(one, hidden) for one in text) + "'"


def _ansi_c(character: str, hidden: set[str]) -> str:
    named = _NAMED.get(character)
    if named is not None:
        return named
    return _octets(character) if character in hidden else character


def _octets(character: str) -> str:
    return "".join(f"\\x{one:02x}" for one in character.encode("utf-8", "surrogatepass"))


def printf_command(text: str) -> str:
    """A command that prints the text, byte for byte; NULs too."""
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace("\0", "\\000")
    return f"printf {'-- ' if text.startswith('-') else ''}{bash_word(escaped)}"


def printf_bytes(data: bytes) -> str:
    """A command that prints bytes which are no text in UTF-8."""
    named = {0x5C: r"\\", 0x25: "%%"}
    escaped = "".join(
        named.get(one) or (chr(one) if 0x20 <= one < 0x7F else f"\\{one:03o}") for one in data
    )
    return f"printf {'-- ' if escaped.startswith('-') else ''}{bash_word(escaped)}"

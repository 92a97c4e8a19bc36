r"""Dotenv files, read strictly: a line that does not parse is a mistake and is not passed over.

A line is ``KEY=value``, with ``export`` before it or not, blank, or a comment. Without quotation
marks a value ends at the line's end or at a blank and ``#``. Between single quotation marks
everything is literal; between double ones, which may span lines, ``\n``, ``\t``, ``\r``, ``\\``,
``\"`` and ``\$`` are escapes. Nothing is ever expanded or run: ``$(cmd)``, ``${X}`` and
backticks are text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern
from outrider.model.safe_repr import SafeRepr

_KEY = lazy_pattern(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(=)?")
_BLANK = lazy_pattern(r"[ \t]*")
_SINGLE = lazy_pattern(r"'([^'\n]*)'")
_DOUBLE = lazy_pattern(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REST = lazy_pattern(r"[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_IGNORED = lazy_pattern(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_COMMENT = lazy_pattern(r"[ \t]+#.*")
_ESCAPE = lazy_pattern(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "$": "$"}


class DotenvError(Struct, frozen=True):
    """A line that does not parse, from 1, and what is wrong with it; its text is not told."""

    line: int
    what: str


class DotenvFile(SafeRepr, frozen=True):
    """What a file says.

    Attributes:
        values: by key; of a key that is there more than once, the last.
        lines: where each key is, in order.
        mistakes: lines that do not parse.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"values"})

    values: Mapping[str, str]
    lines: Mapping[str, tuple[int, ...]]
    mistakes: tuple[DotenvError, ...]


def parse_dotenv(text: str) -> DotenvFile:
    """Reads the text of a dotenv file."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    values: dict[str, str] = {}
    lines: dict[str, tuple[int, ...]] = {}
    mistakes: list[DotenvError] = []
    position, line = 0, 1
    while position < len(text):
        ignored = _IGNORED.match(text, position)
        if ignored is not None:
            end = ignored.end()
        else:
            key, value, end, mistake = _entry(text, position)
            if mistake:
                mistakes.append(DotenvError(line, mistake))
            else:
                values[key] = value
                lines[key] = (*lines.get(key, ()), line)
        line += text.count("\n", position, end)
        position = end
    return DotenvFile(values, lines, tuple(mistakes))


def _entry(text: str, start: int) -> tuple[str, str, int, str]:
    """Key, value, where the next line starts, and the mistake if there is one."""
    newline = text.find("\n", start)
    following = len(text) if newline < 0 else newline + 1
    key = _KEY.match(text, start)
    if key is None:
        return "", "", following, "it does not start with a name"
    if key[2] is None:
        lone = _REST.match(text, key.end()) is not None
        return "", "", following, f"{key[1]} has no value" if lone else "it has no ="
    blank = _BLANK.match(text, key.end())
    start = blank.end() if blank else key.end()
    quote = text[start : start + 1]
    if quote not in ("'", '"'):
        raw = text[key.end() : following].removesuffix("\n")
        return key[1], _COMMENT.sub("", raw).strip(" \t"), following, ""
    pattern = _SINGLE if quote == "'" else _DOUBLE
    value = pattern.match(text, start)
    if value is None:
        # Where an open quotation mark was meant to end is anybody's guess.
        return "", "", len(text) if quote == '"' else following, "its quote is not closed"
    rest = _REST.match(text, value.end())
    if rest is None:
        after = text.find("\n", value.end())
        end = len(text) if after < 0 else after + 1
        return "", "", end, "it has text after the closing quote"
    inner = value[1] if quote == "'" else _ESCAPE.sub(_unescape, value[1])
    return key[1], inner, min(rest.end() + 1, len(text)), ""


def _unescape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0])

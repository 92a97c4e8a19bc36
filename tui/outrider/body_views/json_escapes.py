"""Escapes in the strings of JSON (RFC 8259 §7), shown as what they stand for."""

from __future__ import annotations

import re

from outrider.lazy_pattern import lazy_pattern

_UNIT = r"u[0-9a-fA-F]{4}"
_ESCAPE = lazy_pattern(
    rf"\\(?:u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}|{_UNIT}|[\\\"/bfnrt])"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "/": "/"}
_TAB = "␉"
_KEPT = frozenset('"\\')
"""What would end a string, or begin an escape, stays as it is spelled."""


def decode_escapes(text: str) -> str:
    """A row of JSON with its escapes decoded, pairs of surrogates too.

    What a quotation mark or a backslash stands for stays escaped, so that it can be seen where a
    string ends. Nothing here is fit to be shown yet: control characters are what they are, but
    for tabs, which would be seen as blanks.
    """
    return _ESCAPE.sub(_decoded, text) if "\\" in text else text


def _decoded(found: re.Match[str]) -> str:
    escape = found[0]
    kind = escape[1]
    if kind == "t":
        return _TAB
    if kind != "u":
        return _LETTERS.get(kind, escape)
    if len(escape) == 12:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        return chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))
    character = chr(int(escape[2:], 16))
    if character == "\t":
        return _TAB
    return escape if character in _KEPT else character

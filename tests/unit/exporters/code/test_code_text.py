"""Texts as literals: what the language reads is the same text, and all of it can be seen."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from outrider.exporters.code.code_text import text_of_bytes
from outrider.exporters.code.go_http import go_text
from outrider.exporters.code.javascript_fetch import javascript_text
from outrider.exporters.code.powershell import powershell_text
from outrider.visible_text import visible_text

TEXTS = st.text(st.characters(codec="utf-8")) | st.text(
    "'\"\\`$<>/!{}\u2018\u2019\u201a\u201b\u2028\u2029\u202e\u200b\x1b\x7f\r\n\t\0é😀e\u0301"
)
_WIDE = re.compile(r"\\u\{([0-9a-f]+)\}|\\U([0-9a-f]{8})|\\x([0-9a-f]{2})")


def as_json(literal: str) -> str:
    """A literal with the escapes that JSON lacks as those that it has."""

    def pair(match: re.Match[str]) -> str:
        code = next(group for group in match.groups() if group)
        return json.dumps(chr(int(code, 16)))[1:-1]

    return re.sub(r"\\\\|" + _WIDE.pattern, lambda m: m[0] if m[0] == "\\\\" else pair(m), literal)


@given(TEXTS)
def test_javascript_reads_the_same_text(text: str) -> None:
    literal = javascript_text(text)
    assert json.loads(as_json(literal)) == text
    assert visible_text(literal) == literal
    assert "</" not in literal
    assert "<!" not in literal


@given(TEXTS)
def test_go_reads_the_same_text(text: str) -> None:
    literal = go_text(text)
    assert json.loads(as_json(literal)) == text
    assert visible_text(literal) == literal
    assert "\n" not in literal


@given(TEXTS)
def test_powershell_reads_the_same_text(text: str) -> None:
    literal = powershell_text(text)
    inner, quotes = literal[1:-1], "['\u2018\u2019\u201a\u201b]"
    assert literal[0] == literal[-1] == "'"
    # Each quote is followed by itself, whichever it is.
    assert re.sub(rf"({quotes})\1", r"\1", inner) == text
    assert re.search(quotes, re.sub(rf"({quotes})\1", "", inner)) is None


def test_a_text_is_told_from_bytes() -> None:
    assert text_of_bytes("é".encode()) == "é"
    assert text_of_bytes(b"a\0b") is None
    assert text_of_bytes(b"\xff") is None

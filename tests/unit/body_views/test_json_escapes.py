"""Escapes of JSON are shown as what they stand for; what ends a string stays as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.body_views.json_escapes import decode_escapes
from outrider.visible_text import visible_text


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (r'"caf\u00e9"', '"café"'),
        (r'"\ud83d\ude00"', '"😀"'),
        (r'"\uD83D\uDE00"', '"😀"'),
        (r'"a\/b\nc\td"', '"a/b␊c␉d"'),
        (r'"\u0009\u000a\u001b"', '"␉␊␛"'),
        (r'"say \"x\" \\u0041"', r'"say \"x\" \\u0041"'),
        (r'"\u0022\u005c"', r'"\u0022\u005c"'),
        (r'"\ud800x"', '"<U+D800>x"'),
        (r'"\udc00\ud800"', '"<U+DC00><U+D800>"'),
        (r'"\u202eabc"', '"<U+202E>abc"'),
        (r'"\u12"', r'"\u12"'),
        ("\\", "\\"),
        ("plain", "plain"),
    ],
)
def test_what_is_shown(row: str, shown: str) -> None:
    assert visible_text(decode_escapes(row), keep_newlines=False) == shown


@given(st.text())
def test_a_decoded_string_still_ends_where_it_ended(text: Any) -> None:
    row = decode_escapes(json.dumps(text))
    assert json.loads(row.replace("␉", "\t"), strict=False) == text.replace("␉", "\t")

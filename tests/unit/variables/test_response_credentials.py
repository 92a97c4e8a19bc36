"""What is masked in a saved response, however deep and however encoded it is, and what is left."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from outrider.model.secret import MASK
from outrider.variables.response_credentials import mask_in_response

MADE = "Qx7Lr2Vn9Tb4Wm"
ENCODED: dict[str, Callable[[str], str]] = {
    "a URL within a URL": lambda text: f"/cb?next={quote(text, safe='')}",
    "twice": lambda text: f"/cb?next={quote(quote(text, safe=''), safe='')}",
    "a text in JSON": lambda text: json.dumps({"log": f'GET "{text}"'}),
    "HTML": lambda text: f'<a href="{html.escape(text)}&amp;b=1">on</a>',
    "JSON in JSON": lambda text: json.dumps({"a": json.dumps({"b": text})}),
}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=list(ENCODED))
def test_it_is_masked_in_what_is_encoded(encode: Callable[[str], str]) -> None:
    masked = mask_in_response(encode(f"/x?page=2&access_token={MADE}"), MASK)
    assert MASK in masked
    assert MADE not in masked
    assert masked.replace(MASK, MADE) == encode(f"/x?page=2&access_token={MADE}")


@pytest.mark.parametrize(
    "table",
    [
        {"tokens": {"access": {"value": MADE}}},
        {"tokens": [{"id": "tok-1a2b3c4d", "val": MADE}]},
        {"secrets": {"db": MADE}},
        {"credentials": {"type": "oauth2v2x3", "key": MADE}},
        {"data": {"apiKeys": {"live": [MADE], "created_at": "2026-01-02T03"}}},
    ],
)
def test_it_is_masked_at_any_depth_below_a_name(table: object) -> None:
    text = json.dumps(table)
    assert mask_in_response(text, MASK) == text.replace(MADE, MASK)


@pytest.mark.parametrize(
    "text",
    [
        '{"tokens": {"total": 12345678, "used": "12345678", "model": "large"}}',
        '{"password": {"min_length": 8, "hint": "Your first dog"}}',
        '{"token": {"type": "bearer", "id": "x1y2z3a4b5", "expires_at": "2026-01-02T03:04:05Z"}}',
        '{"page": {"next_page_token": "a1b2c3d4e5"}, "rows": [{"id": "a1b2c3d4e5"}]}',
        '{"error": "Invalid token: expired", "detail": "Your password is too short."}',
        "/cb?next=%2Fx%3Fpage%3D2%26sort%3Dname",
        "<p>Send your token in the header Authorization.</p>",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert mask_in_response(text, MASK) == text


def test_what_is_masked_stays_as_it_is() -> None:
    once = mask_in_response(json.dumps({"secrets": {"db": MADE}}), MASK)
    assert mask_in_response(once, MASK) == once

"""A body as text, whatever its encoding; what is no text; and where words are cut."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.message import ResponseMessage
from outrider.oauth.body_text import cut_words, decoded_text, is_no_text, page_text


def reply(body: bytes, kind: str = "") -> ResponseMessage:
    return ResponseMessage(400, "", "HTTP/1.1", (("Content-Type", kind),), body)


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("é".encode(), "", "é"),
        ("é".encode("latin-1"), "", "é"),
        ("é".encode("latin-1"), "text/plain; charset=utf-8", "é"),
        ("é".encode(), "application/json; charset=iso-8859-1", "é"),
        ("無効".encode("shift_jis"), "application/json; charset=Shift_JIS", "無効"),
        ("無効".encode("iso2022_jp"), "application/json; charset=ISO-2022-JP", "無効"),
        ("€".encode("cp1252"), "text/plain; charset=windows-1252", "€"),
        (b"\xff\xfe", "text/plain; charset=rot13", ""),
    ],
)
def test_a_body_is_read_by_its_charset(body: bytes, kind: str, text: str) -> None:
    assert decoded_text(reply(body, kind)) == text


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b'{"access_token": "abc"}', mtime=0),
        bytes(range(256)) * 2,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x28\xb5\x2f\xfd\x04\x00\x01\x02",
        b"\x00\x01\x02\xff\xfe" * 40,
    ],
    ids=["gzip", "every byte", "png", "zstd", "no utf-16"],
)
def test_what_is_no_text_is_shown_nowhere(body: bytes) -> None:
    assert is_no_text(reply(body))
    assert page_text(reply(body), str) == ""


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-32-be", "shift_jis"])
def test_text_is_none_of_it_in_any_encoding(codec: str) -> None:
    text = json.dumps({"error": "invalid_client", "error_description": "無効です"})
    assert not is_no_text(reply(text.encode(codec)))
    assert not is_no_text(reply(b""))
    assert not is_no_text(reply(b"\x1b[31mred\x1b[0m"))


def test_a_line_of_a_page_is_not_broken_at_tags_within_it() -> None:
    body = b"<title>403</title><p>You need to <a href=x>sign in</a> <b>here</b>.</p>"
    assert page_text(reply(body, "text/html"), str) == "You need to sign in here."


def test_words_are_cut_between_words_and_behind_brackets() -> None:
    assert cut_words("one two three", 13) == "one two three"
    assert cut_words("one two three", 12) == "one two…"
    assert cut_words("first (second) third", 15) == "first (second…"
    assert cut_words("x" * 30, 20) == "x" * 20 + "…"


@given(st.text(max_size=300), st.integers(10, 100))
def test_what_is_cut_is_the_beginning_and_no_longer_than_allowed(line: str, most: int) -> None:
    cut = cut_words(line, most)
    assert len(cut) <= most + 1
    assert line.startswith(cut.removesuffix("…"))

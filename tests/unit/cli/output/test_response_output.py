"""JSON is indented for people, and nothing but blanks changes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.cli.output.response_output import write_response
from outrider.exporters.text_bodies import indented_json, is_binary
from outrider.model.message import ResponseMessage

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


def tokens(text: str) -> list[object]:
    """Everything in a JSON text that is no blank: numbers as written, members in order."""
    return [json.loads(text, object_pairs_hook=list, parse_float=str, parse_int=str)]


@given(st.lists(VALUES, min_size=1, max_size=3), st.booleans())
def test_only_blanks_change(value: list[object], ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    try:
        text.encode()
    except UnicodeEncodeError:
        assert indented_json(text) == text
        return
    assert tokens(indented_json(text)) == tokens(text)
    assert indented_json(text).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_numbers_order_and_names_that_stand_twice_are_kept() -> None:
    text = '{"b": 1.00000000000000000001, "a": 1e999, "a": 12345678901234567890123, "c": "\\u00e9"}'
    assert indented_json(text) == (
        '{\n  "b": 1.00000000000000000001,\n  "a": 1e999,\n'
        '  "a": 12345678901234567890123,\n  "c": "\\u00e9"\n}'
    )


@pytest.mark.parametrize(
    "text", ["", "plain", "{", "[1,]", "{'a': 1}", "<a/>", "NaN", '"text"', "[" * 100_000]
)
def test_what_is_no_json_object_or_array_stays_as_it_is(text: str) -> None:
    assert indented_json(text) == text


def test_a_nul_tells_that_a_body_is_no_text() -> None:
    assert is_binary(b"\x89PNG\0")
    assert not is_binary("é".encode())


def test_a_body_goes_byte_for_byte_where_no_terminal_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b'{"a":1,\r\n "b":"\x1b[2J\xff"}'
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        write_response(ResponseMessage(200, "OK", "HTTP/1.1", (), body), None, head=False)
    assert (tmp_path / "out").read_bytes() == body


def test_a_terminal_gets_indented_json_without_control_characters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = os.openpty()
    try:
        with os.fdopen(theirs, "w") as terminal:
            monkeypatch.setattr(sys, "stdout", terminal)
            body = b'{"a":1,"b":"\xe2\x80\xae"}'
            write_response(ResponseMessage(200, "OK", "HTTP/1.1", (), body), None, head=False)
            terminal.flush()
            shown = os.read(ours, 1000).decode()
    finally:
        os.close(ours)
    assert shown.replace("\r\n", "\n") == '{\n  "a": 1,\n  "b": "<U+202E>"\n}\n'


@pytest.mark.parametrize("codec", ["euc-kr", "utf-16", "gb18030"])
def test_a_terminal_gets_the_text_of_the_charset_that_the_response_names(
    codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = os.openpty()
    try:
        with os.fdopen(theirs, "w") as terminal:
            monkeypatch.setattr(sys, "stdout", terminal)
            body = '["\ud55c"]'.encode(codec)
            fields = (("content-type", f"application/json; charset={codec}"),)
            write_response(ResponseMessage(200, "OK", "HTTP/1.1", fields, body), None, head=False)
            terminal.flush()
            shown = os.read(ours, 1000).decode()
    finally:
        os.close(ours)
    assert shown.replace("\r\n", "\n") == '[\n  "\ud55c"\n]\n'

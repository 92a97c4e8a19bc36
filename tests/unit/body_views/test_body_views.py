"""Bodies laid out for reading."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.work_counter import counted, given_up_at_last

from outrider.body_views import BODY_VIEWS, choose_view, format_body, format_raw
from outrider.body_views.formatted_body import FormattedBody

JSON = "application/json"
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def text(layout: FormattedBody) -> list[str]:
    return [layout.rows.text(row) for row in range(layout.rows.count)]


@pytest.mark.parametrize(
    ("content_type", "head", "view"),
    [
        ("application/json; charset=utf-8", b"{}", "json"),
        ("application/problem+json", b"{}", "json"),
        ("", b'\xef\xbb\xbf {"a": 1}', "json"),
        ("text/plain", b"[1]", "json"),
        ("application/xml", b"<a/>", "xml"),
        ("image/svg+xml", b"<svg/>", "xml"),
        ("", b"<?xml version='1.0'?>", "xml"),
        ("text/html", b"<p>", "html"),
        ("text/plain", b"<!DOCTYPE html>", "html"),
        ("application/x-www-form-urlencoded", b"a=1", "form"),
        ("text/csv", b"a,b", "text"),
        ("nonsense", b"hello", "text"),
        ("application/octet-stream", b"hello", "text"),
        ("application/octet-stream", b"\xff\xfa\xfb\xfc\xfd\xff", "hex"),
        ("application/json", b"\0\0", "hex"),
        ("image/png", b"\x89PNG", "hex"),
        ("application/pdf", b"%PDF-1.7", "hex"),
        ("application/json; charset=utf-16le", "{}".encode("utf-16-le"), "json"),
        ("application/json", "{}".encode("utf-16"), "json"),
        ("", b"", "text"),
    ],
)
def test_a_body_is_shown_as_what_it_is(content_type: str, head: bytes, view: str) -> None:
    assert choose_view(content_type, head).name == view


def test_json_is_indented_and_nothing_in_it_changes() -> None:
    body = b'{"b":1.10,"a":1E400,"a":12345678901234567890123,"u":"\\u00e9\\/","e":{},"l":[]}'
    layout = format_body(body, JSON)
    assert text(layout) == [
        "{",
        '  "b": 1.10,',
        '  "a": 1E400,',
        '  "a": 12345678901234567890123,',
        '  "u": "\\u00e9\\/",',
        '  "e": {},',
        '  "l": []',
        "}",
    ]
    assert layout.notes == ('Duplicate keys in one object: "a"; all are shown.',)


VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_the_tokens_of_json_are_those_that_were_sent(value: Any, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only)
    try:
        data = body.encode()
    except UnicodeEncodeError:
        return
    shown = format_body(data, JSON).rows.all_text()
    assert TOKEN.findall(shown) == TOKEN.findall(body)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (b'{"a": 1,\n "b": NaN}', "Not valid JSON: invalid character at line 2, column 7."),
        (b'{"a": [1, 2', "Not valid JSON: it ends too early."),
        (b'{"a": 1} x', "Not valid JSON: trailing characters at line 1, column 11."),
        (b"[" * 100_000, "Nested too deeply to format."),
        (b"[" * 100_000 + b"]" * 100_000, "Nested too deeply to format."),
        (b"[" * 2000 + b"]" * 2000, "Nested too deeply to format."),
        (b'{"[":' * 1000 + b'"]"' + b"}" * 1000, "Nested too deeply to format."),
        (b"[" * 1500 + b"1," * 3_000 + b"1" + b"]" * 1500, "Nested too deeply to format."),
        (b"[" * 900 + b"1," * 50_000 + b"1" + b"]" * 900, "Nested too deeply to format."),
    ],
)
def test_what_cannot_be_indented_is_shown_as_it_came(body: bytes, note: str) -> None:
    layout = format_body(body, JSON)
    assert layout.rows.data == body
    assert layout.notes[0].startswith(note)


def test_brackets_in_strings_are_not_taken_for_depth() -> None:
    assert not format_body(json.dumps({"a": "[" * 2000}).encode(), JSON).notes
    body = json.dumps([{"a": '[[[[ \\ " {' * 3} for _ in range(30_000)]).encode()
    assert len(body) > 1 << 20
    layout = format_body(body, JSON)
    assert not layout.notes
    assert layout.rows.text(1) == "  {"


def test_invalid_utf_8_in_json_is_said() -> None:
    layout = format_body(b'["\xff"]', JSON + "; charset=utf-8")
    assert text(layout) == ["[", '  "�"', "]"]
    assert "Byte 2 is not UTF-8" in layout.notes[0]


def test_hidden_characters_are_counted() -> None:
    assert format_body(b"a\x1bb\r\nc\rd", "text/plain").notes == (
        "2 hidden or control characters are made visible.",
    )
    assert format_body("a\u202eb".encode(), "text/plain").notes == (
        "1 hidden or control character is made visible.",
    )
    assert format_body(b"a\tb\r\n", "text/plain").notes == ()


def test_xml_in_one_line_gets_lines_and_keeps_its_text() -> None:
    item = "<i a='>'>t</i><e/><m>one <b>two</b> three</m><f></f>"
    body = f"<?xml version='1.0'?><r>{item}</r><!-- {'x' * 300} -->"
    assert text(format_body(body.encode(), "text/xml"))[:8] == [
        "<?xml version='1.0'?>",
        "<r>",
        "  <i a='>'>t</i>",
        "  <e/>",
        "  <m>one <b>two</b> three</m>",
        "  <f></f>",
        "</r>",
        f"<!-- {'x' * 300} -->",
    ]


def test_xml_with_lines_stays_as_it_is() -> None:
    body = b"<a>\n<b> </b>\n</a>\n"
    assert format_body(body, "application/xml").rows.data == body


@given(st.text(alphabet="<>/!-?[]'\" ab=", max_size=60))
def test_laying_out_xml_adds_nothing_but_blanks(body: str) -> None:
    body = "<r>" * 100 + body
    shown = format_body(body.encode(), "text/xml").rows.all_text()
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", body)


def test_a_form_is_one_field_a_line() -> None:
    layout = format_body(b"a=1&b=%0a%1b+x&a=2", "application/x-www-form-urlencoded")
    assert text(layout) == ["a=1", "b=␊\x1b x", "a=2"]


def test_raw_is_what_came() -> None:
    assert format_raw(b'{"a":1}', JSON).rows.data == b'{"a":1}'
    assert format_raw(b"\0\1", JSON).view == "hex"


@given(st.binary(max_size=200), st.sampled_from(["", JSON, "text/xml", "text/html", "a/b"]))
def test_no_body_makes_a_view_fail(body: bytes, content_type: str) -> None:
    for view in BODY_VIEWS:
        layout = view.format(body, "utf-8")
        assert layout.rows.count >= 1
        text(layout)
    text(format_body(body, content_type))


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b"x" * 5_000_000 + b'"',
        b'"' + b"[" * 5_000_000 + b'"',
        b"[" * 2_500_000 + b"]" * 2_500_000,
        b"[" + b"1," * 2_000_000 + b"1]",
    ],
)
def test_five_megabytes_are_laid_out_with_little_work_and_little_space(body: bytes) -> None:
    with given_up_at_last(), counted() as work:
        layout = format_body(body, JSON)
    assert work.steps < len(body) / 20
    assert len(layout.rows.data) <= len(body) * 5


def test_every_view_explains_itself() -> None:
    assert all(view.summary.endswith(".") and view.max_inline_bytes > 0 for view in BODY_VIEWS)
    assert len({view.name for view in BODY_VIEWS}) == len(BODY_VIEWS)

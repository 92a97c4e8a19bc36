"""Which bodies stay in an ``.http`` file; the oracle of httpyac sends each of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.http_files.http_import import imported, only

from outrider.exporters.http_file.readable_bodies import is_readable_body
from outrider.model.workspace import TextBody
from outrider.variables.reference_grammar import parse_template

READABLE = (
    "a",
    '{\n  "a": "b",\n\n  "c": "#d"\n}',
    "<a>\n <b/>\n</a>",
    "a b: c",
    "x > y",
    "Get it",
)
SWALLOWED = (
    "", "\na", "a\n", "a\n ", " \na", "# a", "a\n  // b", "/*\n*/", "@a = 1", "< ./x", "<@ x",
    "<> x", "> {% x %}", ">> x", "?? a", "{{\n}}", "{{a}}", "HTTP/1.1 200", "GET http://a",
    "  POST /x", "query { a }", "mutation x", "fragment a on b {}",
    "a ===", "<--->", "a\rb", "a\r\nb", "a\0b",
    "a\u2028b",
)  # fmt: skip


@pytest.mark.parametrize("text", READABLE)
def test_a_body_that_stays(text: str) -> None:
    assert is_readable_body(text)


@pytest.mark.parametrize("text", SWALLOWED)
def test_a_body_that_goes_to_a_file(text: str) -> None:
    assert not is_readable_body(text)


def test_lines_of_a_part_end_as_parts_do() -> None:
    assert is_readable_body("a\r\nb", in_part=True)
    assert not is_readable_body("a\nb", in_part=True)


@given(st.text(alphabet="#@/<>{%}=:? \n\tGETaqueryHP1.*-\r\\", max_size=40))
def test_what_stays_is_imported_as_it_is(text: str) -> None:
    if is_readable_body(text):
        body = only(imported(f"POST http://a.test\nContent-Type: text/plain\n\n{text}\n")).body
        assert isinstance(body, TextBody)
        assert body.content is not None
        assert "".join(map(str, parse_template(body.content))) == text

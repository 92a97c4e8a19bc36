"""Bodies and headers of Bruno's."""

from __future__ import annotations

import pytest
from tests.unit.importers.bruno.bruno_folder import bru, changed, only, read_folder

from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)


def _body(mode: str, rest: str) -> tuple[Body | None, list[tuple[str, str, bool]]]:
    text = bru(f"url: https://h/\n  body: {mode}", rest, "post")
    request = only(read_folder({"a.bru": text}))
    return request.body, [(row.name, row.value, row.enabled) for row in request.headers]


@pytest.mark.parametrize(
    ("mode", "rest", "body", "headers"),
    [
        ("none", "body:json {\n  {}\n}\n", None, []),
        ("json", 'body:json {\n  {"a": {{b}}}\n}\n', TextBody("json", '{"a": {{b}}}'), []),
        (
            "json",
            'body:json {\n  {\n    // why\n    "a": "//x"\n  }\n}\n',
            TextBody("json", '{\n  "a": "//x"\n}'),
            [],
        ),
        (
            "json",
            "body:json {\n  {a}\n}\n",
            TextBody("text", "{a}"),
            [("Content-Type", "application/json", True)],
        ),
        (
            "text",
            "body:text {\n  hi\n}\n",
            TextBody("text", "hi"),
            [("Content-Type", "text/plain", True)],
        ),
        ("xml", "body:xml {\n  <a/>\n}\n", TextBody("xml", "<a/>"), []),
        (
            "sparql",
            "body:sparql {\n  ASK {}\n}\n",
            TextBody("text", "ASK {}"),
            [("Content-Type", "application/sparql-query", True)],
        ),
        (
            "formUrlEncoded",
            "body:form-urlencoded {\n  a: b c\n  ~c: d\n}\n",
            FormBody((NameValueRow("a", "b c"), NameValueRow("c", "d", False))),
            [],
        ),
        (
            "multipartForm",
            "body:multipart-form {\n  a: b @contentType(text/x)\n  ~f: @file(x.pdf|y.txt)\n}\n",
            MultipartBody(
                (
                    MultipartPart("a", "b", content_type="text/x"),
                    MultipartPart("f", file="x.pdf", content_type="application/pdf", enabled=False),
                    MultipartPart("f", file="y.txt", content_type="text/plain", enabled=False),
                )
            ),
            [],
        ),
        (
            "file",
            "body:file {\n  ~file: @file(a.bin)\n  file: @file(b.bin) @contentType(image/x)\n}\n",
            FileBody("b.bin", "image/x"),
            [],
        ),
        (
            "graphql",
            'body:graphql {\n  { a }\n}\n\nbody:graphql:vars {\n  {"v": 1}\n}\n',
            GraphQLBody("{ a }", '{"v": 1}'),
            [],
        ),
    ],
)
def test_a_body_is_what_bruno_sends(
    mode: str, rest: str, body: Body | None, headers: list[tuple[str, str, bool]]
) -> None:
    assert _body(mode, rest) == (body, headers)


def test_bodies_that_are_not_sent_are_kept_as_comments() -> None:
    text = bru("url: https://h/\n  body: text", "body:text {\n  a\n}\n\nbody:json {\n  {}\n}\n")
    result = read_folder({"a.bru": text})
    assert "The body of mode json was kept as a comment." in changed(result)
    assert result.comments["requests/one"] == (
        "body of mode json, which is not sent:",
        "  {}",
    )


def test_of_headers_with_one_name_the_last_is_sent() -> None:
    result = read_folder({"a.bru": bru(rest="headers {\n  X-A: 1\n  x-a: 2\n  ~B: 3\n}\n")})
    rows = [(row.name, row.value, row.enabled) for row in only(result).headers]
    assert rows == [("X-A", "1", False), ("x-a", "2", True), ("B", "3", False)]
    assert 'Header "X-A" was switched off: a later row has its name.' in changed(result)

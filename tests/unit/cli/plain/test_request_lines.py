"""A request as lines: everything of it is said, and what is not sent is told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from outrider.cli.plain.request_lines import request_lines
from outrider.engine.editing.edit_buffers import RequestBuffer
from outrider.errors import SourceLocation
from outrider.model.workspace import (
    AuthTable,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)

PLACE = SourceLocation("requests/list.toml")
LIST = Request(id="list", name="List", file="requests/list.toml", url="https://a.test/")
OFF = NameValueRow("debug", "1", enabled=False)


def lines(**changes: Any) -> list[str]:
    request = replace(LIST, **changes)
    return list(request_lines(RequestBuffer(request, request)))


def test_what_is_there_is_said_in_the_order_in_which_it_is_sent() -> None:
    assert lines(
        description="All of them.",
        path_params={"id": "5"},
        query_params=(NameValueRow("limit", "20"), OFF),
        headers=(NameValueRow("X-A", ""),),
    ) == [
        "List, requests/list.toml",
        "description: All of them.",
        "method: GET",
        "url: https://a.test/",
        "path id: 5",
        "param limit: 20",
        "param debug: 1 (off)",
        "header X-A: ",
        "auth: of the folder or the environment",
        "timeout: 1 min",
        "body: none",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (TextBody("json", content='{\n"a": 1}'), ["body: json", "{", '"a": 1}']),
        (TextBody("text", file="note.txt"), ["body: text, from note.txt"]),
        (
            FormBody((NameValueRow("a", "1"), OFF)),
            ["body: form", "field a: 1", "field debug: 1 (off)"],
        ),
        (
            MultipartBody(
                (MultipartPart("a", "1"), MultipartPart("f", file="x.png", enabled=False))
            ),
            ["body: multipart", "part a: 1", "part f: file x.png (off)"],
        ),
        (FileBody("x.png"), ["body: file x.png"]),
        (GraphQLBody("{ a }", '{"b": 1}'), ["body: graphql", "{ a }", "variables:", '{"b": 1}']),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_body_is_said_by_its_parts(body: Any, said: list[str]) -> None:
    assert lines(body=body)[5:] == said


def test_edits_and_a_missing_file_are_told() -> None:
    assert next(iter(request_lines(RequestBuffer(None, replace(LIST, file=""))))) == (
        "List, not in a file yet, unsaved"
    )


def test_the_auth_is_named_without_its_values() -> None:
    table = {"type": "basic", "username": "joe", "password": "hunter22"}
    said = "\n".join(lines(auth=AuthTable(table, {}, PLACE)))
    assert "auth: basic\n" in said
    assert "hunter22" not in said

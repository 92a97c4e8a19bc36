"""Bodies of Postman's, as its runtime sends them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    only,
    read,
    request,
)

from outrider.model.import_result import ImportResult
from outrider.model.workspace import FileBody, MultipartBody, TextBody


def body_of(imported: ImportResult) -> str:
    body = only(imported).body
    assert isinstance(body, TextBody)
    return body.content or ""


def with_body(text: str, language: str = "", typed: str = "") -> ImportResult:
    body: dict[str, Any] = {"mode": "raw", "raw": text}
    if language:
        body["options"] = {"raw": {"language": language}}
    header = [{"key": "Content-Type", "value": typed}] if typed else []
    return read(collection(request(method="POST", body=body, header=header)))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("json", ""),
        ("", "application/json"),
        ("", "application/vnd.api+json; charset=utf-8"),
        ("json", "text/plain"),
        ("", "{{type}}"),
    ],
)
def test_comments_in_json_go(language: str, typed: str) -> None:
    text = '{"a": "x//y", // one {{b}}\r\n/* two */ "b": "{{c}}", "d": "\\"/*"}'
    imported = with_body(text, language, typed)
    assert body_of(imported) == '{"a": "x//y", \n "b": "{{c}}", "d": "\\"/*"}'
    assert "Comments in the JSON body were removed." in changed(imported)


@pytest.mark.parametrize(
    ("language", "typed"),
    [("text", "application/json"), ("", ""), ("", "text/json"), ("xml", ""), ("text", "{{type}}")],
)
def test_comments_elsewhere_stay(language: str, typed: str) -> None:
    imported = with_body('{"a": 1} // one', language, typed)
    assert body_of(imported) == '{"a": 1} // one'


def test_a_file_whose_content_came_along_is_sent_as_a_text() -> None:
    body = {"mode": "file", "file": {"content": "a: {{b}}"}}
    imported = read(collection(request(method="POST", body=body)))
    assert body_of(imported) == "a: {{b}}"
    [row] = only(imported).headers
    assert (row.name, row.value) == ("Content-Type", "application/octet-stream")


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("a.json", "application/json"),
        ("/tmp/b.pdf", "application/pdf"),
        ("c", "application/octet-stream"),
        ("c.unknown", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_what_its_name_says(file: str, typed: str) -> None:
    body = {"mode": "file", "file": {"src": file}}
    imported = read(collection(request(method="POST", body=body)))
    assert only(imported).body == FileBody(file, typed)
    assert not any("content_type" in line for line in changed(imported))


def test_a_file_whose_name_is_not_known_is_told_to_have_no_type() -> None:
    body = {"mode": "file", "file": {"src": "{{file}}"}}
    imported = read(collection(request(method="POST", body=body)))
    assert only(imported).body == FileBody("{{file}}", "application/octet-stream")
    assert 'The body has content_type = "application/octet-stream".' in changed(imported)


def test_a_part_keeps_the_file_name_that_it_is_sent_with() -> None:
    rows = [{"key": "a", "type": "file", "src": "/tmp/x.bin", "fileName": "report.pdf"}]
    body = {"mode": "formdata", "formdata": rows}
    found = only(read(collection(request(method="POST", body=body)))).body
    assert isinstance(found, MultipartBody)
    assert (found.parts[0].file, found.parts[0].filename) == ("/tmp/x.bin", "report.pdf")

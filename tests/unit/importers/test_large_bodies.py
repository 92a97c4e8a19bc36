"""Bodies that are too large for the file of a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import collection, lost, only, read, request

from outrider.importers.large_bodies import LARGEST
from outrider.model.workspace import FileBody, MultipartBody, TextBody

LONG = "é" * LARGEST


def raw(text: str) -> dict[str, Any]:
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}


def test_a_large_body_is_a_file_that_the_request_names() -> None:
    text = json.dumps({"text": LONG, "braces": "{{ x }}"}, ensure_ascii=False)
    imported = read(collection(request("Upload", method="POST", body=raw(text))))
    assert only(imported).body == TextBody("json", file="bodies/upload.json")
    assert imported.files == {"bodies/upload.json": text.encode()}
    assert lost(imported) == []


def test_what_a_file_cannot_do_is_told() -> None:
    text = json.dumps({"a": "{{value}}" + LONG, "password": "hush-4711"})
    imported = read(collection(request("Upload", method="POST", body=raw(text))))
    assert any("References in the body are sent as text" in one for one in lost(imported))
    assert any("looks like a credential" in one for one in lost(imported))
    assert imported.files["bodies/.gitignore"] == b"/upload.json\n"


@pytest.mark.parametrize(
    ("body", "start", "typed"),
    [
        (
            {"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": LONG}]},
            b"a+b=%C3%A9",
            "application/x-www-form-urlencoded",
        ),
        (
            {"mode": "graphql", "graphql": {"query": "{ a }", "variables": json.dumps([LONG])}},
            b'{"query":"{ a }","variables":["\\u00e9',
            "application/json",
        ),
    ],
    ids=["a form", "GraphQL"],
)
def test_other_large_bodies_are_files_as_well(
    body: dict[str, Any], start: bytes, typed: str
) -> None:
    imported = read(collection(request("Upload", method="POST", body=body)))
    found = only(imported).body
    assert isinstance(found, FileBody)
    assert found.content_type == typed
    assert imported.files[found.file].startswith(start)


def part(key: str, value: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "value": value, "type": "text", **more}


def test_a_large_body_of_texts_is_sent_as_the_same_parts() -> None:
    """One large text, or several that are large together; what is switched off is told."""
    rows = [part(f"k{number}", "z" * 200_000) for number in range(3)]
    rows += [part('quo"te', "short", contentType="text/csv"), part("off", "x", disabled=True)]
    imported = read(
        collection(request("Up", method="POST", body={"mode": "formdata", "formdata": rows}))
    )
    body = only(imported).body
    assert isinstance(body, FileBody)
    assert body.content_type is not None
    boundary = body.content_type.removeprefix("multipart/form-data; boundary=").encode()
    head = b"--%b\r\nContent-Disposition: form-data; name=" % boundary
    wanted = b"".join(head + b'"k%d"\r\n\r\n%b\r\n' % (n, b"z" * 200_000) for n in range(3))
    wanted += head + b'"quo%22te"\r\nContent-Type: text/csv\r\n\r\nshort\r\n'
    assert imported.files == {body.file: wanted + b"--%b--\r\n" % boundary}
    assert any("fields of the body were not imported: off." in one for one in lost(imported))


def test_a_large_text_beside_a_file_is_a_file_too_and_told() -> None:
    rows = [part("a", "x" * LARGEST), part("b", "y"), {"key": "f", "type": "file", "src": "f.bin"}]
    imported = read(
        collection(request("Up", method="POST", body={"mode": "formdata", "formdata": rows}))
    )
    body = only(imported).body
    assert isinstance(body, MultipartBody)
    assert [(one.value, one.file) for one in body.parts] == [
        (None, "bodies/up-part-1.txt"),
        ("y", None),
        (None, "f.bin"),
    ]
    assert imported.files == {"bodies/up-part-1.txt": b"x" * LARGEST}
    assert any("is sent with that file name" in one.what for one in imported.remarks)

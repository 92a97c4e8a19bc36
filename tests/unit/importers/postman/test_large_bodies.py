"""Bodies that are too large for the file of a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import collection, lost, only, read, request

from outrider.importers.postman.large_bodies import LARGEST
from outrider.model.workspace import FileBody, TextBody

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
    assert any("References in the body are sent as they are" in one for one in lost(imported))
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

"""A schema is what its files say: nothing outside of them is read, and nothing is fetched."""

from __future__ import annotations

import json

import pytest

from outrider.engine.expectations.schema_documents import SchemaProblem, schema_documents

FILES = {
    "schemas/order.json": {
        "$defs": {"own": {"type": "string"}},
        "properties": {
            "a": {"$ref": "#/$defs/own"},
            "b": {"$ref": "parts/item.json#/$defs/x"},
            "c": {"$ref": "../shared%20one.json"},
        },
    },
    "schemas/parts/item.json": {"$defs": {"x": {"$ref": "../order.json"}}},
    "shared one.json": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
    "bundle.json": {
        "$id": "https://example.com/a/root.json",
        "$defs": {"x": {"$id": "part.json", "type": "number"}},
        "properties": {"a": {"$ref": "part.json"}, "b": {"$ref": "/a/part.json"}},
    },
    "remote.json": {"properties": {"a": {"$ref": "https://example.com/other.json"}}},
    "up.json": {"$ref": "../../../etc/passwd"},
    "list.json": [1],
}


def _read(path: str) -> bytes:
    if path not in FILES:
        raise FileNotFoundError(path)
    return json.dumps(FILES[path]).encode()


def test_all_files_that_it_is_made_of_are_found() -> None:
    found = json.loads(schema_documents("schemas/order.json", _read))
    assert found["uri"] == "file://workspace/schemas/order.json"
    assert sorted(found["documents"]) == [
        "file://workspace/schemas/order.json",
        "file://workspace/schemas/parts/item.json",
        "file://workspace/shared%20one.json",
    ]


def test_what_has_an_id_of_its_own_is_not_looked_for_elsewhere() -> None:
    assert list(json.loads(schema_documents("bundle.json", _read))["documents"]) == [
        "file://workspace/bundle.json"
    ]


def test_nothing_is_fetched() -> None:
    with pytest.raises(SchemaProblem, match=r'refers to "https://example\.com/other\.json"'):
        schema_documents("remote.json", _read)
    with pytest.raises(FileNotFoundError, match="etc/passwd"):
        schema_documents("up.json", _read)
    with pytest.raises(SchemaProblem, match="is not a JSON Schema"):
        schema_documents("list.json", _read)
    with pytest.raises(SchemaProblem, match="is not JSON"):
        schema_documents("x.json", lambda _path: b"{")

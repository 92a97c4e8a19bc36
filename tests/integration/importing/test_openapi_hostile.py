"""Documents in which anything may stand anywhere: an import, or a sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from outrider.errors import OutriderError
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource

PET = {"$ref": "#/components/schemas/Pet"}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Everything", "version": "1", "description": "Words"},
    "servers": [
        {"url": "https://{a}.example", "variables": {"a": {"default": "x", "enum": ["x"]}}}
    ],
    "tags": [{"name": "t", "parent": "u"}, {"name": "u"}],
    "security": [{"o": ["a"]}, {}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "example": [1]}],
            "servers": [{"url": "/x"}],
            "get": {
                "tags": ["t"],
                "operationId": "x",
                "parameters": [
                    {"name": "q", "in": "query", "style": "deepObject", "schema": PET},
                    {"name": "c", "in": "cookie", "content": {"application/json": {"schema": PET}}},
                    {"name": "h", "in": "header", "examples": {"e": {"value": {"a": 1}}}},
                ],
                "responses": {"200": {"description": "OK", "links": {"l": {}}}},
                "callbacks": {"c": {}},
            },
            "post": {
                "security": [{"k": [], "b": []}],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": PET,
                            "encoding": {"n": {"style": "form"}},
                        },
                        "application/xml": {"schema": PET},
                    }
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "allOf": [
                    {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}
                ],
                "oneOf": [PET, {"type": "null"}],
                "discriminator": {
                    "propertyName": "n",
                    "mapping": {"x": "#/components/schemas/Pet"},
                },
                "properties": {"f": {"format": "binary"}, "l": {"items": PET, "minItems": 2}},
                "xml": {"name": "p", "wrapped": True},
            }
        },
        "securitySchemes": {
            "o": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}},
            },
            "k": {"type": "apiKey", "in": "query", "name": "k"},
            "b": {"type": "http", "scheme": "basic"},
        },
    },
}


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in rows:
        yield (*here, key)
        if isinstance(one, dict | list):
            yield from places(one, (*here, key))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1.5, 10**30, "", "x", "{{x}}", "\x00\x1b[2J", "a" * 200, [], {}, [None], [[]],
     {"a": None}, {"$ref": "#"}, {"$ref": "#/paths"}, {"$ref": 3}, {"$ref": "a.json"},
     {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(places(DOCUMENT))), JUNK), min_size=1, max_size=4))
def test_junk_in_any_place_of_a_document_is_no_crash(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    document = copy.deepcopy(DOCUMENT)
    for place, junk in changes:
        holder: Any = document
        for key in place[:-1]:
            is_list = isinstance(holder, list) and isinstance(key, int) and key < len(holder)
            is_there = is_list or (isinstance(holder, dict) and key in holder)
            holder = holder[key] if is_there else None
        if isinstance(holder, dict):
            holder[place[-1]] = copy.deepcopy(junk)
    with suppress(OutriderError):
        result = read_sources([ImportSource("a.json", json.dumps(document))])
        assert len(result.requests) <= 2

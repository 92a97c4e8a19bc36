"""Which of the media types of a body is sent, and with which of its examples."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.openapi.documents import environments, imported, only, operation, told

from outrider.storage.writing.table_encoding import encode_request


def sending(**content: Any) -> dict[str, Any]:
    names = {
        "json": "application/json",
        "form": "application/x-www-form-urlencoded",
        "parts": "multipart/form-data",
        "xml": "application/xml",
        "text": "text/plain",
        "bytes": "application/octet-stream",
        "any": "*/*",
        "hal": "application/hal+json",
    }
    return operation(
        requestBody={"content": {names[key]: holder for key, holder in content.items()}}
    )


CHOSEN = {
    ("bytes", "text", "xml", "parts", "form", "json"): "json",
    ("xml", "parts", "form"): "form",
    ("text", "xml", "parts"): "multipart",
    ("bytes", "text", "xml"): "xml",
    ("bytes", "text"): "text",
    ("bytes",): "file",
    ("xml", "hal"): "json",
    ("xml", "any"): "json",
}


@each_case(CHOSEN)
def test_the_media_type_that_is_easiest_to_edit_is_chosen_and_others_told(
    names: tuple[str, ...],
) -> None:
    data = sending(**{name: {"schema": {"type": "object"}} for name in names})
    assert only(data)["body"]["type"] == CHOSEN[names]
    assert ("the document also accepts" in told(data)) is (len(names) > 1)


HOLDERS: dict[str, tuple[dict[str, Any], str]] = {
    "an example": ({"example": {"a": 1}, "schema": {"example": 2}}, '{\n  "a": 1\n}'),
    "an example with a value in it": ({"example": {"value": 1}}, '{\n  "value": 1\n}'),
    "named examples": ({"examples": {"x": {"value": 1}, "y": {"value": 2}}}, "1"),
    "an example of the schema": ({"schema": {"type": "integer", "example": 7}}, "7"),
    "an example elsewhere": ({"examples": {"x": {"$ref": "#/components/examples/E"}}}, "5"),
    "one that is not read": ({"examples": {"x": {"externalValue": "https://x"}},
                              "schema": {"const": 3}}, "3"),
    "null": ({"example": None}, "null"),
}  # fmt: skip


@each_case(HOLDERS)
def test_an_example_comes_before_a_sample(name: str) -> None:
    holder, wanted = HOLDERS[name]
    data = sending(json=holder)
    data["components"] = {"examples": {"E": {"value": 5}}}
    assert only(data)["body"]["content"] == wanted


def test_other_examples_are_told() -> None:
    said = told(sending(json={"examples": {"x": {"value": 1}, "y": {"value": 2}}}))
    assert 'Example "x" of the body was used. The document also has "y".' in said
    said = told(sending(json={"examples": {"x": {"externalValue": "https://x.example"}}}))
    assert 'Example "x" of the body was not imported. It is at https://x.example.' in said


def test_a_password_is_a_secret_that_is_asked_for() -> None:
    schema = {"type": "object", "properties": {"pin": {"type": "string", "format": "password"}}}
    for name, wanted in (("json", '{\n  "pin": "{{pin}}"\n}'), ("form", None)):
        data = sending(**{name: {"schema": schema}})
        body = only(data)["body"]
        assert body.get("content") == wanted
        assert "{{pin}}" in str(body)
        assert environments(data)[0]["secrets"] == {"pin": {"prompt": True}}


WITHOUT_TYPE: dict[str, tuple[Any, dict[str, Any], dict[str, str]]] = {
    "empty": ({}, {}, {"file": "doc"}),
    "true": (True, {}, {"file": "doc"}),
    "words for people": ({"description": "A scan"}, {}, {"file": "doc"}),
    "several": ({"type": "array", "items": {}}, {}, {"file": "doc"}),
    "of an image": ({}, {"contentType": "image/png"}, {"file": "doc", "content_type": "image/png"}),
    "a media type": ({"contentMediaType": "image/png"}, {}, {"file": "doc"}),
    "of JSON": ({}, {"contentType": "application/json"},
                {"value": "{}", "content_type": "application/json"}),
    "encoded": ({"contentMediaType": "image/png", "contentEncoding": "base64", "type": "string",
                 "example": "QQ=="}, {}, {"value": "QQ=="}),
    "an example": ({"example": "x"}, {}, {"value": "x"}),
    "an object": ({"type": "object"}, {}, {"value": "{}", "content_type": "application/json"}),
}  # fmt: skip


@each_case(WITHOUT_TYPE)
def test_a_part_that_has_no_type_is_a_file(name: str) -> None:
    schema, encoding, wanted = WITHOUT_TYPE[name]
    holder = {
        "schema": {"type": "object", "properties": {"doc": schema}},
        "encoding": {"doc": encoding},
    }
    assert only(sending(parts=holder))["body"]["parts"] == [{"name": "doc", **wanted}]


def test_the_same_document_makes_the_same_bodies() -> None:
    example = {f"k{number}": number for number in range(50)}
    data = sending(form={"example": example})
    first, second = (encode_request(imported(data).requests[0]) for _ in range(2))
    assert first == second
    assert [row["name"] for row in first["body"]["fields"]] == list(example)

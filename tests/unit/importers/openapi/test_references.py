"""References inside a document and to files of its folder; no other is followed."""

from __future__ import annotations

import json
from typing import Any

from tests.each_case import each_case
from tests.unit.importers.openapi.documents import Files, imported, only, operation, told

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.storage.writing.table_encoding import encode_request

PET = {"properties": {"name": {"const": "Rex"}}}
BODY = '{\n  "name": "Rex"\n}'


def referring(reference: str, **components: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": reference}}}
    return operation(requestBody={"content": content}, components=components)


INSIDE: dict[str, tuple[str, dict[str, Any]]] = {
    "a pointer": ("#/components/schemas/Pet", {"schemas": {"Pet": PET}}),
    "percent-encoded": ("#/components/schemas/My%20Pet", {"schemas": {"My Pet": PET}}),
    "with slash and tilde": ("#/components/schemas/a~1b~0c", {"schemas": {"a/b~c": PET}}),
    "through another": (
        "#/components/schemas/Other/properties/pet",
        {"schemas": {"Other": {"$ref": "#/components/schemas/Real"},
                     "Real": {"properties": {"pet": PET}}}},
    ),
    "an anchor": ("#pet", {"schemas": {"Pet": {"$anchor": "pet", **PET}}}),
    "an id": ("https://x.example/pet", {"schemas": {"P": {"$id": "https://x.example/pet", **PET}}}),
    "into a list": ("#/components/x/0", {"x": [PET]}),
}  # fmt: skip


@each_case(INSIDE)
def test_a_reference_is_followed(name: str) -> None:
    reference, components = INSIDE[name]
    assert only(referring(reference, **components))["body"]["content"] == BODY


def test_files_of_the_folder_are_read_and_refer_to_each_other() -> None:
    files = Files(
        {
            "parts/bodies.yaml": "pet: {$ref: '../schemas/pet.json#/definitions/Pet'}\n",
            "schemas/pet.json": json.dumps(
                {"definitions": {"Pet": {"$ref": "#/definitions/Real"}, "Real": PET}}
            ),
        }
    )
    (request,) = imported(referring("parts/bodies.yaml#/pet"), files).requests
    assert encode_request(request)["body"]["content"] == BODY


def test_a_file_that_refers_back_finds_the_document() -> None:
    files = Files({"pet.json": json.dumps({"$ref": "api.json#/components/schemas/Pet"})})
    data = referring("pet.json", schemas={"Pet": PET})
    (request,) = imported(data, files).requests
    assert encode_request(request)["body"]["content"] == BODY
    assert files.asked == ["pet.json"]


LOST = {
    "https://example.com/pet.json": "is not fetched.",
    "HTTP://127.0.0.1/pet.json#/a": "is not fetched.",
    "file:///etc/passwd": "is not fetched.",
    "//example.com/pet.json": "is not fetched.",
    "../pet.json": "is not read. It is outside of the imported folder.",
    "a/../../pet.json": "is not read. It is outside of the imported folder.",
    "/etc/passwd": "is not read. It is outside of the imported folder.",
    "none.json": 'has no target. File "none.json" not found.',
    "broken.json": "cannot be read.",
    "#/components/none": "has no target.",
    "#/paths/0/1": "has no target.",
    "#none": "has no target.",
}


@each_case(LOST)
def test_a_lost_reference_is_told_once_and_stops_nothing(reference: str) -> None:
    files = Files({"broken.json": "{"})
    data = referring(reference)
    data["paths"]["/b"] = data["paths"]["/a"]
    said = told(data, files)
    assert said.count(f'Reference "{reference}" {LOST[reference]}') == 1, said
    assert len(imported(data, files).requests) == 2
    assert set(files.asked) <= {"none.json", "broken.json"}


def test_references_that_lead_to_themselves_end() -> None:
    loops = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    data = referring("#/components/schemas/A", schemas=loops)
    assert only(data)["body"]["content"] == "{}"
    assert "refers to itself" in told(data)


def test_a_folder_is_searched_for_its_document() -> None:
    text = json.dumps(referring("../common/pet.json"))
    files = Files({"spec/openapi.json": text, "common/pet.json": json.dumps(PET), "x.txt": ""})
    result = read_sources([ImportSource("api", "", folder=files, is_folder=True)])
    assert encode_request(result.requests[0])["body"]["content"] == BODY

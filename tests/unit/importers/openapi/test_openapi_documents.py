"""Which texts and folders are documents of OpenAPI, and of which versions."""

from __future__ import annotations

import json

import pytest
from tests.each_case import each_case
from tests.unit.importers.openapi.documents import Files, document, imported, told

from outrider.errors import ImportRejected
from outrider.importers import find_importer
from outrider.importers.importer import ImportSource
from outrider.importers.openapi import OpenApiImporter

TEXTS: dict[str, tuple[str, bool]] = {
    "JSON": ('{"openapi": "3.0.0"}', True),
    "its key is not the first": ('{"info": {"a": ["{"]}, "openapi": "3.1.0"}', True),
    "Swagger": ('{"swagger": "2.0"}', True),
    "YAML": ("openapi: 3.0.0\n", True),
    "YAML in quotes": ("# a comment\n'openapi': '3.0.0'\n", True),
    "YAML, later": ("info:\n  title: x\nswagger: '2.0'\n", True),
    "YAML in braces": ("{openapi: 3.0.0, paths: {}}", True),
    "a document start": ("---\nopenapi: 3.1.0\n", True),
    "Swagger 1.2, to be refused": ('{"swaggerVersion": "1.2"}', True),
    "in a text": (json.dumps({"info": {}, "item": [], "x": '{"openapi": "3.0.0"}'}), False),
    "in a body": ('{"info": {}, "item": [{"openapi": "3.0.0"}]}', False),
    "a list": ('[{"openapi": "3.0.0"}]', False),
    "in YAML, further in": ("a:\n  openapi: 3.0.0\n", False),
    "a command": ("curl https://a.test/ -d 'openapi: 3.0.0'", False),
    "a script": ("#!/bin/sh\ncurl https://a.test/ <<X\nopenapi: 3.0.0\nX\n", False),
    "nothing": ("", False),
    "AsyncAPI": ("asyncapi: 3.0.0\n", False),
}


@each_case(TEXTS)
def test_a_document_is_known_by_its_outermost_table(name: str) -> None:
    text, wanted = TEXTS[name]
    assert OpenApiImporter().recognises(text) is wanted


def test_a_collection_that_speaks_of_it_stays_one_of_postman() -> None:
    text = json.dumps({"info": {"name": "x"}, "item": [{"request": {"body": {"openapi": "3.0"}}}]})
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "postman"


REFUSED = {
    '{"swaggerVersion": "1.2"}': "Swagger 1.2 document",
    '{"swagger": "1.1"}': 'has version swagger: "1.1"',
    '{"openapi": "2.0"}': 'has version openapi: "2.0"',
    '{"openapi": "4.0.0"}': 'has version openapi: "4.0.0"',
    "openapi: 3.0.0\n  a: b\n": "is not YAML",
    '{"openapi": "3.0.0", "paths": {"a": 1,}': "is not JSON",
    '{"openapi": "3.0.0", "x": ' + "[" * 600 + "]" * 600 + "}": "is nested too deeply",
}


@each_case(REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        imported(text)
    assert REFUSED[text] in str(refused.value)


@pytest.mark.parametrize(
    ("written", "is_told"), [("3.1", True), ('"3.1"', False), ("3.1.0", False)]
)
def test_a_version_that_is_a_number_is_told(written: str, is_told: bool) -> None:
    result = imported(f"openapi: {written}\npaths:\n  /a:\n    get: {{}}\n")
    said = [one.advice for one in result.remarks if "is a number" in one.what]
    assert said == (['Set it in quotes: openapi: "3.1.0".'] if is_told else [])


def test_a_slash_in_a_part_of_a_segment_is_told() -> None:
    for path, is_told in (("/a/{id}.json", True), ("/a/{id}", False)):
        operation = {"parameters": [{"name": "id", "in": "path", "example": "x/y"}]}
        result = imported(json.dumps({"openapi": "3.0.0", "paths": {path: {"get": operation}}}))
        said = [one for one in result.remarks if one.what.startswith("A slash in path parameter")]
        assert bool(said) is is_told


@pytest.mark.parametrize("version", ["3.0", "3.0.4", "3.1.1", "3.2.0"])
def test_a_version_that_is_read(version: str) -> None:
    result = imported(f"openapi: {version}\npaths:\n  /a:\n    get: {{}}\n")
    assert len(result.requests) == 1
    assert any("was read as OpenAPI 3.1" in one.what for one in result.remarks) is (
        version == "3.2.0"
    )


def test_what_is_no_operation_is_told() -> None:
    paths = {"/a": {"gte": {}, "get": {"callbacks": {"x": {}}}, "x-own": {}}, "/b": 3}
    said = told(document(paths, webhooks={"changed": {"post": {}}}))
    for words in (
        'Webhooks were not imported: "changed".',
        "Callbacks were not imported: 1.",
        '"gte" was not imported: it is not a method.',
        "This path was not imported",
    ):
        assert words in said, said


def test_only_webhooks_are_an_empty_workspace() -> None:
    result = imported({"openapi": "3.1.0", "info": {"title": "x"}, "webhooks": {"a": {"post": {}}}})
    assert result.requests == ()
    assert any("the document has no operations" in one.what for one in result.remarks)


def test_keys_that_are_there_twice_are_told() -> None:
    assert 'Key "a" is in one table more than once' in told('{"openapi": "3.0.0", "a": 1, "a": 2}')


FOLDERS = {
    "openapi.yaml": True,
    "spec/swagger.json": True,
    "openapi-v3.yml": True,
    "OpenAPI.JSON": True,
    "other.yaml": False,
    "openapi.txt": False,
}


@each_case(FOLDERS)
def test_a_folder_is_known_by_the_name_of_a_file(name: str) -> None:
    known = OpenApiImporter().recognises_folder
    assert known(Files({name: ""})) is FOLDERS[name]
    for other in (
        "bruno.json",
        "api.http",
        ".insomnia/a.yml",
        "thunder-tests/a.json",
        "x/opencollection.yml",
    ):
        assert known(Files({name: "", other: ""})) is False


def test_a_folder_with_no_document_in_such_a_file_is_refused() -> None:
    source = ImportSource("api", "", folder=Files({"openapi.yaml": "a: b\n"}), is_folder=True)
    with pytest.raises(ImportRejected, match="contains no OpenAPI document"):
        OpenApiImporter().read([source])


def test_several_documents_have_folders_and_environments_of_their_own() -> None:
    files = Files(
        {
            "openapi.a.json": json.dumps(document(info={"title": "A"})),
            "openapi.b.json": json.dumps(document(info={"title": "B"})),
        }
    )
    source = ImportSource("api", "", folder=files, is_folder=True)
    result = OpenApiImporter().read([source])
    assert [one.id for one in result.requests] == ["a/get-a", "b/get-a"]
    assert [one.environment.name for one in result.environments] == [
        "A: api.example.com", "B: api.example.com"
    ]  # fmt: skip

"""What other readers make of a document is imported as the document itself is."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.integration.importing.openapi_peers import ask_peers, why_not

from outrider.importers import read_sources
from outrider.importers.building.build_report import BuildReport
from outrider.importers.importer import NO_FOLDER, ImportSource
from outrider.importers.openapi.openapi_documents import OpenApiDocument
from outrider.importers.openapi.references import References
from outrider.importers.openapi.schema_samples import SchemaSampler
from outrider.model.import_result import ImportResult
from outrider.storage.writing.table_encoding import encode_environment, encode_request

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def swagger(path: str, operation: dict[str, Any], **more: Any) -> dict[str, Any]:
    operation = {"responses": {"200": {"description": "OK"}}, **operation}
    return {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["https"],
        "paths": {path: {"post": operation}},
        **more,
    }


def query(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "type": "string", **more}


def listed(form: str) -> dict[str, Any]:
    return query(
        "ids", type="array", items={"type": "integer"}, default=[1, 2], collectionFormat=form
    )


PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "example": "Rex"},
        "tags": {"type": "array", "items": {"$ref": "#/definitions/Tag"}},
    },
}
TAG = {"type": "object", "properties": {"label": {"type": "string", "maxLength": 3}}}
SCHEMAS = {"definitions": {"Pet": PET, "Tag": TAG}}
BODY = {"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}
FORM = {"name": "a b", "in": "formData", "type": "string", "required": True}
OAUTH = {"type": "oauth2", "tokenUrl": "https://login.example.com/token", "scopes": {"a": "A"}}
SIGN_IN = {"authorizationUrl": "https://login.example.com/authorize"}

SWAGGERS: dict[str, dict[str, Any]] = {
    "a body": swagger("/pets", {"parameters": [BODY]}, consumes=["application/json"], **SCHEMAS),
    "a body as XML": swagger("/pets", {"parameters": [BODY], "consumes": ["text/xml"]}, **SCHEMAS),
    "a form": swagger("/f", {"parameters": [FORM]}, consumes=["application/x-www-form-urlencoded"]),
    "a file": swagger(
        "/f",
        {
            "parameters": [FORM, {"name": "file", "in": "formData", "type": "file"}],
            "consumes": ["multipart/form-data"],
        },
    ),
    **{
        f"a list, {form}": swagger("/q", {"parameters": [listed(form)]})
        for form in ("csv", "ssv", "pipes", "multi")
    },
    "a path": swagger(
        "/a/{id}/{ext}.json",
        {"parameters": [{"name": one, "in": "path", "type": "string", "required": True}
                        for one in ("id", "ext")]},
    ),
    "shared parameters": swagger(
        "/p", {"parameters": [{"$ref": "#/parameters/Limit"}]},
        parameters={"Limit": query("limit", type="integer", default=10, required=True)},
    ),
    "basic": swagger("/s", {"security": [{"b": []}]}, securityDefinitions={"b": {"type": "basic"}}),
    "a key": swagger(
        "/s", {}, security=[{"k": []}],
        securityDefinitions={"k": {"type": "apiKey", "in": "query", "name": "key"}},
    ),
    **{
        f"OAuth 2.0, {flow}": swagger(
            "/s", {"security": [{"o": ["a"]}]},
            securityDefinitions={"o": {**OAUTH, **more, "flow": flow}},
        )
        for flow, more in (("application", {}), ("accessCode", SIGN_IN), ("password", {}))
    },
}  # fmt: skip

NODE = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
REFERRING: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "References", "version": "1"},
    "paths": {
        "/a~b/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "parameters": [{"$ref": "#/paths/~1a~0b~1%7Bid%7D/parameters/0"}],
                "responses": {},
            },
            "post": {"requestBody": {"$ref": "#/components/requestBodies/Pet"}, "responses": {}},
        }
    },
    "components": {
        "parameters": {
            "Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        },
        "requestBodies": {
            "Pet": {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
            }
        },
        "schemas": {
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/Tag"},
                    {"properties": {"node": {"$ref": "#/components/schemas/Node"}}},
                ]
            },
            "Tag": TAG,
            "Node": NODE,
        },
    },
}


@pytest.fixture(scope="module")
def peers() -> dict[str, Any]:
    return ask_peers({**SWAGGERS, "references": REFERRING})


def imported(document: Any) -> ImportResult:
    return read_sources([ImportSource("a.json", json.dumps(document))])


def requests(result: ImportResult) -> dict[str, Any]:
    return {one.id: encode_request(one) for one in result.requests}


def test_swagger_is_read_as_its_upgrade_is(peers: dict[str, Any]) -> None:
    for name, document in SWAGGERS.items():
        ours, theirs = imported(document), imported(peers[name]["upgraded"])
        assert requests(ours) == requests(theirs), name
        assert [encode_environment(one.environment) for one in ours.environments] == [
            encode_environment(one.environment) for one in theirs.environments
        ], name


def test_references_lead_where_they_lead_others(peers: dict[str, Any]) -> None:
    for name, document in {**SWAGGERS, "references": REFERRING}.items():
        if "XML" in name:
            # An element is called as what refers to it.
            continue
        ours = imported(document)
        assert not any("Reference" in one.what for one in ours.remarks), name
        assert requests(ours) == requests(imported(peers[name]["whole"])), name


def test_samples_have_the_members_of_others(peers: dict[str, Any]) -> None:
    document = OpenApiDocument("a.json", REFERRING, (3, 1), NO_FOLDER)
    report = BuildReport()
    sampler = SchemaSampler(References(document, report), report, str)
    for name, theirs in peers["references"]["samples"].items():
        schema = {"$ref": f"#/components/schemas/{name}"}
        ours = sampler.sample(schema)
        jsonschema.validate(ours, {**REFERRING, **schema})
        assert ours.keys() <= theirs.keys(), name

"""Postman decides: what it sends for a document of OpenAPI, the imported document sends as well.

openapi-to-postmanv2 makes a collection of the document, newman sends it.
Where both say the same in different spellings, or the judge is not to be followed, ``essence``
and ``outline`` say so.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
import yaml
from tests.engine_lab import Lab
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files
from tests.integration.importing.openapi_postman import as_collections, why_not
from tests.servers.wire import WireRequest, WireServer

from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendResult

pytestmark = pytest.mark.skipif(
    bool(why_not() or newman.why_not()), reason=why_not() or newman.why_not() or "-"
)

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
CREDENTIALS = {
    "api_key": "k&1", "qry_api_key": "k&1", "token": "t-1", "username": "me", "password": "p:w ü",
}  # fmt: skip
"""Of Outrider's names for the credentials that documents leave open."""
THEIR_CREDENTIALS = {
    "apiKey": "k&1", "bearerToken": "t-1", "basicAuthUsername": "me", "basicAuthPassword": "p:w ü",
}  # fmt: skip
LARGE = 10_000
"""Bytes above which a document of the corpus is not asked about: the judge takes seconds."""
REFUSED = frozenset(
    (
        "bruno-openapi-broken.json",  # not JSON
        "bruno-openapi-malformed.yaml",  # not YAML
        "bruno-openapi-empty.yaml",  # nothing in it
        "bruno-openapi-invalid-version.yaml",  # openapi: 2.0 is no version
        "bruno-openapi-missing-info.yaml",  # the judge refuses it; Outrider does not
    )
)
EXAMPLES = {"x": {"value": "first"}, "y": {"value": "second"}}
COLORS, POINT = ["blue", "black"], {"R": 100, "G": 200}


def parameter(name: str, place: str = "query", example: Any = "a b", **more: Any) -> dict[str, Any]:
    kind = {list: "array", dict: "object", int: "integer", bool: "boolean"}
    schema = {"type": kind.get(type(example), "string")}
    if isinstance(example, list):
        schema["items"] = {"type": "string"}  # type: ignore[assignment]
    return {"name": name, "in": place, "required": True, "schema": schema, "example": example,
            **more}  # fmt: skip


def operation(*parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"parameters": list(parameters), "responses": {"200": {"description": "x"}}, **more}


def body(media_type: str, example: Any, **schema: Any) -> dict[str, Any]:
    holder = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return operation(requestBody={"content": {media_type: holder}})


def document(paths: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, **more}


SCHEMES = {
    "hdr": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "qry": {"type": "apiKey", "in": "query", "name": "key"},
    "bas": {"type": "http", "scheme": "basic"},
    "bea": {"type": "http", "scheme": "bearer"},
}
FORM = {"type": "object", "required": ["a b", "c"], "properties": {
    "a b": {"type": "string", "example": "1&2"},
    "c": {"type": "string", "example": "ü"},
}}  # fmt: skip
"""With examples of its own: the judge does not read those beside the schema of a form."""
OWN = {
    "parameters": document({
        "/q/text": {"get": operation(parameter("q", example="a&b=c/ü?#"))},
        "/q/array": {"get": operation(parameter("q", example=COLORS))},
        "/q/comma": {"get": operation(parameter("q", example=COLORS, explode=False))},
        "/q/space": {"get": operation(
            parameter("q", example=COLORS, style="spaceDelimited", explode=False))},
        "/q/pipe": {"get": operation(
            parameter("q", example=COLORS, style="pipeDelimited", explode=False))},
        "/q/deep": {"get": operation(parameter("q", example=POINT, style="deepObject"))},
        "/q/object": {"get": operation(parameter("q", example=POINT))},
        "/q/number": {"get": operation(parameter("q", example=10), parameter("r", example=True))},
        "/q/optional": {"get": operation(parameter("q", required=False), parameter("r"))},
        "/q/examples": {"get": operation(
            {"name": "q", "in": "query", "required": True, "schema": {"type": "string"},
             "examples": EXAMPLES})},
        "/q/enum": {"get": operation(
            {"name": "q", "in": "query", "required": True,
             "schema": {"type": "string", "enum": ["one"]}})},
        "/q/default": {"get": operation(
            {"name": "q", "in": "query", "required": True,
             "schema": {"type": "integer", "default": 7}})},
        "/p/{one}/two/{three}": {
            "parameters": [parameter("one", "path", "shared"), parameter("three", "path", 3)],
            "get": operation(parameter("one", "path", "own")),
            "delete": operation(),
        },
        "/p/{list}": {"get": operation(parameter("list", "path", COLORS))},
        "/p/matrix/{m}": {"get": operation(parameter("m", "path", 5, style="matrix"))},
        "/p/label/{l}": {"get": operation(parameter("l", "path", 5, style="label"))},
        "/h": {"get": operation(
            parameter("X-One", "header", "a, b"), parameter("X-Two", "header", 2),
            parameter("X-Off", "header", required=False), parameter("Accept", "header", "no/no"))},
    }),
    "bodies": document({
        "/json": {"post": body("application/json", {"a": [1, None, "ü"]}, type="object")},
        "/vendor": {"put": body("application/vnd.api+json", {"a": {}}, type="object")},
        "/text": {"post": body("text/plain", "one\ntwo", type="string")},
        "/form": {"post": body("application/x-www-form-urlencoded", None, **FORM)},
        "/multipart": {"post": body("multipart/form-data", None, **FORM)},
        "/none": {"post": operation(), "head": operation(), "options": operation()},
        "/patch": {"patch": body("application/json", [], type="array")},
    }),
    "credentials": document(
        # Not an operation with security = []: the judge sends the root's credential all the same.
        {f"/{name}": {"get": operation(security=[{name: []}])} for name in SCHEMES}
        | {"/root": {"get": operation()}},
        components={"securitySchemes": SCHEMES}, security=[{"bea": []}],
    ),
    "old": {
        "swagger": "2.0", "info": {"title": "O", "version": "1"},
        "consumes": ["application/json"],
        "paths": {
            "/multi": {"get": operation(
                {"name": "q", "in": "query", "type": "array", "items": {"type": "string"},
                 "collectionFormat": "multi", "required": True, "default": COLORS})},
            "/body": {"post": operation(
                {"name": "b", "in": "body", "schema": {"type": "object", "example": {"a": 1}}})},
            "/form": {"post": operation(
                {"name": "a", "in": "formData", "type": "string", "required": True,
                 "default": "x y"}, consumes=["application/x-www-form-urlencoded"])},
            "/path/{id}": {"get": operation(
                {"name": "id", "in": "path", "type": "integer", "required": True, "default": 4})},
        },
    },
}  # fmt: skip


def pointed_to(data: dict[str, Any], port: int, *, with_auth: bool) -> dict[str, Any]:
    """A document for the recording server; without its auth, where that would want a token."""
    if "swagger" in data:
        data |= {"host": f"127.0.0.1:{port}", "basePath": "/v1", "schemes": ["http"]}
    else:
        data["servers"] = [{"url": f"http://127.0.0.1:{port}/v1"}]
    holders = [item for item in data["paths"].values() if isinstance(item, dict)]
    holders += [one for item in holders for key, one in item.items() if key in METHODS]
    for holder in holders:
        holder.pop("servers", None)
    if not with_auth:
        for holder in (data, *holders):
            holder.pop("security", None)
        data.pop("securityDefinitions", None)
        data.get("components", {}).pop("securitySchemes", None)
    return data


def place(segments: list[str]) -> str:
    """A path by which both sides know an operation: without the names of its parameters."""
    return "/".join(re.sub(r"^:.+|\{\{.*?\}\}|\{.*?\}", "*", one) for one in segments)


Sent = dict[tuple[str, str], WireRequest]


def theirs(collection: Any, folder: Path, wire: WireServer) -> Sent:
    """What newman sends for the judge's collection, by method and path."""
    newman.numbered(collection)
    values = {**THEIR_CREDENTIALS, "baseUrl": f"http://127.0.0.1:{wire.port}/v1"}
    environment = {
        "name": "e", "values": [{"key": key, "value": value} for key, value in values.items()]
    }  # fmt: skip
    newman.complete(collection, environment, wire.port)
    files = folder / "collection.json", folder / "environment.json"
    for file, data in zip(files, (collection, environment), strict=True):
        file.write_text(json.dumps(data))
    items = [one["request"] for one in newman.requests_of(collection)]
    found = {}
    for one in newman.run(*files, wire):
        item = items[int(one.all(newman.NUMBER)[0])]
        found[item["method"], place(item["url"]["path"])] = one
    return found


async def ours(data: Any, folder: Path, wire: WireServer) -> Sent:
    """What Outrider sends for the document itself, by method and path."""
    (folder / "api.json").write_text(json.dumps(data))
    root = folder / "w"
    imported = import_files(root, str(folder / "api.json"))
    lab, found = Lab(root, process={**os.environ, "HOME": str(root)}), {}
    async with Engine(process_environment=lab.process) as workbench:
        for request in imported.requests:
            for part in getattr(request.body, "parts", ()):
                if part.file:
                    (root / part.file).write_bytes(b"\x00")
            if file := getattr(request.body, "file", None):
                (root / file).write_bytes(b"\x00")
            environment = imported.environments[0].environment.id
            said = await lab.send(workbench, request.id, environment, **CREDENTIALS)
            (arrived,) = wire.take() or pytest.fail(f"{request.url}: {shown(said)}")
            path = request.url.partition("?")[0].removeprefix("{{base_url}}/").split("/")
            found[request.method, place(path)] = arrived
    return found


def shown(said: SendResult) -> str:
    return str(said.error)


def essence(one: WireRequest) -> dict[str, Any]:
    """All of a request that a document settles.

    What is not compared: how a character is encoded that may stand as it is (``:`` in a query),
    what each side adds by itself, and the charset, which Outrider names for a plain text.
    """
    path, _, query = one.target.partition("?")
    (kind,) = one.all("content-type") or [""]
    text = one.plain_body.decode()
    return {
        "path": unquote(path),
        "query": [unquote(row.replace("+", " ")) for row in query.split("&")],
        "headers": sorted(
            (name.lower(), re.sub("; (boundary=.*|charset=utf-8)$", "", value))
            for name, value in one.headers
            if name.lower() not in newman.BY_ITSELF
        ),
        "body": parse_qsl(text) if "urlencoded" in kind else json.loads(text) if "json" in kind
        else text,
    }  # fmt: skip


def outline(one: WireRequest) -> dict[str, Any]:
    """What a document settles where values are made up: the judge makes up others each time."""
    path, _, query = one.target.partition("?")
    (kind,) = one.all("content-type") or [""]
    text = one.plain_body.decode("latin-1")
    return {
        "segments": path.count("/"),
        "query": list(dict.fromkeys(unquote(row.partition("=")[0]) for row in query.split("&"))),
        "headers": sorted(
            name.lower() for name, _ in one.headers if name.lower() not in newman.BY_ITSELF
        ),
        "type": kind.split("boundary=")[0],
        "body": json_type(text) if "json" in kind else "xml" if text.startswith("<") else "",
    }


def json_type(text: str) -> str:
    """Which kind of JSON a text is; the judge sends a text without its quotes."""
    try:
        return type(json.loads(text)).__name__
    except ValueError:
        return "str"


def corpus_documents(folder: Path, port: int) -> Iterator[tuple[str, Any]]:
    """The documents of a folder that have operations, by the names of their files."""
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.stat().st_size < LARGE and file.name not in REFUSED:
            # Dates stay texts: the judge is given JSON.
            text = file.read_text()
            data: Any = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
            data = json.loads(json.dumps(data, default=str))
            if isinstance(data.get("paths"), dict):
                yield file.name, pointed_to(data, port, with_auth=False)


async def compared(
    documents: dict[str, Any], folder: Path, wire: WireServer, part: Any
) -> tuple[int, list[Any]]:
    """How many requests were compared, and which differ."""
    count, different = 0, list[Any]()
    for number, (name, collection) in enumerate(as_collections(documents).items()):
        place = folder / str(number)
        place.mkdir()
        their, our = theirs(collection, place, wire), await ours(documents[name], place, wire)
        assert their.keys() == our.keys(), name
        count += len(our)
        different += [(name, key, part(their[key]), part(our[key]))
                      for key in our if part(their[key]) != part(our[key])]  # fmt: skip
    return count, different


async def test_a_document_with_values_sends_what_postman_sends(
    tmp_path: Path, wire: WireServer
) -> None:
    documents = {
        name: pointed_to(json.loads(json.dumps(one)), wire.port, with_auth=True)
        for name, one in OWN.items()
    }
    count, different = await compared(documents, tmp_path, wire, essence)
    assert not different, "\n".join(map(repr, different))
    assert count == 36


async def test_documents_of_the_corpus_send_what_postman_sends(
    corpus: Path, tmp_path: Path, wire: WireServer
) -> None:
    documents = dict(corpus_documents(corpus / "formats/openapi", wire.port))
    count, different = await compared(documents, tmp_path, wire, outline)
    assert not different, "\n".join(map(repr, different))
    assert count >= 85

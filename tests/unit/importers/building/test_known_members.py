"""What a document has beside the members of its format is told, at every level of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.importers import read_sources
from outrider.importers.building.known_members import MemberCheck, is_empty, table_shape
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportReport


def told(data: Any, name: str = "a.json") -> list[str]:
    """What the import of a document says of members and rows."""
    text = data if isinstance(data, str) else json.dumps(data)
    remarks = read_sources([ImportSource(name, text)]).remarks
    return [one.what for one in remarks if "odd" in one.what]


def odd(what: str) -> str:
    return f'Member "odd" of {what} was not imported.'


def openapi(**more: Any) -> dict[str, Any]:
    info = {"title": "T", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/a": {"get": {}}}, **more}


def operation(**more: Any) -> dict[str, Any]:
    return openapi(paths={"/a": {"post": more}})


def media(**more: Any) -> dict[str, Any]:
    return operation(requestBody={"content": {"application/json": more}})


ODD = {"odd": 1}
OPENAPI = [
    (openapi(odd=1), "the document"),
    (openapi(odd=[]), "the document"),
    (openapi(info={"title": "T", "version": "1", **ODD}), "info"),
    (openapi(servers=[{"url": "/", **ODD}]), "a server"),
    (openapi(tags=[{"name": "t", **ODD}]), "a tag"),
    (openapi(components={**ODD}), "components"),
    (openapi(components={"schemas": {"odd": {"type": "object", **ODD}}}), "a schema"),
    (openapi(components={"parameters": {"p": {"name": "p", "in": "query", **ODD}}}), "a parameter"),
    (
        openapi(components={"securitySchemes": {"s": {"type": "http", "scheme": "basic", **ODD}}}),
        "a security scheme",
    ),
    (operation(odd=False), "the operation"),
    (operation(parameters=[{"name": "p", "in": "query", **ODD}]), "a parameter"),
    (operation(requestBody={"content": {}, **ODD}), "the request body"),
    (media(odd=1), "a media type"),
    (media(schema={"properties": {"odd": {"items": {"allOf": [ODD]}}}}), "a schema"),
    (media(schema={}, encoding={"odd": {"contentType": "text/plain", **ODD}}), "an encoding"),
    (
        {
            "swagger": "2.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": {"parameters": [{"name": "p", "in": "query", **ODD}]}}},
        },
        "a parameter",
    ),
]


@pytest.mark.parametrize(("data", "what"), OPENAPI)
def test_openapi(data: dict[str, Any], what: str) -> None:
    assert told(data) == [odd(what)]


def test_a_misspelled_member_is_told_with_the_one_that_was_meant() -> None:
    data = json.dumps(operation(securty=[]))
    (remark,) = (
        one for one in read_sources([ImportSource("a.json", data)]).remarks if "securty" in one.what
    )
    assert remark.place == "POST /a"
    assert remark.advice == 'Did you mean "security"?'


@pytest.mark.parametrize(
    "data",
    [
        openapi(**{"x-odd": 1}),
        operation(parameters=[{"name": "p", "in": "query", "x-odd": 1}]),
        media(schema={"properties": {"odd": {"type": "string"}}}, example={"odd": 1}),
        media(schema={"default": {"odd": 1}, "enum": [{"odd": 1}]}),
        operation(responses={"200": {"description": "ok", "odd": 1}}),
    ],
)
def test_extensions_and_names_that_people_give_are_none(data: dict[str, Any]) -> None:
    assert told(data) == []


def har(request: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"method": "POST", "url": "http://a.example.com/x?a=1", "headers": [], **request}
    return {"log": {"entries": [{"request": asked, **more}]}}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"log": {"odd": 1, **har({})["log"]}}, odd("log")),
        (har({}, odd=1), odd("the entry")),
        (har({"odd": 1}), odd("the request")),
        (har({"headers": [{"name": "A", "value": "b", "odd": 1}]}), odd("a row")),
        (har({"cookies": [{"name": "A", "value": "b", "odd": 1}]}), odd("a cookie")),
        (har({"postData": {"mimeType": "text/plain", "text": "t", "odd": 1}}), odd("postData")),
        (har({}, response={"status": 200, "odd": 1}), odd("the response")),
        (
            har({"queryString": [{"name": "a", "value": "1"}, {"name": "odd", "value": "2"}]}),
            'Row "odd" of queryString was not imported: the URL does not have it.',
        ),
        (
            har(
                {
                    "postData": {
                        "mimeType": "application/x-www-form-urlencoded",
                        "text": "a+b=1&c%5B%5D=2",
                        "params": [
                            {"name": "a b", "value": "1"},
                            {"name": "c%5B%5D", "value": "2"},
                            {"name": "odd", "value": "3"},
                        ],
                    }
                }
            ),
            'Row "odd" of postData.params was not imported: postData.text does not have it.',
        ),
    ],
)
def test_har(data: dict[str, Any], said: str) -> None:
    assert told(data, "a.har") == [said]


def test_har_lets_writers_have_members_of_their_own() -> None:
    assert told(har({"_odd": 1}, _odd={"odd": 1}), "a.har") == []


def postman(item: Any = None, **more: Any) -> dict[str, Any]:
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    request = {"method": "GET", "url": "https://a.example.com"}
    made = {"name": "r", "request": request, **(item or {})}
    return {"info": {"name": "C", "schema": schema}, "item": [made], **more}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (postman(variable=[{"key": "a", "value": "b", **ODD}]), "a row"),
        (postman(auth={"type": "noauth", **ODD}), "auth"),
        (postman({"request": {"method": "GET", "url": {"raw": "https://a", **ODD}}}), "the URL"),
        (
            postman(
                {"request": {"url": "https://a", "header": [{"key": "A", "value": "b", **ODD}]}}
            ),
            "a row",
        ),
        (
            postman(
                {
                    "request": {
                        "method": "POST",
                        "url": "https://a",
                        "body": {"mode": "urlencoded", "urlencoded": [{"key": "k", **ODD}]},
                    }
                }
            ),
            "a row",
        ),
        (postman({"response": [{"name": "e", "code": 200, **ODD}]}), "an example"),
    ],
)
def test_postman(data: dict[str, Any], what: str) -> None:
    assert told(data) == [odd(what)]


def insomnia(*resources: dict[str, Any]) -> dict[str, Any]:
    workspace = {"_id": "wrk_1", "_type": "workspace", "name": "W"}
    return {"_type": "export", "__export_format": 4, "resources": [workspace, *resources]}


def insomnia_request(**more: Any) -> dict[str, Any]:
    made = {"_id": "req_1", "_type": "request", "parentId": "wrk_1", "name": "r", "method": "GET"}
    return insomnia({**made, "url": "https://a.example.com", **more})


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (insomnia_request(parameters=[{"name": "a", "value": "b", **ODD}]), "a row"),
        (insomnia_request(pathParameters=[{"name": "a", "value": "b", **ODD}]), "a row"),
        (insomnia_request(body={"mimeType": "text/plain", "text": "t", **ODD}), "the body"),
        (
            insomnia(
                {
                    "_id": "env_1",
                    "_type": "environment",
                    "parentId": "wrk_1",
                    "name": "Base",
                    "data": {"odd": 1},
                    **ODD,
                }
            ),
            "the environment",
        ),
    ],
)
def test_insomnia(data: dict[str, Any], what: str) -> None:
    assert told(data) == [odd(what)]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"odd": 1}, "the request"),
        ({"params": [{"key": "a", "value": "b", "active": True, **ODD}]}, "a row"),
        ({"requestVariables": [{"key": "a", "value": "b", **ODD}]}, "a variable"),
        ({"responses": {"e": {"name": "e", "code": 200, **ODD}}}, "a response"),
    ],
)
def test_hoppscotch(more: dict[str, Any], what: str) -> None:
    request = {"v": "5", "name": "r", "method": "GET", "endpoint": "https://a.example.com", **more}
    assert told({"v": 2, "name": "H", "folders": [], "requests": [request]}) == [odd(what)]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"odd": 1}, "the request"),
        ({"headers": [{"name": "A", "value": "b", **ODD}]}, "a row"),
        ({"body": {"type": "text", "raw": "t", **ODD}}, "the body"),
        ({"settings": {"odd": 1}}, "the settings"),
    ],
)
def test_thunder(more: dict[str, Any], what: str) -> None:
    request = {"_id": "1", "name": "t", "url": "https://a.example.com", "method": "GET", **more}
    data = {"client": "Thunder Client", "collectionName": "T", "folders": [], "requests": [request]}
    assert told(data) == [odd(what)]


def test_thunder_set_not_to_encode_is_told() -> None:
    request = {
        "_id": "1",
        "name": "t",
        "url": "https://a.example.com",
        "method": "GET",
        "params": [{"name": "odd", "value": "a/b"}],
        "settings": {"encodeUrl": False},
    }
    data = {"client": "Thunder Client", "collectionName": "T", "folders": [], "requests": [request]}
    remarks = read_sources([ImportSource("a.json", json.dumps(data))]).remarks
    said = "Parameters are encoded, although Thunder Client was set not to encode them."
    assert said in [one.what for one in remarks]


BRU = """meta {
  name: r
  type: http
%s}

get {
  url: https://a.example.com
  auth: %s
%s}
%s"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            BRU % ("  odd: 1\n", "none", "", ""),
            "Key odd of block meta (line 1) was not imported: it is not known.",
        ),
        (
            BRU % ("", "none", "  odd: 1\n", ""),
            "Key odd of block get (line 6) was not imported: it is not known.",
        ),
    ],
)
def test_bruno(text: str, said: str) -> None:
    assert told(text, "r.bru") == [said]


def test_bruno_in_json() -> None:
    request = {"url": "https://a.example.com", "method": "GET", "headers": [], "odd": 1}
    item = {"name": "r", "type": "http-request", "seq": 1, "request": request}
    assert told({"name": "B", "version": "1", "items": [item]}) == [odd("the request")]


def test_bruno_in_yaml() -> None:
    text = "info:\n  name: r\n  type: http\nhttp:\n  method: GET\n  url: https://a\n  odd: 1\n"
    said = 'Member "odd" of the request was not imported: it is not known.'
    assert told(text, "r.yml") == [said]


def test_each_table_is_looked_through_once_and_however_deep() -> None:
    check = MemberCheck({"a": table_shape("a table", inner={"in": "a"})}, ("_",))
    shared: dict[str, Any] = {"odd": 1, "_odd": 1, "empty": {"in": [""]}}
    deep: Any = shared
    for _ in range(10_000):
        deep = {"in": [deep, shared]}
    report = ImportReport()
    check.tell(deep, "a", report)
    assert [one.what for one in report.remarks] == [odd("a table")]


@pytest.mark.parametrize(
    ("value", "empty"),
    [(None, True), ("", True), (False, True), ([{}, [""]], True), (0, False), ({"a": [0]}, False)],
)
def test_what_says_nothing(value: object, empty: bool) -> None:
    assert is_empty(value) is empty

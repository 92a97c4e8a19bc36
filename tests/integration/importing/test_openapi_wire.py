"""What an imported document sends: parameters by style, bodies by media type, texts as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from tests.servers.wire import WireRequest, WireServer
from tests.shell import Shell
from tests.unit.importers.openapi.documents import document


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def sent(shell: Shell, wire: WireServer, *operations: dict[str, Any]) -> list[WireRequest]:
    """Each operation as it arrives."""
    paths = {
        one.pop("path", f"/o{number}"): {
            one.pop("method", "post"): {**one, "summary": f"o{number}"}
        }
        for number, one in enumerate(operations)
    }
    data = document(paths, servers=[{"url": f"http://127.0.0.1:{wire.port}"}])
    (shell.folder / "api.json").write_text(json.dumps(data))
    said = shell.run("import", "api.json", "--into", "w", "--yes")
    assert said.status == 0, said.err
    (shell.folder / "w/upload.bin").write_bytes(b"\x00\x01")
    (shell.folder / "w/file").write_bytes(b"\x00\x02")
    inside = Shell(shell.home, shell.folder / "w")
    for number in range(len(operations)):
        said = inside.run("send", f"o{number}")
        assert said.status == 0, said.err
    return wire.take()


def query(style: str, value: Any, *, explode: bool) -> dict[str, Any]:
    parameter = {"name": "q", "in": "query", "required": True, "style": style, "explode": explode}
    return {"method": "get", "parameters": [{**parameter, "example": value}]}


def path(style: str, value: Any, *, explode: bool) -> dict[str, Any]:
    parameter = {"name": "p", "in": "path", "required": True, "style": style, "explode": explode}
    return {
        "method": "get",
        "path": f"/{style}{explode}{type(value).__name__}/{{p}}",
        "parameters": [{**parameter, "example": value}],
    }


LIST, TABLE = ["a", "b"], {"r": 1, "g": "x y"}
QUERIES = [
    (query("form", LIST, explode=True), "q=a&q=b"),
    (query("form", LIST, explode=False), "q=a,b"),
    (query("form", TABLE, explode=True), "r=1&g=x y"),
    (query("form", TABLE, explode=False), "q=r,1,g,x y"),
    (query("spaceDelimited", LIST, explode=False), "q=a b"),
    (query("pipeDelimited", LIST, explode=False), "q=a|b"),
    (query("deepObject", {"a": {"b": 1}, "c": [2]}, explode=True), "q[a][b]=1&q[c][0]=2"),
    (query("form", "a&b=c/ü", explode=True), "q=a&b=c/ü"),
    (query("form", True, explode=True), "q=true"),
    (query("form", "{{x}} \\{{y}}", explode=True), "q={{x}} \\{{y}}"),
]
PATHS = [
    (path("simple", LIST, explode=False), "a,b"),
    (path("simple", {"r": 1}, explode=True), "r=1"),
    (path("label", LIST, explode=True), ".a.b"),
    (path("label", LIST, explode=False), ".a,b"),
    (path("matrix", LIST, explode=True), ";p=a;p=b"),
    (path("matrix", LIST, explode=False), ";p=a,b"),
    (path("matrix", {"r": 1, "g": 2}, explode=True), ";r=1;g=2"),
    (path("simple", "a/b", explode=False), "a%2Fb"),
]


def test_parameters_arrive_in_their_style(shell: Shell, wire: WireServer) -> None:
    arrived = sent(shell, wire, *(one for one, _ in QUERIES), *(one for one, _ in PATHS))
    queries = [unquote(one.target.partition("?")[2]) for one in arrived[: len(QUERIES)]]
    assert queries == [wanted for _, wanted in QUERIES]
    paths = [one.target.rpartition("/")[2] for one in arrived[len(QUERIES) :]]
    assert paths == [wanted for _, wanted in PATHS]


def test_paths_are_what_they_were(shell: Shell, wire: WireServer) -> None:
    value = {"in": "path", "required": True, "example": "v1"}
    named = [{"name": one, **value} for one in ("a", "b", "x-y")]
    paths = {
        "/files/{a}.json": "/files/v1.json",
        "/{a}/{b}": "/v1/v1",
        "/x/{a}:cancel": "/x/v1:cancel",
        "/x({a},{b})": "/x(v1,v1)",
        "/x/{x-y}": "/x/v1",
        "/:literal/a:b": "/:literal/a:b",
        "/with blank?fixed=1": "/with%20blank?fixed=1",
    }
    arrived = sent(shell, wire, *({"path": one, "method": "get", "parameters": named}
                                  for one in paths))  # fmt: skip
    assert [one.target for one in arrived] == list(paths.values())


def test_headers_and_cookies(shell: Shell, wire: WireServer) -> None:
    needed = {"required": True, "example": ["a", "b"]}
    parameters = [
        {"name": "X-List", "in": "header", **needed},
        {"name": "X-Off", "in": "header", "example": "no"},
        {"name": "Authorization", "in": "header", "required": True, "example": "no"},
        {"name": "sid", "in": "cookie", "required": True, "example": "one"},
        {"name": "theme", "in": "cookie", "required": True, "example": "two"},
        {"name": "off", "in": "cookie", "example": "no"},
    ]
    (one,) = sent(shell, wire, {"method": "get", "parameters": parameters})
    assert one.all("X-List") == ["a,b"]
    assert one.all("Cookie") == ["sid=one; theme=two"]
    assert one.all("X-Off") == one.all("Authorization") == []


def body(media_type: str, **holder: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {media_type: holder}}}


def test_bodies_arrive_as_their_media_types(shell: Shell, wire: WireServer) -> None:
    odd = {
        "text": '{{x}} \\{{y}} \\\\{{z}} " ü',
        "number": 1e3,
        "none": None,
        "value": {"value": 1},
    }
    form = {"a b": "1&2", "list": ["x", "y"], "deep": {"k": "v"}}
    encoding = {"deep": {"style": "deepObject", "explode": True}}
    schema = {"type": "object", "xml": {"name": "pet"}, "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "example": "<Rex>"},
        "tags": {"type": "array", "xml": {"wrapped": True}, "items": {
            "type": "string", "xml": {"name": "tag"}}},
    }}  # fmt: skip
    arrived = sent(
        shell, wire,
        body("application/json", example=odd),
        body("application/vnd.api+json; v=1", example={"a": 1}),
        body("application/x-www-form-urlencoded", example=form, encoding=encoding),
        body("application/xml", schema=schema),
        body("text/csv", example="a;b\n# c\n"),
        body("application/octet-stream", schema={}),
        body("application/json", example='{"written": 1.50}'),
        body("application/json", example="a text"),
    )  # fmt: skip
    types = [one.all("Content-Type")[0] for one in arrived]
    assert types == [
        "application/json", "application/vnd.api+json; v=1", "application/x-www-form-urlencoded",
        "application/xml", "text/csv", "application/octet-stream", "application/json",
        "application/json",
    ]  # fmt: skip
    assert json.loads(arrived[0].body) == odd
    assert json.loads(arrived[1].body) == {"a": 1}
    assert arrived[2].body == b"a+b=1%262&list=x&list=y&deep%5Bk%5D=v"
    assert arrived[3].body.decode().split("\n", 1)[1] == (
        '<pet id="0">\n  <name>&lt;Rex&gt;</name>\n'
        "  <tags>\n    <tag>string</tag>\n  </tags>\n</pet>\n"
    )
    assert arrived[4].body == b"a;b\n# c\n"
    assert arrived[5].body == b"\x00\x01"
    assert arrived[6].body == b'{"written": 1.50}'
    assert arrived[7].body == b'"a text"'


def test_parts_of_a_form_with_files(shell: Shell, wire: WireServer) -> None:
    properties = {
        "text": {"type": "string"},
        "file": {"type": "string", "format": "binary"},
        "table": {"type": "object", "properties": {"a": {"const": 1}}},
        "list": {"type": "array", "items": {"const": "x"}},
        "picture": {"type": "string", "contentMediaType": "image/png"},
    }
    schema = {"type": "object", "properties": properties}
    encoding = {"file": {"contentType": "image/png, image/jpeg"}}
    one = body("multipart/form-data", schema=schema, encoding=encoding)
    one["requestBody"]["content"]["multipart/form-data"]["schema"]["required"] = ["file"]
    del properties["picture"]
    (arrived,) = sent(shell, wire, one)
    parts = arrived.plain_body.decode("latin-1").split("--BOUNDARY")[1:-1]
    assert [part.split('name="')[1].split('"')[0] for part in parts] == [
        "text", "file", "table", "list"
    ]  # fmt: skip
    assert "image/png" in parts[1]
    assert "\x00\x02" in parts[1]
    assert "application/json" in parts[2]
    assert parts[3].endswith("\r\n\r\nx\r\n")

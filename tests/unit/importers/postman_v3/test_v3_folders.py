"""Folders of Postman's v3 arrive as the collections of v2.1 that they were made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.each_case import each_case

from outrider.errors import ImportRejected
from outrider.importers import find_importer, find_source_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal
from outrider.model.workspace import Folder, Request

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


class YamlFiles:
    """A folder that is a table."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        return self._files.get(name)


def read_folder(files: Mapping[str, str]) -> ImportResult:
    source = ImportSource("shop", "", folder=YamlFiles(files), is_folder=True)
    importer = find_source_importer(source)
    assert importer is not None
    assert importer.name == "postman_v3"
    return read_sources([source])


def read_text(text: str, name: str = "x.request.yaml") -> ImportResult:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "postman_v3"
    return read_sources([ImportSource(name, text)])


def told(result: ImportResult) -> list[str]:
    return [one.what for one in result.remarks]


MIGRATED = {
    ".resources/definition.yaml": """\
$kind: collection
name: Shop
description: "**md**"
variables:
  - {key: base, value: "https://h", disabled: false}
  - {key: off, value: x, disabled: true}
scripts:
  - {type: "http:beforeRequest", code: "console.log(1);", language: text/javascript}
auth:
  - id: fd6095bb-1708-4980-814b-d27ead30ada6
    type: oauth2
    name: oauth2 auth
    credentials:
      grant_type: client_credentials
      accessTokenUrl: "{{tokenUrl}}"
      clientId: "{{clientId}}"
      clientSecret: "{{clientSecret}}"
      scope: a b
      client_authentication: body
      tokenRequestParams:
        - {key: audience, value: "https://api", enabled: true, send_as: request_body}
        - {key: off, value: "1", enabled: false, send_as: request_url}
""",
    "Folder - one/.resources/definition.yaml": """\
$kind: collection
name: Folder / one
auth: [{id: "", type: noauth, name: No Auth}]
order: 1000
""",
    "Folder - one/form.request.yaml": """\
$kind: http-request
url: "{{base}}/u/:id?a=1&flag"
method: POST
headers:
  - {key: X-A, value: "1"}
  - {key: X-A, value: "2"}
  - {key: X-Off, value: "3", disabled: true}
queryParams:
  - {key: a, value: "1"}
  - {key: flag, value: null}
  - {key: b, value: "2", disabled: true}
pathVariables: [{key: id, value: "7", description: the id}]
body:
  type: urlencoded
  content: [{key: k, value: v}, {key: k, value: w}, {key: o, value: x, disabled: true}]
order: 1000
""",
    "Folder - one/parts.request.yml": """\
$kind: http-request
url: "{{base}}/f"
method: POST
body:
  type: formdata
  content:
    - {type: text, key: t, value: v}
    - {type: file, key: f, src: /tmp/a.bin}
    - {type: file, key: m, src: [a, b], disabled: true}
order: 2000
""",
    "Folder - one/graphql.request.yaml": """\
$kind: graphql-request
url: "{{base}}/g"
query: "{a}"
variables: '{"x":1}'
order: 3000
""",
    "json.request.yaml": """\
$kind: http-request
url: "{{base}}/j"
method: PATCH
headers: {Accept: "*/*", X-Version: 1.10, X-Day: 2024-01-01}
body: {type: json, content: "{\\n \\"a\\": 1\\n}"}
auth: {type: basic, credentials: {username: u, password: p-of-u-1}}
scripts:
  - type: afterResponse
    code: |-
      pm.test("ok", function () { pm.response.to.have.status(200); });
      pm.environment.set("order_id", pm.response.json().id);
settings: {followRedirects: false}
examples: ./.resources/json.resources/examples
order: 2000
""",
    ".resources/json.resources/examples/ok.example.yaml": """\
$kind: http-example
response:
  statusCode: 200
  statusText: OK
  headers: {Content-Type: application/json}
  body: {type: json, content: "{}"}
order: 1000
""",
    "json 1.request.yaml": """\
$kind: http-request
name: json
url: "{{base}}/again"
auth: {type: apikey, credentials: {key: k, value: "{{v}}", in: query}}
order: 3000
""",
}


def rows(**values: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in values.items()]


def item(name: str, url: Any, method: str = "GET", **more: Any) -> dict[str, Any]:
    outside: dict[str, Any] = {key: more.pop(key) for key in ("event", "response") if key in more}
    behaviour: dict[str, Any] = {"disableBodyPruning": True}
    behaviour |= more.pop("settings", {})
    made: dict[str, Any] = {
        "name": name,
        "request": {"method": method, "url": url, **more},
        **outside,
    }
    return {**made, "protocolProfileBehavior": behaviour}


TEST = (
    'pm.test("ok", function () { pm.response.to.have.status(200); });\n'
    'pm.environment.set("order_id", pm.response.json().id);'
)
FORM_URL = {
    "raw": "{{base}}/u/:id?a=1&flag",
    "query": [*rows(a="1", flag=None), {"key": "b", "value": "2", "disabled": True}],
    "variable": [{"key": "id", "value": "7", "description": "the id"}],
}
OAUTH = rows(
    grant_type="client_credentials",
    accessTokenUrl="{{tokenUrl}}",
    clientId="{{clientId}}",
    clientSecret="{{clientSecret}}",
    scope="a b",
    client_authentication="body",
    tokenRequestParams=[
        {"key": "audience", "value": "https://api", "enabled": True, "send_as": "request_body"},
        {"key": "off", "value": "1", "enabled": False, "send_as": "request_url"},
    ],
)
ORIGINAL: dict[str, Any] = {
    "info": {"name": "Shop", "schema": SCHEMA,
             "description": "**md**"},
    "variable": [*rows(base="https://h"), {"key": "off", "value": "x", "disabled": True}],
    "event": [{"listen": "prerequest", "script": {"exec": ["console.log(1);"]}}],
    "auth": {"type": "oauth2", "oauth2": OAUTH},
    "item": [
        {"name": "Folder / one", "auth": {"type": "noauth"}, "item": [
            item("form", FORM_URL, "POST", header=[
                {"key": "X-A", "value": "1"}, {"key": "X-A", "value": "2"},
                {"key": "X-Off", "value": "3", "disabled": True}],
                body={"mode": "urlencoded", "urlencoded": [
                    {"key": "k", "value": "v"}, {"key": "k", "value": "w"},
                    {"key": "o", "value": "x", "disabled": True}]}),
            item("parts", "{{base}}/f", "POST", body={"mode": "formdata", "formdata": [
                {"key": "t", "value": "v", "type": "text"},
                {"key": "f", "type": "file", "src": "/tmp/a.bin"},
                {"key": "m", "type": "file", "src": ["a", "b"], "disabled": True}]}),
            item("graphql", "{{base}}/g", "POST",
                 body={"mode": "graphql", "graphql": {"query": "{a}", "variables": '{"x":1}'}}),
        ]},
        item("json", "{{base}}/j", "PATCH", settings={"followRedirects": False},
             header=[{"key": "Accept", "value": "*/*"}, {"key": "X-Version", "value": "1.10"},
                     {"key": "X-Day", "value": "2024-01-01"}],
             body={"mode": "raw", "raw": '{\n "a": 1\n}', "options": {"raw": {"language": "json"}}},
             auth={"type": "basic", "basic": rows(username="u", password="p-of-u-1")},
             event=[{"listen": "test", "script": {"exec": TEST.split("\n")}}],
             response=[{"name": "ok", "code": 200, "status": "OK", "body": "{}",
                        "header": [{"key": "Content-Type", "value": "application/json"}]}]),
        item("json", "{{base}}/again",
             auth={"type": "apikey", "apikey": [*rows(key="k", value="{{v}}"),
                                                {"key": "in", "value": "query"}]}),
    ],
}  # fmt: skip


def parts_of(result: ImportResult) -> tuple[dict[str, Request], dict[str, Folder]]:
    return {one.id: one for one in result.requests}, {one.id: one for one in result.folders}


def test_it_is_the_collection_that_it_was_made_from() -> None:
    found = read_folder(MIGRATED)
    original = read_sources([ImportSource("shop", json.dumps(ORIGINAL))])
    requests, folders = parts_of(found)
    expected_requests, expected_folders = parts_of(original)
    assert list(requests) == list(expected_requests)
    for request_id, request in requests.items():
        assert request == expected_requests[request_id]
    assert folders == expected_folders
    assert found.responses == original.responses
    assert found.comments == original.comments
    assert found.environments == original.environments
    assert found.collections == original.collections
    assert found.remarks == original.remarks


def test_a_workspace_has_several_collections_environments_and_globals() -> None:
    one = "$kind: http-request\nurl: https://h\n"
    found = read_folder(
        {
            "postman/collections/A/x.request.yaml": one,
            "postman/collections/B/in/y.request.yaml": one,
            "postman/environments/dev.environment.yaml": "name: dev\ncolor: '#AABBCC'\nvalues:\n"
            "  - {key: a, value: '1', enabled: true}\n"
            "  - {key: api_key, value: 5up3r-s3cr3t-k3y-0, type: secret}\n"
            "  - {key: off, value: '2', enabled: false}\n",
            "postman/globals/workspace.globals.yaml": "name: Globals\nvalues:\n"
            "  - {key: g, value: '3'}\n",
            ".postman/resources.yaml": "cloudResources:\n  collections:\n"
            "    ../postman/collections/A: 27917608-1dc9ed7e-5aab-46f5-90eb-5cc351269690\n"
            "localResources:\n  specs: [../openapi.yaml]\n",
        }
    )
    assert [(each.name, each.origin) for each in found.collections] == [
        ("A", "1dc9ed7e-5aab-46f5-90eb-5cc351269690"),
        ("B", "B"),
    ]
    assert [each.id for each in found.requests] == ["a/x", "b/in/y"]
    (dev,) = found.environments
    assert dev.environment.color == "#AABBCC"
    assert dev.environment.variables["a"].value == "1"
    assert {name: reveal(value) for name, value in dev.values.items()} == {
        "api_key": "5up3r-s3cr3t-k3y-0"
    }
    assert found.variables["g"].value == "3"
    assert 'Resource "../openapi.yaml" (specs) was not imported.' in told(found)


def test_a_colon_in_a_plain_value_is_named_with_its_file_and_line() -> None:
    found = read_folder(
        {
            "A/.resources/definition.yaml": "$kind: collection\nname: A\n",
            "A/bad.request.yaml": "$kind: http-request\nurl: https://h\nheaders:\n  X-A: {{v}}-1\n",
            "A/good.request.yaml": "$kind: http-request\nurl: https://h\n",
        }
    )
    assert [each.name for each in found.requests] == ["good"]
    (remark,) = found.remarks
    assert remark.place == "A/bad.request.yaml"
    assert "A/bad.request.yaml is not YAML" in remark.what
    assert "line 4" in remark.what


def test_what_has_no_place_is_told() -> None:
    found = read_folder(
        {
            "A/.resources/definition.yaml": "$kind: collection\nname: A\nnew: 1\nauth:\n"
            "  - {type: bearer, credentials: {token: '{{t}}'}}\n"
            "  - {type: basic, name: second, credentials: {username: u}}\n",
            "A/.resources/object.yaml": "$kind: object\nname: x\n",
            "A/Pay.params.yaml": "$kind: params\nfields: []\n",
            "A/grpc.request.yaml": "$kind: grpc-request\nurl: h\n",
            "A/x.request.yaml": "$kind: http-request\nurl: https://h\nurl: https://i\n"
            "body: {type: binary-new, content: x}\nscripts: [{type: 'grpc:onMessage', code: x}]\n",
        }
    )
    said = "\n".join(told(found))
    for word in ('"second"', 'Member "new"', 'kind "object"', 'kind "params"', '"grpc-request"',
                 '"binary-new"', '"grpc:onMessage"', 'Key "url" is there twice'):  # fmt: skip
        assert word in said, word


SPELLED: list[tuple[str, dict[str, Any]]] = [
    ("auth: {type: bearer, credentials: {token: '{{t}}'}}", {"type": "bearer", "token": "{{t}}"}),
    ("auth: {type: bearer, bearer: [{key: token, value: '{{t}}'}]}",
     {"type": "bearer", "token": "{{t}}"}),
    ("auth: {bearer: [{key: token, value: '{{t}}'}]}", {"type": "bearer", "token": "{{t}}"}),
    ("auth: [{id: '', type: noauth}]", {"type": "none"}),
    ("", {"type": "none"}),
]  # fmt: skip


@each_case(SPELLED)
def test_a_request_by_itself_and_every_spelling_of_its_auth(
    case: tuple[str, dict[str, Any]],
) -> None:
    written, table = case
    found = read_text(f"$kind: http-request\nurl: https://h\n{written}\n", "Get it.request.yaml")
    (only,) = found.requests
    assert only.name == "Get it"
    assert only.auth is not None
    assert dict(only.auth.table) == table
    assert not found.collections
    assert not found.folders


def test_a_pair_that_only_the_url_has_is_not_lost() -> None:
    text = "$kind: http-request\nurl: https://h?x=1&a=2\nqueryParams: {a: '2'}\n"
    (only,) = read_text(text).requests
    assert only.url == "https://h"
    assert [(row.name, row.value) for row in only.query_params] == [("x", "1"), ("a", "2")]


def test_an_order_is_a_number_or_a_text_and_names_come_last() -> None:
    orders = {"c": "1000", "b": "2000", "a": "a1", "d": "a0", "item 10": "", "item 9": ""}
    files = {
        f"S/{name}.request.yaml": f"$kind: http-request\nurl: https://h\norder: {order}\n"
        for name, order in orders.items()
    }
    found = read_folder(files)
    assert [each.name for each in found.requests] == ["c", "b", "d", "a", "item 9", "item 10"]


def test_an_environment_and_a_definition_by_themselves() -> None:
    found = read_text("name: dev\nvalues:\n  - key: a\n    value: b\n", "dev.environment.yaml")
    assert [each.environment.name for each in found.environments] == ["dev"]
    found = read_text("$kind: collection\nname: A\nvariables: {a: b}\n", "definition.yaml")
    assert found.folders[0].variables["a"].value == "b"


OTHERS = ["name: x\nvalues: {a: b}\n", "kind: http-request\n", '{"$kind": "http-request"}',
          "name: x\nurl: https://h\n", "openapi: 3.0.0\nname: x\nvalues:\n"]  # fmt: skip


@each_case(OTHERS)
def test_other_texts_are_not_taken(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "postman_v3"


def test_hostile_folders_and_files() -> None:
    deep = "/".join(["a"] * 150)
    found = read_folder(
        {
            "x.request.yaml": "$kind: http-request\nurl: 'https://h/{{$env.HOME}}'\n",
            f"{deep}/y.request.yaml": "$kind: http-request\nurl: https://h\n",
            ".resources/definition.yaml": "$kind: collection\nname: A\n",
        }
    )
    (only,) = found.requests
    assert only.url == "https://h/\\{{$env.HOME}}"
    assert "Folders are nested too deeply: it was not imported." in told(found)
    with pytest.raises(ImportRejected):
        read_text("$kind: http-request\nurl: " + "[" * 3000)

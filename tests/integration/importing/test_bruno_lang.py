"""Bruno's own parser reads what we read, and what we write."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.integration.importing.bruno_lang import read_by_bruno, why_not_lang
from tests.unit.exporters.bruno.bruno_export import auth, export, variable

from outrider.exporters.bruno.bru_text import BruRow, blocks, dictionary, is_writable, text_block
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedRequest,
)
from outrider.importers.bruno.bru_files import (
    read_bru_environment,
    read_bru_folder,
    read_bru_request,
)
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.workspace import Folder, MultipartBody, MultipartPart, NameValueRow, Request

pytestmark = pytest.mark.skipif(bool(why_not_lang()), reason=why_not_lang())

READ = {
    "request": read_bru_request,
    "folder": read_bru_folder,
    "environment": read_bru_environment,
}
HEAD = "meta {\n  name: One\n  type: http\n  seq: 3\n  tags: [\n    a\n    b-c\n  ]\n}\n\n"
REQUESTS = (
    f"{HEAD}get {{\n  url: https://h/:id?a=b&c\n  body: none\n  auth: inherit\n}}\n\n"
    "params:query {\n  a: b\n  ~d: e f\n}\n\nparams:path {\n  id: {{x}}\n}\n",
    f'{HEAD}http {{\n  method: PURGE\n  url: x\n}}\n\nheaders {{\n  "a b:c": 1\n  ~x: \n'
    "  @description('why')\n  y: 'q'\n}\n",
    f'{HEAD}post {{\n  url: x\n  body: json\n}}\n\nbody:json {{\n  {{\n    "a": 1\n  }}\n\n}}\n\n'
    "body:text {\n  }\n  x\n}\n\nbody:graphql {\n  { a }\n}\n\nbody:graphql:vars {\n  {}\n}\n",
    f"{HEAD}post {{\r\n  url: x\r\n  body: formUrlEncoded\r\n}}\r\n\r\n"
    "body:form-urlencoded {\r\n  a: b\r\n  ~c: d\r\n}\r\n",
    f"{HEAD}post {{\n  url: x\n}}\n\nbody:multipart-form {{\n  a: b @contentType(text/x)\n"
    "  f: @file(a b.pdf|c.txt) @contentType(application/pdf)\n  m: '''\n    one\n      two\n  '''\n"
    "  n: '''\n    x\n  ''' @contentType(text/plain)\n}\n\nbody:file {\n  file: @file(x.bin)\n"
    "  ~file: @file(y.bin) @contentType(image/png)\n}\n",
    f"{HEAD}get {{\n  url: x\n  auth: oauth2\n}}\n\nauth:oauth2 {{\n  grant_type: password\n"
    "  access_token_url: {{u}}\n  client_id: a\n}\n\nauth:basic {\n  username: u\n  password: \n}\n"
    "\nauth:oauth2:additional_params:access_token_req:body {\n  audience: x\n  ~y: z\n}\n",
    f"{HEAD}get {{\n  url: x\n}}\n\nvars:pre-request {{\n  a: b\n  @number\n  n: 5\n  @local: x\n"
    "  @object\n  o: '''\n    {\n      \"k\": [1]\n    }\n  '''\n}\n\nvars:post-response {\n"
    "  id: res.body.id\n}\n\nassert {\n  res.status: eq 200\n  ~res.body.a: contains x: y\n}\n",
    f"{HEAD}get {{\n  url: x\n}}\n\nscript:pre-request {{\n  if (a) {{\n    b();\n  }}\n}}\n\n"
    'script:post-response {\n  c();\n}\n\ntests {\n  test("x", () => {\n  });\n}\n\n'
    "docs {\n  # A\n\n  - b\n}\n\nsettings {\n  encodeUrl: true\n  timeout: 0\n}\n",
)
FOLDERS = (
    "meta {\n  name: In\n  seq: 2\n}\n\nauth {\n  mode: bearer\n}\n\n"
    "auth:bearer {\n  token: t\n}\n",
    "headers {\n  A: b\n}\n\nvars:pre-request {\n  @boolean\n  x: true\n}\n\ndocs {\n  words\n}\n",
)
ENVIRONMENTS = (
    "vars {\n  a: b\n  ~c: d\n  @number\n  n: 5\n  m: '''\n    one\n    two\n  '''\n}\n"
    "vars:secret [\n  s,\n  ~t\n]\ncolor: #aabbcc\n",
    "vars:secret [\n  only\n]\n",
)


def _plain(value: Any) -> Any:
    """Without annotations, which are read into the values beside them."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key != "annotations"}
    return value


def _differences(kind: str, text: str, theirs: Any) -> list[str]:
    """Where both read a file differently."""
    ours: Any = READ[kind](text)
    theirs = _plain(theirs)
    if "error" in theirs:
        return [theirs["error"]]
    if kind == "environment":
        return [] if ours["variables"] == theirs["variables"] else ["variables"]
    request = ours["request"]
    pairs = [
        ("headers", theirs.get("headers"), request.get("headers")),
        ("params", theirs.get("params"), request.get("params")),
        ("assertions", theirs.get("assertions"), request.get("assertions")),
        ("tests", theirs.get("tests"), request.get("tests")),
        ("docs", theirs.get("docs"), request.get("docs") or ours.get("docs") or None),
        ("script", theirs.get("script", {}), request["script"]),
        ("req", theirs.get("vars", {}).get("req", []), request["vars"]["req"]),
        ("res", theirs.get("vars", {}).get("res", []), request["vars"]["res"]),
    ]
    if "http" in theirs:
        body = {key: one for key, one in request["body"].items() if key != "mode"}
        pairs += [
            ("body", theirs.get("body", {}), body),
            ("url", theirs["http"]["url"], request["url"]),
            ("method", theirs["http"]["method"].upper(), request["method"]),
            ("mode", theirs["http"].get("auth", "none"), request["auth"]["mode"]),
        ]
    for name, values in theirs.get("auth", {}).items():
        found = request["auth"].get(name, {})
        # Keys that a file does not have get their defaults there, and here where they count.
        for key, value in values.items() if isinstance(values, dict) else ():
            if key in found or value == "":
                pairs.append((f"{name}.{key}", value, found.get(key, "")))
    return [f"{name}: {theirs!r} / {ours!r}" for name, theirs, ours in pairs if theirs != ours]


def test_it_reads_what_we_read() -> None:
    files = [("request", one) for one in REQUESTS]
    files += [("folder", one) for one in FOLDERS]
    files += [("environment", one) for one in ENVIRONMENTS]
    found = {
        text: told
        for (kind, text), theirs in zip(files, read_by_bruno(files), strict=True)
        if (told := _differences(kind, text, theirs))
    }
    assert not found


def _some_text(chance: random.Random) -> str:
    signs = "ab {}[]~:\"'\\@\n,#/%é\t"
    return "".join(chance.choice(signs) for _ in range(chance.randrange(12)))


def test_it_reads_what_we_write_in_rows_and_texts() -> None:
    chance = random.Random(20)
    rows = [
        BruRow(_some_text(chance), _some_text(chance), chance.random() < 0.7, _some_text(chance))
        for _ in range(600)
    ]
    rows = [row for row in rows if row.name.strip() and is_writable(row)]
    assert len(rows) > 100
    texts = [text for text in (_some_text(chance) for _ in range(100)) if text]
    method = "get {\n  url: x\n}\n"
    files = [("request", blocks([method, dictionary("headers", [row])])) for row in rows]
    files += [("request", blocks([method, text_block("docs", text)])) for text in texts]
    found = read_by_bruno(files)
    for row, one in zip(rows, found, strict=False):
        assert "error" not in one, row
        [read] = one["headers"]
        assert (read["name"], read["value"], read["enabled"]) == (row.name, row.value, row.enabled)
        # Spaces at the ends of a description's lines are not kept.
        assert read.get("description", "").split() == row.description.split()
    for text, one in zip(texts, found[len(rows) :], strict=True):
        assert one["docs"] == text


def test_it_reads_our_export() -> None:
    secret = auth(
        type="oauth2",
        grant_type="client_credentials",
        token_endpoint="{{as}}/token",
        client_id="me",
        client_secret="{{s}}",
        token_parameters={"audience": "x"},
    )
    request = Request(
        "in/a",
        "A",
        "",
        method="POST",
        url="{{h}}/:id",
        description="words",
        query_params=(NameValueRow("a", "b c", True, "why"), NameValueRow("off", "1", False)),
        headers=(NameValueRow("X: Y", "1"), NameValueRow("Z", "'''", False)),
        path_params={"id": "5"},
        auth=secret,
        variables={"n": variable(5)},
        body=MultipartBody((MultipartPart("f", file="a.pdf", content_type="application/pdf"),)),
        captures=(Capture("id", Subject.JQ, ".id"),),
        expectations=(Expectation(Subject.JQ, ".a", (Check(CheckKind.EQUALS, "x"),), "named"),),
    )
    example = ExampleResponse("in/a", "ok", 200, "OK", (FieldLine("X", "y"),), '{"a": 1}')
    inner = Folder("in", "In", "", auth=secret)
    written = export(
        ExportedFolder(inner, (ExportedRequest(request, (example,)),)),
        root=Folder("", "Shop", "", variables={"v": variable("w")}),
        environments=[ExportedEnvironment("Dev", {"h": "https://h", "on": True}, {"s": ""})],
    )
    kinds = {"folder.bru": "folder", "collection.bru": "folder", "Dev.bru": "environment"}
    names = [name for name in written.files if name.endswith(".bru")]
    files = [(kinds.get(name.rpartition("/")[2], "request"), written.files[name]) for name in names]
    read = dict(zip(names, read_by_bruno(files), strict=True))
    one = read["In/A.bru"]
    assert one["http"] == {
        "method": "post",
        "url": "{{h}}/:id?a=b%20c",
        "body": "multipartForm",
        "auth": "oauth2",
    }
    assert [(row["name"], row["value"], row["enabled"]) for row in one["params"]] == [
        ("a", "b%20c", True),
        ("off", "1", False),
        ("id", "5", True),
    ]
    assert one["auth"]["oauth2"]["tokenHeaderPrefix"] == "Bearer"
    assert one["auth"]["oauth2"]["credentialsPlacement"] == "basic_auth_header"
    assert one["oauth2_additional_parameters_access_token_req_bodyvalues"][0]["value"] == "x"
    assert one["body"]["multipartForm"][0]["value"] == ["a.pdf"]
    assert one["vars"]["req"][0]["value"] == 5
    assert one["vars"]["res"][0]["value"] == "res.body.id"
    assert one["assertions"][0]["value"] == "eq x"
    assert one["settings"]["encodeUrl"] is False
    assert one["docs"] == "words"
    assert one["examples"][0]["response"]["body"]["content"] == '{"a": 1}'
    assert read["In/folder.bru"]["auth"]["mode"] == "oauth2"
    assert read["collection.bru"]["vars"]["req"][0]["value"] == "w"
    variables = {row["name"]: row for row in read["environments/Dev.bru"]["variables"]}
    assert variables["on"]["value"] is True
    assert variables["s"]["secret"] is True

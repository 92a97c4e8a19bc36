"""Whole imports from Bruno: folders, single files, YAML, the JSON export."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from tests.unit.importers.bruno.bruno_folder import (
    BRUNO_JSON,
    MemoryFolder,
    bru,
    changed,
    lost,
    only,
    read_folder,
    read_text,
)

from outrider.errors import ImportRejected
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal

YML_ROOT = "opencollection: 1.0.0\n\ninfo:\n  name: Shop\n"
YML = """info:
  name: One
  type: http
  seq: 1

http:
  method: POST
  url: https://h.test/:id?a=b
  headers:
    - name: X-A
      value: "1"
      disabled: true
  params:
    - name: id
      value: "5"
      type: path
  body:
    type: json
    data: |-
      {"a": 1}
  auth:
    type: basic
    username: u
    password: "{{p}}"

runtime:
  variables:
    - name: n
      value:
        type: number
        data: "5"
  assertions:
    - expression: res.status
      operator: eq
      value: "200"
  actions:
    - type: set-variable
      phase: after-response
      selector:
        expression: res.body.id
        method: jsonq
      variable:
        name: got
        scope: runtime
  scripts:
    - type: tests
      code: test("x", function() { expect(res.status).to.equal(200); });

settings:
  encodeUrl: true
  timeout: 1500

docs: words
"""
BRU = """meta {
  name: One
  type: http
  seq: 1
}

post {
  url: https://h.test/:id?a=b
  body: json
  auth: basic
}

headers {
  ~X-A: 1
}

params:path {
  id: 5
}

auth:basic {
  username: u
  password: {{p}}
}

body:json {
  {"a": 1}
}

vars:pre-request {
  @number
  n: 5
}

vars:post-response {
  got: res.body.id
}

assert {
  res.status: eq 200
}

tests {
  test("x", function() { expect(res.status).to.equal(200); });
}

settings {
  encodeUrl: true
  timeout: 1500
}

docs {
  words
}
"""


def _same(first: ImportResult, second: ImportResult) -> bool:
    return repr(first.requests) == repr(second.requests)


def test_the_form_in_yaml_gives_the_same_workspace() -> None:
    from_bru = read_folder({"one.bru": BRU})
    from_yml = read_folder({"opencollection.yml": YML_ROOT, "one.yml": YML})
    assert _same(from_bru, from_yml)
    request = only(from_bru)
    assert request.options.timeout == 1.5
    assert request.variables["n"].value == 5
    assert request.description == "words"


def test_order_is_that_of_seq_and_folders_come_first() -> None:
    head = "meta {{\n  name: {}\n  type: http\n  seq: {}\n}}\n\nget {{\n  url: https://h/\n}}\n"
    result = read_folder(
        {
            "z.bru": head.format("Z", 1),
            "a.bru": head.format("A", 2),
            "in/b.bru": head.format("B", 1),
        }
    )
    assert [one.id for one in result.requests] == ["in/b", "z", "a"]
    assert result.folders[0].order == ("in", "z", "a")


def _environment(files: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    environment = read_folder({"a.bru": bru(), **files}).environments[0].environment
    plain: dict[str, object] = {name: one.value for name, one in environment.variables.items()}
    return plain, list(environment.secrets)


def test_environments_have_typed_values_and_secrets_that_are_asked_for() -> None:
    text = (
        'vars {\n  host: https://h\n  @boolean\n  flag: true\n  @object\n  o: {"a": [1]}\n'
        "  ~off: 1\n}\nvars:secret [\n  key,\n  other\n]\ncolor: #aabbcc\n"
    )
    plain, secrets = _environment({"environments/Dev.bru": text})
    assert plain == {"host": "https://h", "flag": True, "o": '{"a":[1]}'}
    assert secrets == ["key", "other"]
    result = read_folder({"a.bru": bru(), "environments/Dev.bru": text})
    assert result.environments[0].environment.color == "#aabbcc"
    assert result.environments[0].environment.secrets["key"].provider == "prompt"
    assert 'switched off: off = "1"' in result.comments["environments/dev"]


def test_a_member_of_an_object_becomes_a_variable() -> None:
    environment = 'vars {\n  @object\n  o: {"a": {"b": [7]}}\n}\n'
    result = read_folder(
        {"a.bru": bru("url: https://h/{{o.a.b[0]}}"), "environments/Dev.bru": environment}
    )
    variables = result.environments[0].environment.variables
    assert only(result).url == "https://h/{{o.a.b_0}}"
    assert variables["o.a.b_0"].value == 7


def test_the_process_is_read_with_consent_and_dotenv_becomes_a_secret() -> None:
    text = bru("url: https://h/{{process.env.OS_ONE}}/{{process.env.IN_FILE}}")
    result = read_folder({"a.bru": text, ".env": "IN_FILE=v\nUNUSED=x\n"})
    assert only(result).url == "https://h/{{$env.OS_ONE}}/{{IN_FILE}}"
    [environment] = result.environments
    assert reveal(environment.values["IN_FILE"]) == "v"
    assert "Lines of .env were not imported: UNUSED." in changed(result)


def test_braces_that_bruno_sends_as_they_are_stay_text() -> None:
    text = bru(
        "url: https://h/", "headers {\n  A: {{ x }}\n  B: {{$env.HOME}}\n  C: {{?Code}}\n}\n"
    )
    result = read_folder({"a.bru": text})
    assert [row.value for row in only(result).headers] == [
        "\\{{ x }}",
        "\\{{$env.HOME}}",
        "{{Code}}",
    ]
    [environment] = result.environments
    assert environment.environment.secrets["Code"].provider == "prompt"


def test_a_folder_variable_wins_over_the_environment() -> None:
    result = read_folder(
        {
            "collection.bru": "vars:pre-request {\n  a: c\n  b: c\n}\n",
            "in/folder.bru": "vars:pre-request {\n  a: f\n  only: f\n}\n",
            "in/a.bru": bru(),
            "environments/Dev.bru": "vars {\n  a: e\n  b: e\n}\n",
        }
    )
    assert {name: one.value for name, one in only(result).variables.items()} == {"a": "f"}
    assert "Variables of the folder were copied to its requests: a." in changed(result)


def test_one_broken_file_stops_no_other() -> None:
    result = read_folder({"a.bru": bru(), "b.bru": "meta {\n  name: x\n", "c.txt": "x"})
    assert len(result.requests) == 1
    assert 'File b.bru was not imported: block "meta" has no end (line 1).' in lost(result)
    assert "Files that are not requests were not imported: c.txt." in lost(result)


def test_a_block_that_nobody_knows_is_told() -> None:
    result = read_folder({"a.bru": bru(rest="custom-notes {\n  no row at all\n}\n")})
    assert only(result).url == "https://h.test/"
    assert "Block custom-notes (line 11) was not imported: it is not known." in lost(result)


@pytest.mark.parametrize("kind", ["grpc", "ws"])
def test_what_is_no_http_is_told(kind: str) -> None:
    text = f"meta {{\n  name: G\n  type: {kind}\n}}\n\n{kind} {{\n  url: x\n}}\n"
    result = read_folder({"a.bru": bru(), "g.bru": text})
    assert any("was not imported" in one for one in lost(result))
    assert len(result.requests) == 1


def test_a_single_request_inherits_nothing_and_brings_no_folder() -> None:
    result = read_text(bru("url: https://h/\n  auth: inherit"))
    assert (result.folders, result.collections) == ((), ())
    auth = only(result).auth
    assert auth is not None
    assert auth.table == {"type": "none"}


def test_a_folder_of_a_collection_has_what_it_says_itself() -> None:
    files = {
        "folder.bru": "meta {\n  name: In\n}\n\nheaders {\n  X-A: a\n}\n",
        "a.bru": bru("url: https://h/\n  auth: inherit"),
    }
    source = ImportSource("shop/in", "", folder=MemoryFolder(files), is_folder=True)
    result = read_sources([source])
    assert [row.name for row in result.folders[0].headers] == ["X-A"]
    assert result.collections[0].name == "in"
    assert any("has no bruno.json" in one for one in changed(result))


def test_a_single_environment_is_called_after_its_file() -> None:
    result = read_text("vars {\n  a: b\n}\n", "x/Staging.bru")
    assert [one.environment.name for one in result.environments] == ["Staging"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("folder.bru", "meta {\n  name: x\n}\n", "has no request"),
        ("bruno.json", BRUNO_JSON, "has no requests: it is the settings of a collection"),
        ("a.bru", "get {\n  url: x\n", 'cannot be read: block "get" has no end (line 1)'),
        ("a.json", '{"name": "x", "items": [{"type": "http"}]}', 'has no "version"'),
    ],
)
def test_what_cannot_be_imported_is_refused_in_a_sentence(name: str, text: str, said: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_text(text, name)
    assert said in str(refused.value)


def test_a_folder_without_requests_is_refused() -> None:
    with pytest.raises(ImportRejected) as refused:
        read_folder({"readme.md": "x"})
    assert "has no Bruno request" in str(refused.value)


def test_the_json_export() -> None:
    data = {
        "name": "Shop",
        "version": "1",
        "items": [
            {
                "type": "folder",
                "name": "In",
                "root": {"request": {"auth": {"mode": "basic", "basic": {"username": "u"}}}},
                "items": [
                    {
                        "type": "http-request",
                        "name": "One",
                        "seq": 1,
                        "request": {
                            "url": "https://h/?a=b",
                            "method": "POST",
                            "auth": {"mode": "inherit"},
                            "params": [{"name": "a", "value": "b", "type": "query"}],
                            "body": {"mode": "json", "json": "{}"},
                            "vars": {"res": [{"name": "v", "value": "res.body.v"}]},
                        },
                        "examples": [
                            {
                                "name": "ok",
                                "response": {"status": "200", "body": {"content": "{}"}},
                            }
                        ],
                    }
                ],
            }
        ],
        "environments": [{"name": "Dev", "variables": [{"name": "x", "value": "y"}]}],
        "brunoConfig": {"version": "1", "name": "Shop", "type": "collection"},
    }
    result = read_text(json.dumps(data), "shop.json")
    assert [one.id for one in result.requests] == ["in/one"]
    assert result.responses[0].status == 200
    assert result.collections[0].origin == "Bruno: Shop"
    assert lost(result) == []


def test_a_bundled_file_in_yaml() -> None:
    item = "\n".join(f"    {line}" for line in YML.splitlines())
    text = f"{YML_ROOT}\nbundled: true\n\nitems:\n  -\n{item}\n"
    assert _same(read_text(text, "shop.yml"), read_folder({"one.bru": BRU}))


def test_several_collections_of_a_folder_get_a_folder_each() -> None:
    files = {f"{name}/bruno.json": BRUNO_JSON.replace("Shop", name) for name in ("A", "B")}
    files |= {"A/x.bru": bru(), "B/x.bru": bru(), "note.txt": ""}
    source = ImportSource("all", "", folder=MemoryFolder(files), is_folder=True)
    result = read_sources([source])
    assert [one.id for one in result.requests] == ["a/one", "b/one"]
    assert "Files that are not requests were not imported: note.txt." in lost(result)


@pytest.mark.parametrize(
    "text",
    [
        BRU,
        YML,
        YML_ROOT,
        BRUNO_JSON,
        "vars {\n  a: b\n}\n",
        "name: Dev\nvariables:\n  - name: a\n    value: b\n",
        '{"name": "x", "version": "1", "items": [], "brunoConfig": {}}',
    ],
)
def test_its_files_are_known_by_what_is_in_them(text: str) -> None:
    found = find_importer(text)
    assert found is not None
    assert found.name == "bruno"


@pytest.mark.parametrize(
    "text",
    [
        '{"info": {"name": "x"}, "item": []}',
        '{"log": {"entries": []}}',
        '{"openapi": "3.0.0", "paths": {}}',
        "openapi: 3.0.0\ninfo:\n  title: x\n",
        "name: x\nrequests: []\n",
        "GET https://h/\n",
        '{"_type": "export", "__export_format": 4, "resources": []}',
    ],
)
def test_files_of_others_are_not_taken(text: str) -> None:
    found = find_importer(text)
    assert found is None or found.name != "bruno"

"""The shapes of Insomnia's files: flat, as a tree, a file for each resource."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from tests.each_case import each_case
from tests.unit.importers.insomnia.insomnia_exports import (
    base,
    export,
    group,
    read,
    request,
    sub,
    told,
    workspace,
)

from outrider.errors import ImportRejected
from outrider.importers import find_importer, find_source_importer, read_sources
from outrider.importers.importer import ImportSource

TREE = """\
type: collection.insomnia.rest/5.0
schema_version: "5.1"
name: Shop
meta: {id: wrk_1, created: 1, modified: 1, description: All of it}
collection:
  - name: Second
    meta: {id: fld_2, sortKey: 20}
    children:
      - url: "{{ _.url }}/b"
        name: B
        meta: {id: req_b, sortKey: 2, description: the second}
        method: POST
        scripts: {preRequest: "insomnia.environment.set('a', 1);"}
        settings:
          {renderRequestBody: false, followRedirects: "off", cookies: {send: false, store: true}}
        body: {mimeType: text/plain, text: "{{ x }}"}
      - url: https://h/a
        name: A
        meta: {id: req_a, sortKey: 1}
        method: GET
    headers: [{name: X-Folder, value: "1"}]
    environment: {own: "1"}
  - name: First
    meta: {id: req_1, sortKey: 10}
    method: GET
    url: https://h/1
  - {name: G, url: "grpc://h", protoFileId: pf_1, meta: {id: greq_1}}
  - {name: W, url: "wss://h", meta: {id: ws-req_1}}
  - {name: S, url: "wss://h", meta: {id: socketio-req_1}}
  - {name: M, url: "https://h", transportType: streamable-http, meta: {id: mcp-req_1}}
cookieJar: {name: Default Jar, cookies: [{key: a, value: b}]}
certificates: [{host: "*.example", cert: certs/me.pem, key: certs/me.key}]
spec: {contents: "openapi: 3.0.0"}
testSuites: [{name: Suite, tests: [{name: T, code: "x", requestId: req_1}]}]
environments:
  name: Base
  meta: {id: env_1}
  data: {url: https://base, version: 1.10, day: 2024-01-01}
  subEnvironments:
    - {name: Dev, meta: {sortKey: 1}, data: {url: https://dev}}
"""


def test_a_tree_is_read_in_the_order_of_its_keys() -> None:
    found = read(TREE)
    assert [one.name for one in found.requests] == ["First", "A", "B"]
    root, second = found.folders
    assert root.description == "All of it"
    assert root.order == ("first", "second")
    assert second.order == ("a", "b")
    assert [(one.name, one.value) for one in second.headers] == [("X-Folder", "1")]
    assert second.variables["own"].value == "1"
    b = found.requests[2]
    assert (b.method, b.description, b.options.follow_redirects) == ("POST", "the second", False)
    assert getattr(b.body, "content", "") == "\\{{ x }}"
    # A number and a date are what was written.
    assert str(root.variables["version"].value) == "1.10"
    assert root.variables["day"].value == "2024-01-01"


def test_nothing_of_a_tree_is_dropped_in_silence() -> None:
    said = "\n".join(told(read(TREE)))
    for word in (
        'gRPC request "G"',
        'WebSocket request "W"',
        'Socket.IO request "S"',
        'MCP request "M"',
        "Cookies of the cookie jar were not imported: 1.",
        'The client certificate for "*.example" was not imported.',
        "The API specification was not imported.",
        'Test suite "Suite"',
        'Test "T"',
        "The request was set to send or store no cookies.",
        "The pre-request script was kept as a comment.",
    ):
        assert word in said, word


def test_the_same_as_a_tree_and_as_a_list() -> None:
    flat = export(
        workspace("Shop", description="All of it"),
        request("One", metaSortKey=-1),
        request("Two", metaSortKey=-2, parentId="fld_F"),
        group("F", metaSortKey=-3),
        base({"a": "1"}),
        sub("Dev", {"a": "2"}),
    )
    tree = {
        "type": "collection.insomnia.rest/5.0",
        "name": "Shop",
        "meta": {"id": "wrk_1", "description": "All of it"},
        "collection": [
            {"name": "One", "url": "https://api.example/x", "method": "GET",
             "meta": {"id": "req_One", "sortKey": -1}},
            {"name": "F", "meta": {"id": "fld_F", "sortKey": -3}, "children": [
                {"name": "Two", "url": "https://api.example/x", "method": "GET",
                 "meta": {"id": "req_Two", "sortKey": -2}}]},
        ],
        "environments": {"name": "Base Environment", "meta": {"id": "env_base"},
                         "data": {"a": "1"},
                         "subEnvironments": [{"name": "Dev", "data": {"a": "2"}}]},
    }  # fmt: skip
    assert read(flat) == read(json.dumps(tree))


class Folder:
    """A folder that is a table."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        return self._files.get(name)


def test_a_folder_of_the_git_sync_has_a_resource_a_file() -> None:
    kinds = {"workspace": "Workspace", "request": "Request", "request_group": "RequestGroup",
             "environment": "Environment"}  # fmt: skip
    resources = [
        workspace(),
        group("F"),
        request("Two", parentId="fld_F"),
        request("One"),
        base({"a": "1"}),
        sub("Dev", {"a": "2"}),
    ]
    files = {}
    for one in resources:
        kind = kinds[one.pop("_type")]
        files[f".insomnia/{kind}/{one['_id']}.yml"] = json.dumps({**one, "type": kind})
    source = ImportSource("repo", "", folder=Folder({**files, "README.md": "x"}), is_folder=True)
    importer = find_source_importer(source)
    assert importer is not None
    assert importer.name == "insomnia"
    found = read_sources([source])
    assert [one.name for one in found.requests] == ["One", "Two"]
    assert [one.environment.name for one in found.environments] == ["Dev"]
    # A file of it by itself is known as well.
    one_file = json.dumps({"_id": "req_1", "type": "Request", "name": "x", "url": "https://h"})
    yaml = "_id: req_1\ntype: Request\nname: x\nurl: https://h\n"
    assert find_importer(one_file) is None
    assert [each.name for each in read(yaml).requests] == ["x"]


def test_several_workspaces_are_several_collections() -> None:
    found = read(
        export(
            workspace("A", _id="wrk_a"),
            request("One", parentId="wrk_a"),
            workspace("B", _id="wrk_b"),
            request("Two", parentId="wrk_b"),
        )
    )
    assert [(one.name, one.folder, one.origin) for one in found.collections] == [
        ("A", "a", "wrk_a"),
        ("B", "b", "wrk_b"),
    ]
    assert [one.id for one in found.requests] == ["a/one", "b/two"]


def test_what_has_no_parent_that_is_there_is_not_lost() -> None:
    found = read(
        export(
            workspace(),
            request("Lost", parentId="wrk_gone"),
            group("A", parentId="fld_B"),
            group("B", parentId="fld_A"),
            request("Round", parentId="fld_A"),
        )
    )
    assert {one.name for one in found.requests} == {"Lost", "Round"}


REJECTED = {
    '{"_type": "export", "__export_format": 1, "items": []}': "in format 1",
    '{"_type": "export", "__export_format": 2, "resources": []}': "in format 2",
    '{"_type": "export", "__export_format": 99, "resources": []}': "in format 99",
    '{"_type": "export", "__export_format": 4}': "without resources",
    '{"_type": "export", "__export_format": 4, "resources": [': "is not JSON",
    "_type: export\n__export_format: 4\nresources: [\n": "is not YAML",
    "type: collection.insomnia.rest/5.0\n\tname: x\n": "is not YAML",
}


@each_case(REJECTED.items())
def test_what_cannot_be_read_is_refused_in_a_sentence(case: tuple[str, str]) -> None:
    text, why = case
    with pytest.raises(ImportRejected, match=why):
        read(text)


def test_hostile_depth_and_bombs_are_refused() -> None:
    deep = "type: collection.insomnia.rest/5.0\nname: x\ncollection: " + "[" * 2000 + "]" * 2000
    with pytest.raises(ImportRejected):
        read(deep)
    bomb = "type: collection.insomnia.rest/5.0\na: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(8)
    )
    with pytest.raises(ImportRejected, match="values"):
        read(bomb)


@each_case(['["a"]', "{}", "name: x\n", '{"item": [], "info": {}}', "type: Request\n"])
def test_other_texts_are_not_taken(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "insomnia"


def test_a_key_that_is_there_twice_is_told() -> None:
    text = "type: collection.insomnia.rest/5.0\nname: a\nname: b\ncollection: []\n"
    found = read(text)
    assert found.name == "b"
    assert 'Key "name" is there twice; the last value is used.' in told(found)
    no_collection = read("type: collection.insomnia.rest/5.0\nname: a\n")
    assert "The document has no collection." in told(no_collection)

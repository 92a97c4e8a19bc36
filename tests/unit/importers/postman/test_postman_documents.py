"""Every spelling of a collection and an environment that the schema allows, and a few more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    folder,
    lost,
    named,
    only,
    read,
    request,
    root,
    script,
    table,
)

from outrider.errors import ImportRejected
from outrider.model.workspace import TextBody

SCHEMAS = [
    "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    "https://schema.getpostman.com/json/collection/v2.0.0/collection.json",
    "http://schema.postman.com/json/collection/v2.1.0/collection.json",
    "https://schema.getpostman.com/json/collection/v2.1.0/",
    "https://schema.getpostman.com/json/draft-07/collection/v2.1.0/collection.json",
    "https://schema.getpostman.com/collection/json/v2.0.0-draft.4/",
    "https://schema.getpostman.com/json/collection/v2.0.0-rc.1/",
    "",
]


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("wrapped", [False, True])
def test_both_versions_by_any_address(schema: str, wrapped: bool) -> None:
    data = collection(request())
    data["info"] = {"name": "Shop"} | ({"schema": schema} if schema else {})
    imported = read({"collection": data} if wrapped else data)
    assert imported.name == "Shop"
    assert only(imported).url == "https://api.example/x"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"id": "1", "name": "old", "order": [], "requests": []}, "version 1"),
        (collection() | {"info": {"name": "x", "schema": ".../collection/v3.0.0/"}}, "version 3"),
        (collection() | {"info": {"name": "x", "schema": ".../collection/v999.0.0/"}}, "999"),
    ],
)
def test_other_versions_are_refused_with_advice(data: Any, words: str) -> None:
    with pytest.raises(ImportRejected, match=words) as caught:
        read(data)
    assert "Collection v2.1" in caught.value.advice


def test_text_that_is_no_json_is_refused_with_its_line() -> None:
    with pytest.raises(ImportRejected, match="line 2"):
        read('{"info": {}, "item": [\n oops]}')


@pytest.mark.parametrize(
    "data",
    [
        environment(a="1"),
        {"environment": environment(a="1")},
        {"name": "dev", "values": [{"key": "a", "value": "1"}]},
        [{"key": "a", "value": "1", "enabled": True}],
    ],
)
def test_environments_in_every_spelling(data: Any) -> None:
    [found] = read(data).environments
    assert found.environment.variables["a"].value == "1"


def test_values_of_environments() -> None:
    rows = [
        {"key": "number", "value": 1},
        {"key": "flag", "value": True},
        {"key": "null", "value": None},
        {"key": "", "value": ""},
        {"key": "off", "value": "x", "enabled": False},
        {"key": "off2", "value": "x", "disabled": True},
        {"key": "twice", "value": "1"},
        {"key": "twice", "value": "2"},
        {"key": "with blank", "value": "b"},
        {"key": "noted", "value": "n", "description": {"content": "why"}},
    ]
    imported = read({"name": "dev", "values": rows})
    [found] = imported.environments
    values = {name: one.value for name, one in found.environment.variables.items()}
    assert values == {
        "number": 1, "flag": True, "null": "", "twice": "2", "with_blank": "b", "noted": "n",
    }  # fmt: skip
    comments = imported.comments["environments/dev"]
    assert {'switched off: off = "x"', 'switched off: off2 = "x"', "noted: why"} <= set(comments)


def test_folders_keep_auth_variables_description_and_order() -> None:
    inner = folder(
        "In / side", request("B"), request("A"),
        auth=auth("basic", username="u", password="{{p}}"),
        variable=[{"key": "v", "value": 2}, {"id": "w", "value": "x"}],
        description={"content": "# About", "type": "text/markdown"},
    )  # fmt: skip
    imported = read(collection(request("Z"), inner, request("C")))
    assert root(imported).order == ("z", "in-side", "c")
    found = next(one for one in imported.folders if one.id == "in-side")
    assert (found.name, found.order) == ("In / side", ("b", "a"))
    assert found.description == "# About"
    assert {name: one.value for name, one in found.variables.items()} == {"v": 2, "w": "x"}
    assert table(found)["type"] == "basic"
    assert [one.id for one in imported.requests] == ["z", "in-side/b", "in-side/a", "c"]


def test_names_that_collide_and_names_that_are_none() -> None:
    imported = read(
        collection(
            request("Same"), request("same"), request("SAME!"), request(""), request("../../etc"),
            request("con"), folder("Same"), folder("folder", request("folder")),
        )
    )  # fmt: skip
    ids = [one.id for one in imported.requests]
    assert len({one.casefold() for one in ids}) == len(ids)
    assert ids[:3] == ["same", "same-2", "same-3"]
    assert all(".." not in one for one in ids)


def test_an_empty_item_list_is_a_folder_and_something_else_is_told() -> None:
    imported = read(collection(folder("Empty"), {"name": "Odd"}, "text", None))
    assert [one.id for one in imported.folders] == ["", "empty"]
    assert lost(imported) == ["This item is neither a folder nor a request."]


@pytest.mark.parametrize(
    "header",
    [
        [{"key": "X-A", "value": "1"}, {"key": "X-B", "value": "2", "disabled": True}],
        ["X-A: 1"],
        "X-A: 1\r\n",
    ],
)
def test_headers_in_every_spelling(header: Any) -> None:
    found = only(read(collection(request(header=header)))).headers
    assert (found[0].name, found[0].value) == ("X-A", "1")
    assert all(not row.enabled for row in found[1:])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example/a?b=1", "https://api.example/a?b=1"),
        ({"raw": "https://api.example/a"}, "https://api.example/a"),
        (
            {"protocol": "https", "host": ["api", "example"], "port": "8443", "path": ["a", "b"]},
            "https://api.example:8443/a/b",
        ),
        (
            {"protocol": "https", "host": "api.example", "path": [{"type": "any", "value": "a"}]},
            "https://api.example/a",
        ),
        (
            {"raw": "https://h/a?flag", "query": [{"key": "flag", "value": None}]},
            "https://h/a?flag",
        ),
        ("api.example/a", "http://api.example/a"),
        (None, ""),
    ],
)
def test_urls_in_every_spelling(url: Any, expected: str) -> None:
    assert only(read(collection(request(url=url)))).url == expected


def test_a_request_may_be_its_url() -> None:
    found = only(read(collection({"name": "Plain", "request": "https://api.example/p"})))
    assert (found.method, found.url) == ("GET", "https://api.example/p")


def test_disabled_rows_of_the_query_stay_switched_off() -> None:
    rows = [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": True}]
    found = only(read(collection(request(url={"raw": "https://h/x?a=1", "query": rows}))))
    assert [(row.name, row.enabled) for row in found.query_params] == [("a", True), ("b", False)]
    assert found.url == "https://h/x"


def test_path_variables() -> None:
    url = {
        "raw": "https://h/:user/:file",
        "variable": [{"key": "user", "value": "{{id}}"}, {"key": "file"}],
    }
    found = only(read(collection(request(url=url))))
    assert dict(found.path_params) == {"user": "{{id}}"}
    assert found.url == "https://h/:user/:file"


def test_a_segment_with_more_colons_is_one_parameter_or_text_as_in_postman() -> None:
    url = {
        "raw": "https://h/:id:stop/:id/:kind:x/a\\:b?q=/:id",
        "variable": [{"key": "id:stop", "value": "7:stop"}, {"key": "id", "value": "8"}],
    }
    found = only(read(collection(request(url=url))))
    assert found.url == r"https://h/:id_stop/:id/\:kind:x/a/\:b?q=/:id"
    assert dict(found.path_params) == {"id_stop": "7:stop", "id": "8"}


EXAMPLE = {
    "name": "Created",
    "code": 201,
    "status": "Created",
    "header": [{"key": "Content-Type", "value": "application/json"}],
    "body": '{"id": 1}',
}


def test_examples_are_kept_beside_their_request() -> None:
    imported = read(collection(request("One", response=[EXAMPLE, EXAMPLE | {"code": None}])))
    assert [(one.request_id, one.name, one.status) for one in imported.responses] == [
        ("one", "created", 201),
        ("one", "created-2", None),
    ]


def test_settings_of_the_runner_are_carried_or_told() -> None:
    imported = read(
        collection(
            request("One", url="https://h/") | {
                "protocolProfileBehavior": {"followRedirects": False, "strictSSL": False}
            },
            protocolProfileBehavior={"maxRedirects": 3, "newThing": 1},
        )
    )  # fmt: skip
    assert not only(imported).options.follow_redirects
    assert any("strictSSL" in one for one in changed(imported))
    assert any("maxRedirects" in one for one in changed(imported))
    assert any("newThing" in one for one in lost(imported))


@pytest.mark.parametrize(
    ("written", "http"), [("http1", "1.1"), ("http2", "2"), ("auto", "auto"), ("http9", None)]
)
def test_the_version_of_http_is_carried_or_told(written: str, http: str | None) -> None:
    behaviour = {"protocolProfileBehavior": {"protocolVersion": written}}
    imported = read(collection(request("One", url="https://h/") | behaviour))
    assert only(imported).options.http == http
    assert any("protocolVersion" in one for one in lost(imported)) == (http is None)


def test_a_script_that_is_switched_off_or_alone_is_kept() -> None:
    off = script("pm.environment.set('a', f());") | {"disabled": True}
    one = request("One", event=script("check();", "test"))
    imported = read(collection(one, event=[off]))
    assert any("f()" in line for line in imported.comments["requests/folder"])
    assert any("check()" in line for line in imported.comments["requests/one"])
    assert any("switched off" in what for what in changed(imported))


def test_v20_writes_auth_as_a_table() -> None:
    old = {"type": "oauth2", "oauth2": {"accessToken": "{{t}}", "addTokenTo": "header"}}
    assert table(only(read(collection(request(auth=old))))) == {"type": "bearer", "token": "{{t}}"}


def test_several_collections_get_a_folder_each() -> None:
    two = collection(request("Other"), auth=auth("bearer", token="{{t}}"))
    imported = read(collection(request("One")), two)
    assert [one.id for one in imported.requests] == ["shop/one", "shop-2/other"]
    assert table(next(one for one in imported.folders if one.id == "shop-2"))["type"] == "bearer"
    assert named(imported, "shop/one").auth is None


def test_json_dump_of_anything_is_read_or_refused() -> None:
    for odd in ({"info": 1, "item": [1]}, {"info": None, "item": [{"request": 7}]}):
        imported = read(json.dumps(odd))
        assert imported.name == "Collection"


@pytest.mark.parametrize(
    "header",
    [
        "X-A: 1\r\nX-B: a:b",
        ["X-A: 1", "X-B: a:b"],
        {"X-A": "1", "X-B": "a:b"},
        [{"key": "X-A", "value": 1}, {"key": "X-B", "value": "a:b"}],
    ],
)
def test_headers_in_each_form(header: Any) -> None:
    rows = only(read(collection(request(header=header)))).headers
    assert [(row.name, row.value) for row in rows] == [("X-A", "1"), ("X-B", "a:b")]


def test_one_table_in_the_place_of_a_list() -> None:
    parts = {"raw": "https://a.test/:v", "variable": {"key": "v", "value": "7"}}
    one = {"key": "k", "value": "x"}
    imported = read(collection(request(url=parts, header={"key": "X", "value": "1"}), variable=one))
    assert only(imported).path_params == {"v": "7"}
    assert [row.name for row in only(imported).headers] == ["X"]
    assert root(imported).variables["k"].value == "x"


def test_a_query_and_a_body_that_are_texts() -> None:
    parts = {"protocol": "https", "host": "a.test", "path": "x", "query": "b=1&c=%20"}
    found = only(read(collection(request(url=parts, method="POST", body="plain"))))
    assert found.url == "https://a.test/x?b=1&c=%20"
    assert isinstance(found.body, TextBody)
    assert found.body.content == "plain"

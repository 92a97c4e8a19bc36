"""Servers become environments, their variables variables."""

from __future__ import annotations

from typing import Any

import pytest
from tests.each_case import each_case
from tests.unit.importers.openapi.documents import document, environments, only, operation, told

URLS = {
    "https://api.example.com/v1/": "https://api.example.com/v1",
    "http://127.0.0.1:8080": "http://127.0.0.1:8080",
    "//api.example.com": "https://api.example.com",
    "api.example.com/v1": "https://api.example.com/v1",
    "localhost:3000/x": "http://localhost:3000/x",
    "/api/v3": "http://localhost/api/v3",
    "./": "http://localhost",
    "/": "http://localhost",
    "": "http://localhost",
    "https://x.example.com/?a=b#c": "https://x.example.com",
}


@each_case(URLS)
def test_the_base_url_of_a_server(url: str) -> None:
    (one,) = environments(document(servers=[{"url": url}]))
    assert one["variables"]["base_url"] == URLS[url]


def test_the_query_of_a_server_is_told_without_its_values() -> None:
    server = {"url": "https://api.example.com/v1?key=Hush-1&tenant={t}&key=2#top"}
    (one,) = environments(data := document(servers=[server]))
    assert one["variables"]["base_url"] == "https://api.example.com/v1"
    said = told(data)
    assert 'server https://api.example.com/v1 were not imported: "key", "tenant".' in said
    assert "Hush-1" not in said


def test_other_servers_are_told_without_credentials() -> None:
    urls = ["https://a.example", "https://me:Hush-1@b.example/v1?key=Hush-2"]
    said = told(operation(shared={"servers": [{"url": url} for url in urls]}))
    assert "the others are https://b.example/v1." in said
    assert "Hush" not in said


def test_no_servers_are_one_on_this_machine_and_told() -> None:
    data = document()
    del data["servers"]
    (one,) = environments(data)
    assert one["variables"]["base_url"] == "http://localhost"
    assert "the document names no host" in told(data)


def test_variables_have_their_defaults_and_choices() -> None:
    variables = {
        "region": {"default": "eu", "enum": ["eu", "us"], "description": "Where it is"},
        "base-path": {"default": ""},
        "port": {"enum": [443, 8443]},
        "tenant": {},
    }
    url = "https://{region}.example.com:{port}/{base-path}/{tenant}/{unknown}"
    data = document(servers=[{"url": url, "variables": variables}])
    (one,) = environments(data)
    assert one["variables"] == {
        "base_url": "https://{{region}}.example.com:{{port}}/{{base-path}}/{{tenant}}/{{unknown}}",
        "region": "eu",
        "port": "443",
        "base-path": "",
    }
    said = told(data)
    assert 'Variable "tenant" of the server has no value.' in said
    assert 'Variable "unknown" of the server has no value.' in said


def test_a_variable_before_the_host_is_replaced() -> None:
    server = {"url": "{scheme}://h.example", "variables": {"scheme": {"enum": ["http", "https"]}}}
    (one,) = environments(document(servers=[server]))
    assert one["variables"]["base_url"] == "https://h.example"


def test_each_server_is_an_environment_of_its_own() -> None:
    servers = [
        {"url": "https://a.example", "description": "Test system."},
        {"url": "https://b.example", "description": "Test system."},
        {"url": "https://c.example", "description": "x" * 80},
    ]
    names = [one["name"] for one in environments(document(servers=servers))]
    assert names == ["Test system", "Test system 2", "c.example"]


@pytest.mark.parametrize("where", ["path", "operation"])
def test_an_inner_server_is_a_variable_of_the_request(where: str) -> None:
    servers = [{"url": "https://{x}.example", "variables": {"x": {"default": "in"}}}]
    more: dict[str, Any] = {"shared": {"servers": servers}}
    data = operation(**more)
    if where == "operation":
        data["paths"]["/a"]["post"]["servers"] = servers
        data["paths"]["/a"]["servers"] = [{"url": "https://other.example"}]
    request = only(data)
    assert request["url"] == "{{base_url}}/a"
    assert request["variables"] == {"base_url": "https://{{x}}.example", "x": "in"}

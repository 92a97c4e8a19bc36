"""A newer document of an API: what it brings is taken, and what the user has changed stays."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.shell import Said, Shell

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.com/v1, description: Production}]
security: [{key: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders
      tags: [orders]
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 10}}
        - {name: status, in: query, schema: {type: string, example: open}}
      responses: {'200': {description: OK}}
    post:
      operationId: addOrder
      summary: Add an order
      tags: [orders]
      requestBody:
        content: {application/json: {schema: {properties: {sku: {type: string}}}}}
      responses: {'201': {description: Created}}
  /health:
    get: {summary: Health, responses: {'200': {description: OK}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""


class Shop:
    """A workspace that was made of the document, and the document."""

    def __init__(self, folder: Path) -> None:
        self.shell = Shell(folder / "home", folder)
        self.root = folder / "shop"
        self.document: Any = yaml.safe_load(DOCUMENT)
        self.file = folder / "shop.yaml"
        self.again()

    def again(self, *words: str) -> Said:
        self.file.write_text(yaml.safe_dump(self.document, sort_keys=False))
        said = self.shell.run("import", "shop.yaml", "--into", "shop", "--yes", *words)
        assert "Traceback" not in said.err
        return said

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text()
        assert old in text, text
        path.write_text(text.replace(old, new, 1))

    def read(self, file: str) -> dict[str, Any]:
        return tomllib.loads((self.root / file).read_text())

    @property
    def list_orders(self) -> Any:
        return self.document["paths"]["/orders"]["get"]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


LIST = "requests/orders/list-orders.toml"


def test_the_same_document_changes_nothing(shop: Shop) -> None:
    before = {path: path.read_bytes() for path in shop.root.rglob("*") if path.is_file()}
    said = shop.again()
    assert said.status == 0
    assert "All files are up to date" in said.text
    assert {path: path.read_bytes() for path in shop.root.rglob("*") if path.is_file()} == before


def test_what_the_document_changed_is_asked_about_told_and_taken(shop: Shop) -> None:
    shop.list_orders["parameters"][0]["schema"]["default"] = 50
    shop.list_orders["parameters"].append({"name": "page", "in": "query", "schema": {}})
    shop.list_orders["description"] = "All of them."
    assert shop.again().status == 2
    said = shop.again("--update")
    assert said.status == 0, said.err
    assert (
        f'The document has changed in {LIST}: query "limit", description, query "page".'
        in (said.text.replace("\n", " "))
        or 'query "page"' in said.text
    )
    request = shop.read(LIST)
    assert [row["name"] for row in request["query"]] == ["limit", "status", "page"]
    assert request["query"][0]["value"] == "50"
    assert request["description"] == "All of them."
    assert "All files are up to date" in shop.again().text


EDITS: dict[str, tuple[str, str, str, Callable[[dict[str, Any]], Any], Any]] = {
    "a value of a row": (
        LIST, 'value = "open"', 'value = "shipped"', lambda one: one["query"][1]["value"], "shipped"
    ),
    "a row that is switched off": (
        LIST, 'value = "10", enabled = false', 'value = "10"',
        lambda one: one["query"][0].get("enabled"), None,
    ),
    "a row of one's own": (
        LIST, "query = [", 'query = [{ name = "mine", value = "1" },',
        lambda one: any(row["name"] == "mine" for row in one["query"]), True,
    ),
    "an auth of one's own": (
        LIST, "\n\n# ", '\n\n[auth]\ntype = "none"\n\n# ', lambda one: one["auth"]["type"], "none"
    ),
    "the name": (LIST, '"List orders"', '"Mine"', lambda one: one["name"], "Mine"),
    "a body": (
        "requests/orders/add-an-order.toml", '"sku": "string"', '"sku": "A-1"',
        lambda one: '"A-1"' in one["body"]["content"], True,
    ),
    "the auth of the collection": (
        "requests/folder.toml", 'use = "key"', 'use = "other"', lambda one: one["auth"]["use"],
        "other",
    ),
    "the base URL": (
        "environments/production.toml", "https://api.example.com/v1", "https://mine.example.com",
        lambda one: one["variables"]["base_url"], "https://mine.example.com",
    ),
    "the placement of the key": (
        "environments/production.toml", 'name = "X-Key"', 'name = "X-Mine"',
        lambda one: one["auth"]["key"]["placement"]["name"], "X-Mine",
    ),
    "a variable of one's own": (
        "environments/production.toml", "[variables]\n", '[variables]\nmine = "1"\n',
        lambda one: one["variables"]["mine"], "1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_what_the_user_changed_stays(name: str, shop: Shop) -> None:
    file, old, new, found, wanted = EDITS[name]
    shop.edit(file, old, new)
    assert "All files are up to date" in shop.again().text
    # The document changes the same, and something else.
    shop.list_orders["parameters"][0]["schema"]["default"] = 50
    shop.list_orders["parameters"][1]["schema"]["example"] = "closed"
    shop.list_orders["summary"] = "List all orders"
    add = shop.document["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]
    add["schema"]["properties"]["count"] = {"type": "integer"}
    shop.document["servers"][0]["url"] = "https://api.example.com/v2"
    shop.document["components"]["securitySchemes"]["key"]["name"] = "X-Api-Key"
    said = shop.again("--update")
    assert said.status == 0, said.err
    assert found(shop.read(file)) == wanted
    assert "All files are up to date" in shop.again().text
    assert found(shop.read(file)) == wanted


def test_an_operation_is_known_by_its_name_or_its_path(shop: Shop) -> None:
    paths = shop.document["paths"]
    paths["/v2/orders"] = {"get": paths["/orders"].pop("get")}
    paths["/v2/orders"]["get"]["summary"] = "Find orders"
    paths["/orders"]["post"]["operationId"] = "createOrder"
    paths["/orders"]["post"]["summary"] = "Create an order"
    paths["/new"] = {"get": {"summary": "List orders", "tags": ["orders"], "operationId": "new"}}
    said = shop.again("--update")
    assert said.status == 0, said.err
    assert shop.read(LIST)["url"] == "{{base_url}}/v2/orders"
    assert shop.read(LIST)["name"] == "Find orders"
    assert shop.read("requests/orders/add-an-order.toml")["name"] == "Create an order"
    assert shop.read("requests/orders/list-orders-2.toml")["url"] == "{{base_url}}/new"
    assert "Request is new: requests/orders/list-orders-2.toml." in said.text
    assert len(list((shop.root / "requests/orders").glob("*.toml"))) == 4
    order = shop.read("requests/orders/folder.toml")["order"]
    assert sorted(order) == ["add-an-order", "list-orders", "list-orders-2"]


def test_a_request_that_was_moved_and_renamed_is_found(shop: Shop) -> None:
    mine = shop.root / "requests/mine.toml"
    (shop.root / LIST).rename(mine)
    shop.list_orders["description"] = "All of them."
    assert shop.again("--update").status == 0
    assert "All of them." in mine.read_text()
    assert not (shop.root / LIST).exists()


def test_an_operation_that_is_gone_is_told_and_stays(shop: Shop) -> None:
    del shop.document["paths"]["/health"]
    said = shop.again("--update")
    assert (shop.root / "requests/health.toml").is_file()
    assert "requests/health.toml" in said.text


def test_a_body_of_another_type_is_not_mixed_with_the_old_one(shop: Shop) -> None:
    content = shop.document["paths"]["/orders"]["post"]["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = content.pop("application/json")
    assert shop.again("--update").status == 0
    body = shop.read("requests/orders/add-an-order.toml")["body"]
    assert body == {"type": "form", "fields": [{"name": "sku", "value": "string"}]}
    shop.edit("requests/orders/add-an-order.toml", '"string"', '"mine"')
    content["application/json"] = content.pop("application/x-www-form-urlencoded")
    assert shop.again("--update").status == 0
    body = shop.read("requests/orders/add-an-order.toml")["body"]
    assert body == {"type": "form", "fields": [{"name": "sku", "value": "mine"}]}


def test_an_environment_of_somebody_else_keeps_its_address(shop: Shop) -> None:
    other = dict(shop.document, info={"title": "Billing"}, servers=[
        {"url": "https://billing.example.com", "description": "Production"}
    ])  # fmt: skip
    (shop.file.parent / "other.yaml").write_text(yaml.safe_dump(other))
    for _ in range(2):
        said = shop.shell.run("import", "other.yaml", "--into", "shop", "--yes")
        assert said.status == 0, said.err
    assert "All files are up to date" in said.text
    first = shop.read("environments/production.toml")
    assert first["variables"]["base_url"] == "https://api.example.com/v1"
    second = shop.read("environments/production-2.toml")
    assert (second["name"], second["variables"]["base_url"]) == (
        "Production 2", "https://billing.example.com"
    )  # fmt: skip
    assert len(list((shop.root / "environments").glob("*.toml"))) == 2
    assert "All files are up to date" in shop.again().text

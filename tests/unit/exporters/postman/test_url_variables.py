"""Variables of URLs: their values are exported as Postman has to insert them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.exporters.postman.postman_round_trip import exported

from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.secret import Secret
from outrider.model.workspace import (
    AuthTable,
    Collection,
    Environment,
    Folder,
    NameValueRow,
    Request,
    SecretRef,
    TextBody,
    Variable,
)


def variables(**values: Any) -> dict[str, Variable]:
    return {name: Variable(value, UNKNOWN_LOCATION) for name, value in values.items()}


def in_row(value: str = "{{v}}", **more: Any) -> Request:
    rows = (NameValueRow("q", value),)
    return Request("a", "A", "a.toml", url="https://h.test/x", query_params=rows, **more)


def export(
    request: Request, *scopes: dict[str, Any], folder: Folder | None = None, **more: Any
) -> tuple[Any, list[dict[str, Any]], list[str]]:
    """The item, the values of each environment, and what was told."""
    environments = [
        Environment(name, name, f"{name}.toml", variables=variables(**values), **more)
        for name, values in zip(("dev", "prod"), scopes, strict=False)
    ]
    collection = Collection({"": folder} if folder else {}, {"a": request})
    opened = {"dev": {"v": Secret("a&b")}} if request.description == "opened" else None
    (table, *rest), words = exported("W", collection, environments, opened=opened)
    values = [{row["key"]: row["value"] for row in one["values"]} for one in rest]
    return table["item"][0], values, [one.what for one in words.remarks]


IN_PLACE = 'The values of variable "v" were percent-encoded, since only URLs use it.'
ADDED = 'Variable "v_encoded" was added: "v", percent-encoded for URLs.'


def query(item: Any) -> str:
    return str(item["request"]["url"]["query"][0]["value"])


def test_a_value_that_only_urls_use_is_encoded_where_it_has_to_be() -> None:
    item, values, told = export(in_row(), {"v": "a&b", "n": 5}, {"v": "plain"})
    assert (query(item), told) == ("{{v}}", [IN_PLACE])
    assert values == [{"v": "a%26b", "n": 5}, {"v": "plain"}]


def test_a_value_that_is_used_elsewhere_gets_an_encoded_one_beside_it() -> None:
    body = TextBody("text", "{{v}}")
    item, values, told = export(in_row(body=body), {"v": "a&b", "v_encoded": 1}, {"v": "plain"})
    assert (query(item), told) == ("{{v_encoded_2}}", [ADDED.replace('ed" w', 'ed_2" w')])
    assert item["request"]["body"]["raw"] == "{{v}}"
    assert values[0]["v"] == "a&b"
    assert values[0]["v_encoded_2"] == "a%26b"
    assert values[1] == {"v": "plain", "v_encoded_2": "plain"}


def test_parts_of_urls_that_encode_otherwise_get_one_each() -> None:
    request = in_row()
    request = Request(
        "a", "A", "a.toml", url="https://h.test/:id", path_params={"id": "{{v}}"},
        query_params=request.query_params,
    )  # fmt: skip
    item, values, _ = export(request, {"v": "1/2:3"})
    names = item["request"]["url"]["variable"][0]["value"], query(item)
    assert names == ("{{v_encoded_2}}", "{{v_encoded}}")
    assert values == [{"v": "1/2:3", "v_encoded": "1%2F2%3A3", "v_encoded_2": "1%2F2:3"}]


def test_one_that_others_refer_to_follows_them() -> None:
    item, values, _ = export(in_row("{{w}}"), {"w": "x {{ v }}&", "v": "a=b"})
    assert query(item) == "{{w}}"
    assert values == [{"w": "x%20{{v}}%26", "v": "a%3Db"}]
    folder = Folder("", "", "", headers=(NameValueRow("X", "{{v}}"),))
    item, values, _ = export(in_row("{{w}}"), {"w": "x{{v}}", "v": "a=b"}, folder=folder)
    assert values == [{"w": "x{{v_encoded}}", "v": "a=b", "v_encoded": "a%3Db"}]
    assert (query(item), item["request"]["header"][0]["value"]) == ("{{w}}", "{{v}}")


def test_a_circle_of_variables_ends() -> None:
    item, values, _ = export(in_row(), {"v": "{{w}}&", "w": "{{v}}="})
    assert query(item) == "{{v}}"
    assert values == [{"v": "{{w}}%26", "w": "{{v}}%3D"}]


def test_variables_of_a_request_are_encoded_in_its_script() -> None:
    item, _, told = export(in_row(variables=variables(v="a&b", w=True)))
    assert item["event"][0]["script"]["exec"] == [
        'pm.variables.set("v", "a%26b");',
        'pm.variables.set("w", true);',
    ]
    assert IN_PLACE in told


@pytest.mark.parametrize("url", ["{{v}}/x", "https://{{v}}/x", "https://h.test/{{v}}"])
def test_hosts_and_what_is_the_same_stay(url: str) -> None:
    item, values, told = export(Request("a", "A", "a.toml", url=url), {"v": "a/b"})
    assert (item["request"]["url"]["raw"], values, told) == (url, [{"v": "a/b"}], [])


def test_a_key_in_the_query_is_encoded_as_postman_adds_it() -> None:
    place = {"in": "query", "name": "k"}
    table = {"type": "api_key", "value": "{{v}}", "placement": place}
    auth = AuthTable(table, {}, UNKNOWN_LOCATION)
    item, values, _ = export(
        Request("a", "A", "a.toml", url="https://h.test/", auth=auth), {"v": "a+b&c"}
    )
    rows = {row["key"]: row["value"] for row in item["request"]["auth"]["apikey"]}
    assert (rows["value"], values) == ("{{v}}", [{"v": "a%2Bb%26c"}])


def test_a_secret_is_encoded_where_it_is_exported_and_told_where_it_is_not() -> None:
    secrets = {"v": SecretRef("v", "literal", {}, UNKNOWN_LOCATION)}
    _, values, told = export(in_row(), {}, secrets=secrets)
    assert values == [{"v": ""}]
    assert 'Secret "v" is used in a URL.' in told
    _, values, told = export(in_row(description="opened"), {}, secrets=secrets)
    assert (values, told) == ([{"v": "a%26b"}], [IN_PLACE])

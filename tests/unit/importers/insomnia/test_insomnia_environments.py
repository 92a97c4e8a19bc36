"""Insomnia's environments: base, sub, private, global, key and value."""

from __future__ import annotations

from tests.unit.importers.insomnia.insomnia_exports import (
    base,
    export,
    group,
    one,
    read,
    request,
    sub,
    told,
    workspace,
)

from outrider.importers.insomnia.insomnia_environments import flattened
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal


def values_of(result: ImportResult, name: str) -> dict[str, object]:
    found = next(one for one in result.environments if one.environment.name == name)
    return {key: one.value for key, one in found.environment.variables.items()}


def test_nested_data_has_dotted_names() -> None:
    data = {"a": 1, "b": {"c": "x", "d": {"e": True}}, "l": [1, 2]}
    assert list(flattened(data)) == [("a", 1), ("b.c", "x"), ("b.d.e", True), ("l", [1, 2])]


def test_the_base_is_around_the_others_and_each_of_them_is_one() -> None:
    found = read(
        export(
            base({"url": "https://base", "n": {"x": 1}}),
            sub("Dev", {"url": "https://dev"}, metaSortKey=2),
            sub("Live", {"url": "https://live"}, metaSortKey=1, color="#AABBCC"),
            request(url="{{ _.url }}/x"),
        )
    )
    assert [one.environment.name for one in found.environments] == ["Live", "Dev"]
    assert found.environments[0].environment.color == "#aabbcc"
    assert {name: one.value for name, one in found.folders[0].variables.items()} == {
        "url": "https://base",
        "n.x": 1,
    }
    assert values_of(found, "Dev") == {"url": "https://dev"}
    assert not found.requests[0].variables
    assert not told(found)


def test_a_folder_wins_over_environments() -> None:
    found = read(
        export(
            base({"url": "https://base"}),
            sub("Dev", {"url": "https://dev", "other": "1"}),
            group("F", environment={"url": "https://folder", "other": "2", "own": "3"}),
            request("A", url="{{ _.url }}/x", parentId="fld_F"),
            request("B", url="{{ _.url }}/x"),
        )
    )
    inside = next(one for one in found.requests if one.name == "A")
    outside = next(one for one in found.requests if one.name == "B")
    assert {name: one.value for name, one in inside.variables.items()} == {"url": "https://folder"}
    assert not outside.variables
    assert told(found) == ["Variables of the folder were also written to its requests: url."]


def test_secrets_are_kept_apart_and_placeholders_asked_for() -> None:
    found = read(
        export(
            base({}),
            sub("Dev", {"api_key": "5up3r-s3cr3t-k3y-0", "password": "", "host": "h"}),
            request(),
        )
    )
    (made,) = found.environments
    assert values_of(found, "Dev") == {"host": "h"}
    assert {name: reveal(one) for name, one in made.values.items()} == {
        "api_key": "5up3r-s3cr3t-k3y-0"
    }
    assert made.environment.secrets["password"].provider == "prompt"


def test_rows_of_key_and_value_have_types_and_switches() -> None:
    rows = [
        {"name": "a", "value": "1", "type": "str", "enabled": True},
        {"name": "j", "value": '{"x": [7]}', "type": "json", "enabled": True},
        {"name": "off", "value": "2", "type": "str", "enabled": False},
        {"name": "s", "value": "eyJpdiI6IjEi", "type": "secret", "enabled": True},
    ]
    made = sub("Dev", {"ignored": "1"}, environmentType="kv", kvPairData=rows)
    found = read(export(base({}), made, request()))
    (environment,) = found.environments
    assert values_of(found, "Dev") == {"a": "1", "j.x": "[7]"}
    assert environment.environment.secrets["s"].provider == "prompt"
    assert not environment.values
    assert 'The value of secret "s" was not imported.' in told(found)
    assert 'Variable "off" is switched off; it was kept as a comment.' in told(found)


def test_an_item_of_a_list_has_a_name_where_it_is_asked_for() -> None:
    found, only = one(
        base({"users": [{"id": 1}, {"id": 2}]}), request(url="https://h/{{ _.users[1].id }}")
    )
    assert only.url == "https://h/{{users.1.id}}"
    assert "users.1.id" in found.folders[0].variables
    assert "users.0.id" not in found.folders[0].variables


def test_references_in_values_are_rewritten() -> None:
    found, _ = one(base({"url": "{{ scheme }}://{{ _.host }}"}), request())
    assert found.folders[0].variables["url"].value == "{{scheme}}://{{host}}"


def test_a_private_one_is_for_this_machine() -> None:
    mine, ours = sub("Mine", {"a": "1"}, isPrivate=True), sub("Ours", {})
    found = read(export(base({}), mine, ours, request()))
    assert [one.is_private for one in found.environments] == [True, False]


def test_environments_of_all_collections_are_variables_of_all() -> None:
    shared = export(
        workspace("Global", _id="wrk_g", scope="environment"),
        base({"g": "1"}, parentId="wrk_g"),
        sub("Prod", {"s": "2"}),
    )
    found = read(shared, export(request()))
    assert {name: one.value for name, one in found.variables.items()} == {"g": "1"}
    assert values_of(found, "Prod") == {"s": "2"}
    assert [one.name for one in found.collections] == ["Shop"]


def test_an_environment_of_another_workspace_that_has_the_same_is_told() -> None:
    found = read(
        export(
            workspace("A", _id="wrk_a"),
            base({"url": "https://a"}, _id="env_a", parentId="wrk_a"),
            sub("Live", {"url": "https://live"}, parentId="env_a"),
            workspace("B", _id="wrk_b"),
            base({"url": "https://b"}, _id="env_b", parentId="wrk_b"),
            request(parentId="wrk_b"),
        )
    )
    assert told(found) == ['Environment "Live" of another collection also has url.']

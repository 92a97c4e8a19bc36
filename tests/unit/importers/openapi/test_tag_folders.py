"""Tags are folders; operations without one are together where their paths begin alike."""

from __future__ import annotations

from typing import Any

from tests.unit.importers.openapi.documents import document, imported, told


def tagged(*tags: str, **more: Any) -> dict[str, Any]:
    return {"get": {"tags": list(tags), **more}}


def ids(data: Any) -> list[str]:
    return [one.id for one in imported(data).requests]


def test_declared_tags_are_folders_in_their_order() -> None:
    tags = [{"name": "z", "description": "Last letter"}, {"name": "unused"}, {"name": "a"}]
    data = document({"/1": tagged("a"), "/2": tagged("z"), "/3": tagged("new"), "/4": {"get": {}}},
                    tags=tags)  # fmt: skip
    result = imported(data)
    assert ids(data) == ["a/get-1", "z/get-2", "new/get-3", "get-4"]
    assert result.folders[0].order == ("z", "a", "new", "get-4")
    assert result.folders[1].description == "Last letter"


def test_the_first_of_several_tags_counts_and_the_others_are_told() -> None:
    data = document({"/1": tagged("a", "b", "b", "c")})
    assert ids(data) == ["a/get-1"]
    assert 'The request is in folder "a"; it also has the tags b, c.' in told(data)


def test_tags_with_parents_are_nested_and_a_circle_ends() -> None:
    tags = [
        {"name": "in", "parent": "out"}, {"name": "out"},
        {"name": "x", "parent": "y"}, {"name": "y", "parent": "x"},
    ]  # fmt: skip
    data = document({"/1": tagged("in"), "/2": tagged("x")}, tags=tags)
    assert ids(data) == ["out/in/get-1", "y/x/get-2"]


def test_many_operations_without_tags_are_grouped_by_their_paths() -> None:
    few: dict[str, Any] = {f"/v1/{name}/{{id}}": {"get": {}} for name in ("a", "b")}
    assert ids(document(few)) == ["get-v1-a-id", "get-v1-b-id"]
    many: dict[str, Any] = {f"/api/v1/{name}/{{id}}/{number}": {"get": {}}
            for name in ("orders", "users") for number in range(9)}  # fmt: skip
    assert {one.partition("/")[0] for one in ids(document(many))} == {"orders", "users"}


def test_names_meet_break_and_are_missing() -> None:
    paths = {
        "/1": {"get": {"summary": "Same", "operationId": "x"}},
        "/2": {"get": {"summary": "same", "operationId": "x"}},
        "/3": {"get": {"summary": "two\nlines", "operationId": "third"}},
        "/4": {"get": {"summary": "long " * 40}},
        "/5": {"get": {"operationId": "../../etc/passwd"}},
        "/6": tagged("../.."),
        "/7": {"get": {"summary": 7, "deprecated": True, "description": "Words"}},
    }
    result = imported(document(paths))
    assert [one.id for one in result.requests] == [
        "same", "same-2", "third", "get-4", "etc-passwd", "folder-1/get-6", "7"
    ]  # fmt: skip
    assert result.requests[-1].description == "Deprecated.\n\nWords"

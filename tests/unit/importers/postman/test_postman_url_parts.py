"""A URL whose parts and whose ``raw`` say different things: Postman sends the parts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    only,
    read,
    request,
)

DIFFERS = "The URL was imported from its parts; url.raw differs."
PARTS: dict[str, Any] = {"protocol": "https", "host": ["h", "example"], "path": ["x"]}
ROWS: list[dict[str, Any]] = [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ({"raw": "https://h.example/y", **PARTS}, "https://h.example/x"),
        ({"raw": "https://other.example/x", **PARTS}, "https://h.example/x"),
        ({"raw": "http://h.example/x", **PARTS}, "https://h.example/x"),
        ({"raw": "https://h.example:1/x", **PARTS, "port": "2"}, "https://h.example:2/x"),
        ({"raw": "https://h.example/x?a=1", **PARTS}, "https://h.example/x"),
        ({"raw": "https://h.example/x/", **PARTS}, "https://h.example/x"),
        ({"raw": "{{base}}/x", "host": ["{{base}}"], "path": ["y"]}, "{{base}}/y"),
        ({"raw": "https://h.example/x?a=2", **PARTS, "query": ROWS}, "https://h.example/x"),
    ],
)
def test_the_parts_win_and_a_difference_is_told(url: dict[str, Any], sent: str) -> None:
    imported = read(collection(request(url=url)))
    assert only(imported).url == sent
    assert DIFFERS in changed(imported)


@pytest.mark.parametrize(
    "url",
    [
        {"raw": "https://h.example/x", **PARTS},
        {"raw": " h.example/x#there ", **PARTS},
        {"raw": "https://h.example", **PARTS, "path": []},
        {"raw": "https://h.example/", **PARTS, "path": [""]},
        {"raw": "https://h.example/x?a=1&b=2", **PARTS, "query": ROWS},
        {"raw": "https://h.example/x?a=1", **PARTS, "query": [ROWS[0], {**ROWS[1], "disabled": 1}]},
        {
            "raw": "https://h.example/x?a=1&b=2",
            **PARTS,
            "query": [{**ROWS[0], "disabled": 1}, ROWS[1]],
        },
        {"raw": "https://h.example/x?a=1", **PARTS, "query": "a=1"},
        {
            "raw": "https://h.example/x y?a=1 ",
            **PARTS,
            "path": "/x y",
            "query": [{"key": "a", "value": "1 "}],
        },
        {"raw": "https://h.example/:p", **PARTS, "path": [{"type": "any", "value": ":p"}]},
        {"raw": "https://h.example/x"},
        PARTS,
    ],
)
def test_what_says_the_same_is_not_told(url: dict[str, Any]) -> None:
    assert DIFFERS not in changed(read(collection(request(url=url))))


def test_user_and_password_of_the_parts_are_those_that_are_sent() -> None:
    url = {"raw": "https://a:b@h.example/x", **PARTS, "auth": {"user": "me@x", "password": "pass"}}
    imported = read(collection(request(url=url)))
    assert only(imported).url == "https://me%40x:{{password}}@h.example/x"
    assert DIFFERS in changed(imported)


def test_a_query_that_is_a_table_is_read() -> None:
    found = only(read(collection(request(url={**PARTS, "query": {"a": "1", "b": "2"}}))))
    assert [(row.name, row.value) for row in found.query_params] == [("a", "1"), ("b", "2")]

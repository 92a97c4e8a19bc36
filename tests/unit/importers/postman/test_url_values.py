"""Variables of URLs: what Postman sends for their values is sent here, or the report says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    read,
    request,
    script,
)

from outrider.model.import_result import ImportResult

OTHER = (
    'The value of variable "v" is percent-encoded in the URL: the server receives another value.'
)
SPELLING = (
    'The value of variable "v" is percent-encoded in the URL: '
    "the server receives the same value in another spelling."
)
DECODED = 'The value of variable "v" was percent-decoded, since only URLs use it.'


def in_row(value: str = "{{v}}") -> dict[str, Any]:
    return {
        "protocol": "http",
        "host": ["h.example"],
        "path": ["x"],
        "query": [{"key": "q", "value": value}],
    }


def as_segment() -> dict[str, Any]:
    variable = [{"key": "id", "value": "{{v}}"}]
    return {"protocol": "http", "host": ["h.example"], "path": [":id"], "variable": variable}


IN_QUERY, IN_PATH = "http://h.example/x?q={{v}}", "http://h.example/{{v}}"


def imported(url: Any, value: str, **more: Any) -> tuple[ImportResult, Any]:
    """What becomes of a value in an environment."""
    found = read(collection(request(url=url, **more)), environment(v=value))
    kept = found.environments[0]
    plain = kept.environment.variables
    return found, plain["v"].value if "v" in plain else kept.values["v"].reveal()


@pytest.mark.parametrize(
    ("url", "value", "kept"),
    [
        (IN_QUERY, "name%20eq%20%27x%27", "name eq 'x'"),
        (IN_QUERY, "%c3%a9%2b", "é+"),
        (IN_PATH, "a%20b%3Fc", "a b?c"),
        (in_row(), "a%26b", "a&b"),
        (as_segment(), "a%20b%2Fc", "a b/c"),
        ("http://h.example/x?q={{w}}", "a%20b", "a b"),
    ],
)
def test_a_value_that_is_encoded_already_is_decoded(url: Any, value: str, kept: str) -> None:
    found = read(
        collection(request(url=url), variable=[{"key": "w", "value": "-{{v}}-"}]),
        environment(v=value),
    )
    assert found.environments[0].environment.variables["v"].value == kept
    assert changed(found) == [DECODED]


@pytest.mark.parametrize(
    ("url", "value", "told"),
    [
        ("http://h.example/x?{{v}}", "a='1'", OTHER),
        (IN_PATH, "a%20b%2Fc", OTHER),
        (IN_QUERY, "50%", OTHER),
        (in_row(), "a+b", OTHER),
        (in_row(), "a&b", OTHER),
        (in_row(), "x#y", OTHER),
        (IN_QUERY, "x#y", OTHER),
        (as_segment(), "a?b", OTHER),
        (IN_PATH, "a\\\\b", OTHER),
        (in_row(), "%FF%", OTHER),
        (as_segment(), "a/b", OTHER),
        (in_row(), "2024-01-01T00:00:00Z", SPELLING),
        (in_row(), "a=b", SPELLING),
    ],
)
def test_a_value_that_is_sent_in_other_bytes_is_told(url: Any, value: str, told: str) -> None:
    found, kept = imported(url, value)
    assert kept == value
    assert [(one.what, one.place) for one in found.remarks if '"v"' in one.what] == [(told, "One")]


@pytest.mark.parametrize("url", [IN_QUERY, IN_PATH, in_row(), as_segment()])
@pytest.mark.parametrize("value", ["a", "a b", "é", "7", "a-b_c.~", ""])
def test_of_a_value_that_is_sent_the_same_nothing_is_told(url: Any, value: str) -> None:
    found, kept = imported(url, value)
    assert (kept, changed(found)) == (value, [])


@pytest.mark.parametrize(
    "more",
    [
        {"header": [{"key": "X", "value": "{{v}}"}]},
        {"method": "POST", "body": {"mode": "raw", "raw": "{{v}}"}},
        {"auth": auth("basic", username="{{v}}", password="{{w}}")},
        {"event": [script('console.log(pm.environment.get("v"))')]},
    ],
)
def test_a_value_that_something_else_uses_stays(more: dict[str, Any]) -> None:
    found, kept = imported(IN_QUERY, "a%20b", **more)
    assert kept == "a%20b"
    assert OTHER in changed(found)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("http://h.example/x?k=", "{{base}}{{v}}"),
        ("http://h.example/x?k=", "{{base}}1/{{v}}"),
        ("http://h.example", "{{base}}/x?u=http://o.example/&q={{v}}"),
        ("http://h.example/", "{{base}}x?q={{v}}"),
        ("http", "{{base}}://h.example/x?q={{v}}"),
    ],
)
def test_where_a_query_begins_is_seen_by_the_start_of_the_url(base: str, url: str) -> None:
    rows = [{"key": "base", "value": base}]
    found = read(collection(request(url=url), variable=rows), environment(v="a%2Fb"))
    assert found.environments[0].environment.variables["v"].value == "a/b"


@pytest.mark.parametrize("url", ["{{v}}/x", "{{v}}", "http://{{v}}/x", "{{v}}://h.example/"])
def test_a_value_that_starts_the_url_or_is_its_host_stays(url: str) -> None:
    values = {"{{v}}://h.example/": "http", "http://{{v}}/x": "h.example"}
    value = values.get(url, "http://h.example/a%20b?c=%27")
    found, kept = imported(url, value)
    assert (kept, changed(found)) == (value, [])


def test_a_secret_is_decoded_too_and_is_not_told() -> None:
    found = read(collection(request(url=in_row())), environment(v=("hunter2%2Bhunter2", "secret")))
    assert found.environments[0].values["v"].reveal() == "hunter2+hunter2"
    assert "hunter2" not in repr(found.remarks)


def test_each_environment_has_its_own_value() -> None:
    found = read(
        collection(request(url=IN_QUERY)),
        environment("dev", v="a%20b"),
        environment("prod", v="a b"),
    )
    kept = [one.environment.variables["v"].value for one in found.environments]
    assert (kept, changed(found)) == (["a b", "a b"], [DECODED])


@pytest.mark.parametrize("value", ["ab+c/d&e==", "{{v}}"])
def test_a_key_in_the_query_is_told(value: str) -> None:
    key = auth("apikey", key="k", value=value, **{"in": "query"})
    found = read(collection(request(auth=key)), environment(v="ab+c/d&e=="))
    assert [one for one in changed(found) if "receives another value" in one]


@given(st.text("aé %&=+/?#:2F'é\\", min_size=1), st.sampled_from([in_row(), as_segment()]))
def test_what_is_not_told_is_sent_as_postman_sends_it(value: str, url: dict[str, Any]) -> None:
    found, kept = imported(url, value)
    if OTHER in changed(found) or SPELLING in changed(found):
        assert kept == value
        return
    row = "query" in url
    theirs = "".join(
        quote(one, safe="" if one in ("' " if row else " ") else "/%&=+?#:'\\") for one in value
    )
    sent = quote(str(kept), safe="" if row else ":@")
    assert sent.upper() == theirs.upper()


@pytest.mark.parametrize(
    ("url", "value", "is_told"),
    [
        ("http://user:{{v}}@h.example/x", "p:w", True),
        ("http://{{v}}.example/x", "h:81", True),
        ("http://{{v}}:81/x", "h:81", True),
        ("http://{{v}}/x", "h:81", False),
        ("http://h.example{{v}}/x", "/v1", False),
    ],
)
def test_a_value_that_no_host_can_have_is_told(url: str, value: str, is_told: bool) -> None:
    found, _ = imported(url, value)
    where = "user name or password of the URL" if "@" in url else "host"
    what = f'Variable "v" in the {where} contains ":"; the request cannot be sent.'
    assert (what in changed(found)) is is_told

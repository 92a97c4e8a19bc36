"""Schemes of URLs that begin with a variable."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
)

from outrider.model.import_result import ImportResult

HEADER: dict[str, Any] = {"header": [{"key": "X-Host", "value": "{{host}}"}]}


def imported(values: list[dict[str, Any]], url: str = "{{host}}/a", **more: Any) -> ImportResult:
    environments = [environment(f"e{index}", **one) for index, one in enumerate(values)]
    return read(collection(request(url=url, **more)), *environments)


def kept(found: ImportResult, name: str = "host") -> list[object]:
    made: list[object] = []
    for one in found.environments:
        plain = one.environment.variables.get(name)
        secret = one.values.get(name)
        made.append(plain.value if plain else secret.reveal() if secret else None)
    return made


@pytest.mark.parametrize(
    ("values", "made"),
    [
        (["localhost:8080", "https://api.test"], ["http://localhost:8080", "https://api.test"]),
        (["api.test", "dev.test/v1"], ["http://api.test", "http://dev.test/v1"]),
        (["https://api.test", ""], ["https://api.test", ""]),
        (["https://a.test", "http://b.test"], ["https://a.test", "http://b.test"]),
        (["{{unknown}}/v1", "https://a.test"], ["{{unknown}}/v1", "https://a.test"]),
    ],
)
def test_each_environment_gets_the_scheme_that_it_lacks(values: list[str], made: list[str]) -> None:
    found = imported([{"host": one} for one in values])
    assert (found.requests[0].url, kept(found)) == ("{{host}}/a", made)
    told = '"http://" was added to variable "host": URLs start with it.'
    assert (told in changed(found)) is (values != made)


def test_a_value_that_begins_with_a_variable_is_followed() -> None:
    found = imported([{"host": "{{zone}}/v1", "zone": "a.test"}, {"host": "https://b.test"}])
    assert kept(found) == ["http://{{zone}}/v1", "https://b.test"]


def test_a_secret_gets_its_scheme_too() -> None:
    found = imported([{"host": ("a.test", "secret")}, {"host": "https://b.test"}])
    assert kept(found) == ["http://a.test", "https://b.test"]
    assert "a.test" not in str(found.remarks)


def test_what_is_used_elsewhere_too_gets_one_with_a_scheme_beside_it() -> None:
    found = imported([{"host": "a.test", "host_url": "x"}, {"host": "https://b.test"}], **HEADER)
    assert found.requests[0].url == "{{host_url_2}}/a"
    assert kept(found) == ["a.test", "https://b.test"]
    assert kept(found, "host_url_2") == ["http://a.test", "https://b.test"]


def test_where_no_environment_has_a_scheme_the_url_gets_it() -> None:
    found = imported([{"host": "a.test"}, {"host": "b.test"}], **HEADER)
    assert (found.requests[0].url, kept(found)) == ("http://{{host}}/a", ["a.test", "b.test"])

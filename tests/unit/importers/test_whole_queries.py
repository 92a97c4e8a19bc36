"""A query in one variable: it is sent as the source sends it, and its credential is a secret."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.curl.test_shell_constructs import read as read_script
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
)

from outrider.importers.whole_queries import INSERTED

SAS = "sv=2021-06-08&se=2030-01-01T00:00:00Z&sp=rl&sig=abcDEF%2Fghi1234%3D"


def imported(url: Any, **values: Any) -> tuple[str, str, list[str]]:
    """The URL, the variable that it became, and what was told."""
    found = read(collection(request(url=url)), *([environment(**values)] if values else ()))
    [one] = found.requests
    whole = one.variables.get("request_url")
    return one.url, str(whole.value) if whole else "", changed(found)


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://h.test/x?{{v}}", SAS),
        ("https://h.test/x?{{v}}&a=1", "page=1"),
        ("https://h.test/x?a=1&{{v}}", "b=2&c=%20"),
        ("https://h.test/x?a=1{{v}}", "&b=2"),
        ("https://h.test/x{{v}}", "?a=1"),
        ("{{w}}/x:go?{{v}}", "a=1"),
    ],
)
def test_a_url_with_a_query_in_a_variable_becomes_one(url: str, value: str) -> None:
    here, whole, told = imported(url, v=value, w="https://h.test")
    assert (here, whole) == ("{{request_url}}", url)
    assert INSERTED in told
    assert not [one for one in told if "receives" in one]


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://h.test/x?{{v}}", "flag"),
        ("https://h.test/x?a={{v}}", "b=c"),
        ("https://h.test/{{v}}?a=1", "b=c"),
        ("{{v}}", "https://h.test/?a=1"),
        ("https://h.test/x?{{v}}", "a='1'"),
    ],
)
def test_other_urls_stay(url: str, value: str) -> None:
    here, whole, told = imported(url, v=value)
    assert (here, whole) == (url, "")
    assert INSERTED not in told


def test_what_is_not_known_of_a_whole_pair_is_more_than_a_name() -> None:
    assert imported("https://h.test/x?{{v}}")[0] == "{{request_url}}"
    assert imported("https://h.test/x?a={{v}}")[0] == "https://h.test/x?a={{v}}"


def test_its_credential_is_a_secret() -> None:
    url = "https://h.test/x?{{v}}"
    found = read(collection(request(url=url)), environment(v=f"{SAS}", sas_token=SAS))
    [one] = found.environments
    assert "abcDEF" not in str(one.environment)
    assert {"abcDEF%2Fghi1234%3D", SAS} <= {secret.reveal() for secret in one.values.values()}


def test_a_name_that_the_url_has_is_not_taken() -> None:
    found = read(collection(request(url="{{request_url}}?{{v}}")), environment(v="a=1"))
    assert found.requests[0].url == "{{request_url_2}}"


def test_a_shell_inserts_a_query_too() -> None:
    [one] = read_script('curl "https://h.test/x?$SAS"').requests
    assert one.url == "{{request_url}}"
    assert one.variables["request_url"].value == "https://h.test/x?{{$env.SAS}}"
    [one] = read_script('S="a=1&b=2"\ncurl "https://h.test/x?$S"').requests
    assert one.url == "https://h.test/x?a=1&b=2"


def test_path_parameters_are_written_into_it() -> None:
    url = {
        "protocol": "https", "host": ["h", "test"], "path": [":id", "x:go"],
        "variable": [{"key": "id", "value": "a b{{v}}"}],
        "query": [{"key": "{{v}}", "value": None}],
    }  # fmt: skip
    here, whole, _ = imported(url, v="a=1")
    assert (here, whole) == ("{{request_url}}", "https://h.test/a%20b{{v}}/x:go?{{v}}")
    url |= {"protocol": "{{w}}", "path": ["{{x}}", ":id"]}
    _, whole, _ = imported(url, v="a=1", w="https")
    assert whole == "{{w}}://h.test/{{x}}/a%20b{{v}}?{{v}}"


def test_each_environment_keeps_the_credential_of_its_own_query() -> None:
    found = read(
        collection(request(url="https://h.test/x?{{v}}")),
        environment("dev", v="sv=1&sig=abcDEF%2Fghi1234"),
        environment("prod", v="sv=2&sig=abcDEF%2Fghi9999"),
        environment("test", v="sv=1&sig=abcDEF%2Fghi1234", sig="mine"),
    )
    kept = {
        one.environment.id: (
            one.environment.variables["v"].value,
            [secret.reveal() for secret in one.values.values() if secret],
        )
        for one in found.environments
    }
    assert kept["dev"] == ("sv=1&sig={{sig_2}}", ["abcDEF%2Fghi1234"])
    assert kept["prod"] == ("sv=2&sig={{sig_2}}", ["abcDEF%2Fghi9999"])
    assert kept["test"][0] == "sv=1&sig={{sig_2}}"

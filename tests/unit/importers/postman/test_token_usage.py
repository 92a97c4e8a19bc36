"""Where a stored token goes: what the placement of an auth can say, and what only a row can."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    only,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL, ask
from tests.unit.importers.postman.token_script_examples import BEARER, ENVIRONMENT, FETCH

from outrider.importers.postman.token_usage import StoredTokenPlace

TOKEN = "{{access_token}}"


@pytest.mark.parametrize(
    ("written", "prefix"),
    [
        (TOKEN, ""),
        (f"JWT {TOKEN}", "JWT"),
        (f"Bearer JWT {TOKEN}", "Bearer JWT"),
        (f"Bearer bearer {TOKEN}", "Bearer bearer"),
        (f"Token token={TOKEN}", "Token token="),
        ("{{scope}} " + TOKEN, "{{scope}}"),
    ],
)
def test_a_word_and_a_blank_are_a_prefix(written: str, prefix: str) -> None:
    place = StoredTokenPlace("header", "Authorization", written)
    assert place.placement == {"in": "header", "name": "Authorization", "prefix": prefix}
    assert not place.needs_row
    assert not place.is_bearer


@pytest.mark.parametrize(
    "written",
    [
        f"v2.{TOKEN}",
        f"Bearer v2.{TOKEN}",
        f"{TOKEN}-x",
        f"JWT  {TOKEN}",
        f"Token token= {TOKEN}",
        f"{TOKEN}{TOKEN}",
        f"JWT {TOKEN}, x=1",
    ],
)
def test_anything_else_is_a_row_which_wins_in_the_same_place(written: str) -> None:
    place = StoredTokenPlace("header", "Authorization", written)
    assert place.placement == {}
    assert place.needs_row
    assert not place.is_bearer


@pytest.mark.parametrize("written", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER  {TOKEN}  "])
def test_the_usual_scheme_is_the_usual_place(written: str) -> None:
    place = StoredTokenPlace("header", "authorization", written)
    assert place.is_bearer
    assert place.placement == {}


def stored(expression: str) -> dict[str, Any]:
    """A script that stores what it makes of the token ``t``."""
    store = f"""(e, r) => {{ const t = r.json().access_token;
        pm.environment.set('accessToken', {expression}); }}"""
    return script(ask(f"{URL}, {BASIC}, {FORM}", store))


@pytest.mark.parametrize(
    ("expression", "prefix"),
    [
        ("'JWT ' + t", "Bearer JWT"),
        ("`Token ${t}`", "Bearer Token"),
        ("'JWT '.concat(t)", "Bearer JWT"),
        ("'Bearer ' + t", "Bearer Bearer"),
        ("['Tok', t].join(' ')", "Bearer Tok"),
    ],
)
def test_what_a_script_puts_before_its_token_is_sent_under_bearer_auth(
    expression: str, prefix: str
) -> None:
    imported = read(collection(request(), event=[stored(expression)], auth=BEARER), ENVIRONMENT)
    assert table(root(imported))["placement"]["prefix"] == prefix
    assert only(imported).headers == ()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'v2.' + t", "v2.{{access_token}}"),
        ("t + '-x'", "{{access_token}}-x"),
        ("'a' + t + t", "a{{access_token}}{{access_token}}"),
    ],
)
def test_what_no_prefix_can_say_is_a_header_of_the_request(expression: str, value: str) -> None:
    imported = read(collection(request(), event=[stored(expression)], auth=BEARER), ENVIRONMENT)
    [row] = only(imported).headers
    assert (row.name, row.value) == ("Authorization", "Bearer {{accessToken}}")
    assert root(imported).variables["accessToken"].value == value
    assert "placement" not in table(root(imported))
    assert 'Header "Authorization" was added to the request.' in changed(imported)


@pytest.mark.parametrize(
    "expression",
    ["btoa(t)", "t.split('.')[0]", "t.slice(1)", "t.toUpperCase()", "JSON.stringify(t)",
     "t.replace('a', 'b')", "t.repeat(2)", "JSON.stringify({t})"],
)  # fmt: skip
def test_a_changed_token_is_not_understood(expression: str) -> None:
    imported = read(collection(request(), event=[stored(expression)], auth=BEARER), ENVIRONMENT)
    assert table(root(imported))["type"] == "bearer"
    assert [one.what for one in imported.remarks if "was replaced by an auth" in one.what] == []


@pytest.mark.parametrize(
    ("value", "placement", "rows"),
    [
        ("Token {{accessToken}}", {"in": "header", "name": "X-Key", "prefix": "Token"}, []),
        ("v2.{{accessToken}}", {"in": "header", "name": "X-Key", "prefix": ""},
         [("X-Key", "v2.{{accessToken}}")]),
        ("{{accessToken}};v=1", {"in": "header", "name": "X-Key", "prefix": ""},
         [("X-Key", "{{accessToken}};v=1")]),
    ],
)  # fmt: skip
def test_an_api_key_with_the_token_in_it(
    value: str, placement: dict[str, str], rows: list[tuple[str, str]]
) -> None:
    key = auth("apikey", key="X-Key", value=value, **{"in": "header"})
    imported = read(collection(request(), event=[FETCH], auth=key), ENVIRONMENT)
    assert table(root(imported))["placement"] == placement
    assert [(row.name, row.value) for row in only(imported).headers] == rows


@pytest.mark.parametrize(
    ("where", "placement"),
    [
        ({"url": "https://api.example/x?t={{accessToken}}"}, {"in": "query", "name": "t"}),
        (
            {"url": {"raw": "https://api.example/x?t={{accessToken}}", "host": ["api.example"],
                     "query": [{"key": "t", "value": "{{accessToken}}"}]}},
            {"in": "query", "name": "t"},
        ),
        (
            {"method": "POST", "body": {"mode": "urlencoded", "urlencoded": [
                {"key": "t", "value": "{{accessToken}}"}]}},
            {"in": "body", "name": "t"},
        ),
        (
            {"header": [{"key": "Cookie", "value": "sid={{accessToken}}"}]},
            {"in": "header", "name": "Cookie", "prefix": "sid="},
        ),
    ],
)  # fmt: skip
def test_a_token_in_a_row_is_sent_there_and_nowhere_else(
    where: dict[str, Any], placement: dict[str, str]
) -> None:
    imported = read(collection(request(**where), event=[FETCH]), ENVIRONMENT)
    assert table(root(imported))["placement"] == placement
    assert not any("also sent" in what for what in changed(imported))

"""What the report says of scripts that decide by the name of the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
    script,
    told,
)
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult, ImportVerdict

BY_NAME = f"""const client = pm.environment.name === 'dev' ? 'shop-dev' : 'shop-prod';
pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
    {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: client}},
    {{key: 'client_secret', value: pm.environment.get('key')}}]}}}}, {STORE});"""


def imported(*names: str) -> ImportResult:
    environments: list[Any] = [
        environment(name, tokenUrl="https://id.example/token", key="k-1") for name in names
    ]
    return read(collection(request(), auth=BEARER, event=[script(BY_NAME)]), *environments)


ADVICE = 'For another environment, define "client_id", or import it together with the collection.'


def test_one_environment_is_told_with_what_others_need() -> None:
    [one] = [one for one in imported("dev").remarks if one.advice == ADVICE]
    assert one.what == 'The auth definition was made for the imported environments: "dev".'


def test_several_environments_are_told_with_what_others_need() -> None:
    [one] = [one for one in imported("dev", "prod").remarks if one.advice == ADVICE]
    assert one.what == 'The auth definition was made for the imported environments: "dev", "prod".'


PLAIN = BY_NAME.replace("pm.environment.name === 'dev' ? 'shop-dev' : 'shop-prod'", "'shop'")


def said_beside(given: Mapping[str, set[str]], *documents: Any) -> list[str]:
    """What is told of a collection that goes into a workspace which gives these names a value."""
    made = collection(request(), auth=BEARER, event=[script(PLAIN)])
    held = {name: frozenset(names) for name, names in given.items()}
    sources = [
        ImportSource(f"{number}.json", json.dumps(one), given=held)
        for number, one in enumerate((made, *documents))
    ]
    return [
        one for one in changed(read_sources(sources)) if "was replaced by an auth definition" in one
    ]


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({}, '"tokenUrl", "key" have no value.'),
        ({"": set(), "dev": set()}, '"tokenUrl", "key" have no value.'),
        ({"": {"key"}}, '"tokenUrl" has no value.'),
        ({"": {"tokenUrl"}, "dev": {"key"}, "prod": {"key"}}, ""),
        (
            {"dev": {"tokenUrl", "key"}, "prod": {"tokenUrl"}},
            '"key" has no value in environment "prod".',
        ),
        (
            {"a": {"tokenUrl"}, "b": set(), "c": set()},
            '"key" has no value, and "tokenUrl" has no value in environments "b", "c".',
        ),
    ],
)
def test_what_the_workspace_gives_a_value_is_not_missing(
    given: dict[str, set[str]], end: str
) -> None:
    found = said_beside(given)
    assert [one.partition(", but ")[2] for one in found] == ([end] if end else [])


def test_of_environments_that_come_along_only_these_count() -> None:
    given = {"": {"key"}, "stage": set(), "prod": {"tokenUrl"}}
    dev = environment("dev", tokenUrl="https://id.example/token")
    assert said_beside(given, dev) == []
    assert said_beside(given, dev, environment("prod")) == []
    [one] = said_beside(given, dev, environment("qa"))
    assert one.endswith('"tokenUrl" has no value in environment "qa".')


@pytest.mark.parametrize(
    ("call", "client", "is_told"),
    [
        ("btoa", "käse", True),
        ("btoa", "cheese", False),
        ("CryptoJS.enc.Base64.stringify", "käse", False),
    ],
)
def test_credentials_that_a_script_encodes_in_latin1_are_told(
    call: str, client: str, is_told: bool
) -> None:
    text = f"""pm.sendRequest({{url: 'https://as.example/token', method: 'POST',
    header: {{Authorization: 'Basic ' + {call}('{client}:{{{{secret}}}}')}},
    body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}]}}}}, {STORE});"""
    found = read(collection(request(header=BEARER, event=[script(text)])))
    assert any("in UTF-8" in one for one in changed(found)) is is_told


@pytest.mark.parametrize(("value", "is_told"), [("käse", True), ("cheese", False)])
def test_a_variable_that_is_encoded_in_latin1_is_told_too(value: str, is_told: bool) -> None:
    text = f"""pm.sendRequest({{url: 'https://as.example/token', method: 'POST',
    header: {{Authorization: 'Basic ' + btoa(pm.environment.get('cid') + ':' +
        pm.environment.get('csec'))}}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}]}}}}, {STORE});"""
    collected = collection(request(header=BEARER, event=[script(text)]))
    found = read(collected, environment(cid="me", csec=(value, "secret")))
    assert any("in UTF-8" in one for one in changed(found)) is is_told


def said_of(body: str, *documents: Any, more: str = "") -> list[str]:
    """What is told of a script that asks for a token with this body, and converted."""
    text = f"pm.sendRequest({{{URL}, {more} body: {body}}}, {STORE});"
    found = read(collection(request(), auth=BEARER, event=[script(text)]), *documents)
    converted = [one.what for one in told(found, ImportVerdict.CARRIED)]
    return [*changed(found), *("Converted" for one in converted if "fetches" in one)]


def form(secret: str, client: str = "{key: 'client_id', value: 'me'}") -> str:
    return f"""{{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}, {client},
        {{key: 'client_secret', value: {secret}}}]}}"""


SECRET = "pm.environment.get('csec')"
ENCODED = f"encodeURIComponent({SECRET})"
TEXT = f"'grant_type=client_credentials&client_id=me&client_secret=' + {ENCODED}"
OBJECT = f"{{grant_type: 'client_credentials', client_id: 'me', client_secret: {ENCODED}}}"
PLAIN_VALUE = 'which sends the plain value of "client_secret"'


@pytest.mark.parametrize(
    ("body", "value", "is_told"),
    [
        (form(ENCODED), "a+b", True),
        (form(ENCODED), "ab-c", False),
        (form(f"{ENCODED} + '/'"), "ab-c", True),
        (form("encodeURIComponent('a/b')"), "x", True),
        (form("encodeURIComponent('ab')"), "x", False),
        (form(SECRET), "a+b", False),
        (f"{{mode: 'urlencoded', urlencoded: {TEXT}}}", "a+b", True),
        (f"{{mode: 'raw', raw: {TEXT}}}", "a+b", False),
        (f"{{mode: 'raw', raw: {TEXT.replace(ENCODED, f'encodeURIComponent({ENCODED})')}}}",
         "a+b", True),
        (f"{{mode: 'raw', raw: new URLSearchParams({OBJECT}).toString()}}", "a+b", True),
        (f"{{mode: 'raw', raw: JSON.stringify({OBJECT})}}", "a+b", True),
    ],
)  # fmt: skip
def test_an_encoding_that_the_server_would_see_is_told(
    body: str, value: str, *, is_told: bool
) -> None:
    known = environment(tokenUrl="https://as.example/token", csec=(value, "secret"))
    found = said_of(body, known)
    assert any(PLAIN_VALUE in one for one in found) is is_told
    assert ("Converted" in found) is not (is_told or "JSON" in body)


def test_an_encoded_header_is_told() -> None:
    known = environment(tokenUrl="https://as.example/token", csec=("a+b", "secret"))
    found = said_of(form(SECRET), known, more=f"header: {{'X-Key': {ENCODED}}},")
    assert any('which sends the plain value of "X-Key"' in one for one in found)


def test_a_token_request_without_a_client_is_not_converted_untold() -> None:
    known = environment(tokenUrl="https://as.example/token", csec=("hush", "secret"))
    more = f"header: {{'X-Api-Key': {SECRET}}},"
    body = "{mode: 'urlencoded', urlencoded: [{key: 'grant_type', value: 'client_credentials'}]}"
    found = said_of(body, known, more=more)
    assert "Converted" not in found
    assert any(one.endswith("auth definition, but it has no client_id.") for one in found)


def test_a_token_request_of_json_is_told_with_what_to_do() -> None:
    body = f"{{mode: 'raw', raw: JSON.stringify({OBJECT.replace(ENCODED, SECRET)})}}"
    known = environment(tokenUrl="https://as.example/token", csec=("hush", "secret"))
    found = said_of(body, known)
    assert [one.partition("definition, ")[2] for one in found] == [
        "which sends a form instead of JSON."
    ]

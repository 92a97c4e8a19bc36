"""Which requests use the token of a script; and those that cannot have it are told as they are."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    folder,
    lost,
    named,
    only,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL, ask
from tests.unit.importers.postman.token_script_examples import (
    BEARER,
    ENVIRONMENT,
    FETCH,
    HEADER,
    NATIVE,
)

WITH_TOKEN = {
    "basic": {"username": "u", "password": "{{accessToken}}"},
    "digest": {"username": "{{accessToken}}", "password": "p"},
    "hawk": {"authId": "u", "authKey": "{{accessToken}}"},
    "apikey": {"key": "{{accessToken}}", "value": "x", "in": "header"},
}


@pytest.mark.parametrize("kind", WITH_TOKEN)
@pytest.mark.parametrize("place", ["collection", "request"])
def test_a_token_inside_of_another_auth_stays_to_be_done(kind: str, place: str) -> None:
    own = {"auth": auth(kind, **WITH_TOKEN[kind])}
    inside: dict[str, Any] = own if place == "request" else {}
    outside = {} if inside else own
    imported = read(collection(request(**inside), event=[FETCH], **outside), ENVIRONMENT)
    name = {"apikey": "api_key"}.get(kind, kind)
    assert (
        "The pre-request script fetches a token, but could not be converted: its "
        f"{name} auth contains the token."
    ) in lost(imported)
    assert not any("no request uses" in what for what in changed(imported))
    lines = "\n".join(imported.comments["requests/folder"])
    assert "pm.sendRequest" in lines
    assert "# variable accessToken: set by" in f"# {lines}"


def test_others_get_the_token_and_that_one_is_told() -> None:
    basic = auth("basic", username="u", password="{{accessToken}}")
    imported = read(
        collection(request("A", auth=BEARER), request("B", auth=basic), event=[FETCH]), ENVIRONMENT
    )
    assert table(root(imported)) == NATIVE
    assert table(named(imported, "b"))["type"] == "basic"
    assert lost(imported) == [
        "The request does not get the token: its basic auth contains the token."
    ]


def added(*headers: str) -> dict[str, Any]:
    calls = "".join(
        f"pm.request.headers.upsert({{key: '{name}', value: {value}}});"
        for name, _, value in (one.partition(": ") for one in headers)
    )
    store = f"(e, r) => {{ const t = r.json().access_token; {calls} }}"
    return script(ask(f"{URL}, {BASIC}, {FORM}", store))


def test_a_header_that_the_script_replaces_is_switched_off() -> None:
    rows = [{"key": "Authorization", "value": "{{old}}"}]
    imported = read(
        collection(request(header=rows), event=[added("Authorization: 'Bearer ' + t")]),
        ENVIRONMENT,
    )
    assert [row.enabled for row in only(imported).headers] == [False]
    assert 'Header "Authorization" was switched off.' in changed(imported)


def test_every_header_that_the_script_adds_is_sent() -> None:
    imported = read(
        collection(request(), event=[added("Authorization: 'Bearer ' + t", "X-Count: t + ';1'")]),
        ENVIRONMENT,
    )
    assert [(row.name, row.value) for row in only(imported).headers] == [
        ("X-Count", "{{access_token}};1")
    ]
    assert table(root(imported)) == NATIVE


def test_a_token_in_a_path_beside_a_header_of_its_own_is_not_told_to_be_sent_twice() -> None:
    rows = [{"key": "Authorization", "value": "{{other}}"}]
    imported = read(
        collection(request(url="https://api.example/{{accessToken}}", header=rows), event=[FETCH]),
        ENVIRONMENT,
    )
    assert not any("also sent" in what for what in changed(imported))


def test_a_header_that_postman_replaces_by_other_auth_uses_no_token() -> None:
    basic = auth("basic", username="u", password="{{p}}")
    imported = read(collection(request(header=HEADER, auth=basic), event=[FETCH]), ENVIRONMENT)
    assert [row.enabled for row in only(imported).headers] == [False]
    assert table(only(imported))["type"] == "basic"


@pytest.mark.parametrize("where", ["collection", "folder", "request"])
def test_what_is_sent_without_auth_stays_so_where_nothing_uses_the_token(where: str) -> None:
    none: dict[str, Any] = {"auth": {"type": "noauth"}}
    one = request(**(none if where == "request" else {}))
    inner = folder("Inner", one, **(none if where == "folder" else {}))
    outer = none if where == "collection" else {}
    imported = read(collection(inner, event=[FETCH], **outer), ENVIRONMENT)
    holders = {one.id: table(one).get("type") for one in imported.folders}
    holders |= {one.id: table(one).get("type") for one in imported.requests}
    nearest = next(kind for key in ("inner/one", "inner", "") if (kind := holders[key]) is not None)
    assert nearest == "none"


def test_the_script_of_a_request_that_does_not_use_its_token_is_kept() -> None:
    one = request(event=[FETCH])
    imported = read(collection(one), ENVIRONMENT)
    assert table(only(imported))["type"] == "none"
    assert any("pm.sendRequest(" in line for line in imported.comments["requests/one"])

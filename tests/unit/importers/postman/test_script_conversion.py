"""What becomes of a collection whose script fetches the token: auth of the workspace's own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
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
    IN_QUERY,
    NATIVE,
    OLD_TOKEN,
    TOKEN_ROWS,
)


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("auth of the collection", {"auth": BEARER}),
        (
            "oauth2 with nothing but a token",
            {"auth": OLD_TOKEN},
        ),
    ],
)
def test_requests_that_inherited_the_token_inherit_the_auth(
    where: str, more: dict[str, Any]
) -> None:
    imported = read(collection(request(), event=[FETCH], **more), ENVIRONMENT)
    assert table(root(imported)) == NATIVE
    assert only(imported).auth is None
    assert lost(imported) == []
    assert root(imported).variables == {}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_a_header_that_held_the_token_goes(scheme: str) -> None:
    rows = [
        {"key": "authorization", "value": scheme + " {{accessToken}}"},
        {"key": "X-Other", "value": "1"},
    ]
    imported = read(collection(request(header=rows), event=[FETCH]), ENVIRONMENT)
    assert [row.name for row in only(imported).headers] == ["X-Other"]
    assert only(imported).auth is None
    assert table(root(imported)) == NATIVE


def test_a_header_with_the_whole_value_in_a_variable_goes() -> None:
    store = "(e, r) => pm.environment.set('value', 'Bearer ' + r.json().access_token)"
    rows = [{"key": "Authorization", "value": "{{value}}"}]
    imported = read(
        collection(request(header=rows), event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))])
    )
    assert only(imported).headers == ()
    assert only(imported).auth is None
    assert table(root(imported)) == NATIVE


def test_a_variable_made_of_the_token_counts_as_the_token() -> None:
    rows = [{"key": "Authorization", "value": "{{authHeader}}"}]
    values = environment(authHeader="Bearer {{accessToken}}", accessToken="old")
    imported = read(collection(request(header=rows), event=[FETCH]), values)
    assert only(imported).headers == ()
    assert only(imported).auth is None


def test_another_scheme_is_kept_as_it_is() -> None:
    rows = [{"key": "Authorization", "value": "Token {{accessToken}}"}]
    imported = read(collection(request(header=rows), event=[FETCH]), ENVIRONMENT)
    assert table(root(imported))["placement"] == {
        "in": "header",
        "name": "Authorization",
        "prefix": "Token",
    }
    assert only(imported).auth is None


def test_what_was_sent_without_a_token_still_is() -> None:
    imported = read(
        collection(
            request("With", header=HEADER),
            request("Without"),
            request("Stopped", auth={"type": "noauth"}),
            request("Basic", auth=auth("basic", username="u", password="{{p}}")),
            event=[FETCH],
        ),
        ENVIRONMENT,
    )
    assert named(imported, "with").auth is None
    assert table(named(imported, "without")) == {"type": "none"}
    assert table(named(imported, "stopped")) == {"type": "none"}
    assert table(named(imported, "basic"))["type"] == "basic"


@pytest.mark.parametrize(
    "where",
    [
        {"url": "https://api.example/x?token={{accessToken}}"},
        {"method": "POST", "body": {"mode": "raw", "raw": "token {{accessToken}}"}},
        {"header": [{"key": "X-Token", "value": "{{accessToken}}"}]},
        {
            "method": "POST",
            "body": {"mode": "urlencoded", "urlencoded": TOKEN_ROWS},
        },
    ],
)  # fmt: skip
def test_where_the_token_is_written_elsewhere_the_variable_stands_for_it(
    where: dict[str, Any],
) -> None:
    imported = read(collection(request(**where), event=[FETCH]), ENVIRONMENT)
    assert root(imported).variables["accessToken"].value == "{{access_token}}"
    assert only(imported).auth is None
    assert table(root(imported))["type"] == "oauth2"
    assert lost(imported) == []


def test_a_token_in_the_body_is_told_to_be_sent_in_the_header_as_well() -> None:
    body = {"mode": "raw", "raw": "token {{accessToken}}"}
    imported = read(collection(request(method="POST", body=body), event=[FETCH]), ENVIRONMENT)
    assert "The token is also sent in the Authorization header." in changed(imported)


def test_a_token_in_a_header_of_another_name_is_sent_there_and_nowhere_else() -> None:
    rows = [{"key": "X-Token", "value": "{{accessToken}}"}]
    imported = read(collection(request(header=rows), event=[FETCH]), ENVIRONMENT)
    assert table(root(imported))["placement"] == {"in": "header", "name": "X-Token", "prefix": ""}


def test_each_request_keeps_its_place_for_the_token() -> None:
    imported = read(
        collection(
            request("One", header=HEADER),
            request("Two", header=HEADER),
            request("Three", header=[{"key": "X-Token", "value": "{{accessToken}}"}]),
            request("Four", auth=IN_QUERY),
            event=[FETCH],
        ),
        ENVIRONMENT,
    )  # fmt: skip
    assert table(root(imported)) == NATIVE
    assert named(imported, "one").auth is None
    assert table(named(imported, "three")) == NATIVE | {
        "placement": {"in": "header", "name": "X-Token", "prefix": ""}
    }
    assert table(named(imported, "four")) == NATIVE | {
        "placement": {"in": "query", "name": "access_token"}
    }


def test_environments_lose_what_the_script_filled() -> None:
    store = """(e, r) => {
        pm.environment.set('accessToken', r.json().access_token);
        pm.environment.set('expiry', Date.now() + r.json().expires_in * 1000);
    }"""
    imported = read(
        collection(request(), event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))], auth=BEARER),
        ENVIRONMENT,
    )
    [dev] = imported.environments
    assert set(dev.environment.variables) == {"tokenUrl", "clientId", "scope"}
    assert set(dev.environment.secrets) == {"clientSecret"}
    assert lost(imported) == []


def test_what_a_script_fills_and_requests_need_is_kept_and_named() -> None:
    store = """(e, r) => {
        pm.environment.set('accessToken', r.json().access_token);
        pm.environment.set('tenant', r.json().tenant);
    }"""
    imported = read(
        collection(
            request(url="https://api.example/{{tenant}}"),
            event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))],
            auth=BEARER,
        ),
        environment(tenant="t1"),
    )
    [dev] = imported.environments
    assert dev.environment.variables["tenant"].value == "t1"
    [what] = lost(imported)
    assert what.endswith('also sets "tenant"; Outrider does not.')


def test_a_script_on_a_folder_gives_that_folder_its_auth() -> None:
    imported = read(
        collection(folder("In", request("A", header=HEADER), event=[FETCH]), request("Out")),
        ENVIRONMENT,
    )
    inside = next(one for one in imported.folders if one.id == "in")
    assert table(inside) == NATIVE
    assert table(root(imported)) == {"type": "none"}
    assert named(imported, "out").auth is None


def test_a_script_on_a_request_gives_that_request_its_auth() -> None:
    imported = read(collection(request(header=HEADER, event=[FETCH])), ENVIRONMENT)
    assert table(only(imported)) == NATIVE
    assert table(root(imported)) == {"type": "none"}


def test_others_that_count_on_the_token_get_it_from_the_collection() -> None:
    imported = read(
        collection(request("Login", event=[FETCH]), request("List", header=HEADER)),
        ENVIRONMENT,
    )
    assert table(root(imported)) == NATIVE
    assert named(imported, "list").auth is None
    assert table(named(imported, "login")) == {"type": "none"}


def test_two_folders_with_scripts_of_their_own_stay_apart() -> None:
    other = script(ask(f"{URL}, {BASIC}, {FORM}").replace("clientId", "otherId"))
    imported = read(
        collection(
            folder("A", request("One", header=HEADER), event=[FETCH]),
            folder("B", request("Two", header=HEADER), event=[other]),
        ),
        ENVIRONMENT,
    )
    found = {one.id: table(one) for one in imported.folders}
    assert found["a"] == NATIVE
    assert found["b"] == NATIVE | {"client_id": "{{otherId}}"}
    assert found[""] == {"type": "none"}
    assert all(one.auth is None for one in imported.requests)


def test_another_auth_in_the_same_place_stays_and_the_users_get_their_own() -> None:
    imported = read(
        collection(
            request("Key"),
            request("Token", auth=BEARER),
            event=[FETCH],
            auth=auth("basic", username="u", password="{{p}}"),
        ),
        ENVIRONMENT,
    )
    assert table(root(imported))["type"] == "basic"
    assert named(imported, "key").auth is None
    assert table(named(imported, "token")) == NATIVE


def test_an_api_key_beside_the_token_becomes_a_row() -> None:
    imported = read(
        collection(
            request(header=HEADER),
            event=[FETCH],
            auth=auth("apikey", key="X-Key", value="{{key}}", **{"in": "header"}),
        ),
        ENVIRONMENT,
    )
    assert [(row.name, row.value, row.enabled) for row in only(imported).headers] == [
        ("X-Key", "{{key}}", True)
    ]
    assert table(only(imported)) == NATIVE


def test_basic_auth_beside_the_token_is_told() -> None:
    rows = [{"key": "X-Token", "value": "{{accessToken}}"}]
    imported = read(
        collection(
            request(header=rows, auth=auth("basic", username="u", password="{{p}}")),
            event=[FETCH],
        ),
        ENVIRONMENT,
    )
    assert table(only(imported))["type"] == "basic"
    [what] = lost(imported)
    assert what.endswith("could not be converted: its request also has basic auth.")


def test_a_variable_called_access_token_is_the_token() -> None:
    store = "(e, r) => pm.environment.set('access_token', r.json().access_token)"
    imported = read(
        collection(
            request("A", auth=auth("bearer", token="{{access_token}}")),
            request("B", url="https://api.example/?t={{access_token}}"),
            event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))],
        ),
        environment(access_token="old"),
    )
    assert table(root(imported)) == NATIVE
    assert named(imported, "a").auth is None
    assert "{{access_token}}" in named(imported, "b").url
    assert root(imported).variables == {}
    assert imported.environments[0].environment.variables == {}


def test_a_variable_called_access_token_without_a_script_makes_room() -> None:
    imported = read(
        collection(request(auth=auth("bearer", token="{{access_token}}"))),
        environment(access_token=("pasted", "secret")),
    )
    assert table(only(imported)) == {"type": "bearer", "token": "{{saved_access_token}}"}
    assert set(imported.environments[0].environment.secrets) == {"saved_access_token"}


def test_what_is_not_understood_is_a_comment_and_named_with_its_line() -> None:
    text = "// first\n" + ask(f"url: lookup(), method: 'POST', {BASIC}, {FORM}")
    imported = read(collection(request(auth=BEARER), event=[script(text)]), ENVIRONMENT)
    [remark] = [one for one in imported.remarks if "not be converted" in one.what]
    assert (remark.line, remark.source) == (2, "0.json")
    assert any("lookup()" in line for line in imported.comments["requests/folder"])
    assert table(root(imported)) == {"type": "none"}
    assert set(imported.environments[0].environment.variables) | set(
        imported.environments[0].environment.secrets
    ) >= {"accessToken"}


@pytest.mark.parametrize(
    "text", ['""""""\npm.sendRequest({url: "http://x/token"})', "pm.sendRequest({;"]
)
def test_a_script_that_cannot_be_read_is_not_said_to_fetch_a_token(text: str) -> None:
    imported = read(collection(request(), event=[script(text)]))
    [what] = [one.what for one in imported.remarks if "JavaScript" in one.what]
    assert what == (
        "The pre-request script was kept as a comment, since it could not be read: "
        "it is not valid JavaScript."
    )

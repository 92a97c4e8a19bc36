"""Scripts that fetch a token with a user's name and password (RFC 6749 §4.3)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    lost,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.workspace import Folder, Request

STORE = "(e, r) => pm.environment.set('accessToken', r.json().access_token)"
USER = "{key: 'username', value: pm.environment.get('user')}, {key: 'password', value: %s}"
ROWS = f"{{key: 'grant_type', value: 'password'}}, {USER}"
BASIC = "header: {Authorization: 'Basic ' + btoa('cid:' + pm.environment.get('secret'))}, "
NATIVE = {
    "type": "oauth2",
    "grant_type": "password",
    "token_endpoint": "https://as.example/token",
    "client_id": "cid",
    "client_secret": "{{secret}}",
    "username": "{{user}}",
    "password": "{{pw}}",
    "basic_encoding": "raw",
}
HELD = "pm.environment.get('pw')"


def ask(password: str = HELD, header: str = BASIC, more: str = "") -> str:
    body = f"body: {{mode: 'urlencoded', urlencoded: [{ROWS % password}{more}]}}"
    return (
        f"pm.sendRequest({{url: 'https://as.example/token', method: 'POST', {header}{body}}},"
        f" {STORE});"
    )


def converted(text: str, *environments: Any) -> Any:
    return read(collection(request(), event=[script(text)], auth=BEARER), *environments)


DEV = environment(user="ann", pw=("pa55-word!", "secret"), secret=("hush-4711", "secret"))


def test_it_becomes_an_auth_of_that_grant_and_its_risk_is_told() -> None:
    imported = converted(ask(more=", {key: 'scope', value: 'a'}"), DEV)
    assert table(root(imported)) == NATIVE | {"scope": "a"}
    assert [one for one in changed(imported) if "uses the password grant" in one]
    assert lost(imported) == []


def test_a_password_that_is_written_out_is_a_secret() -> None:
    imported = converted(ask("'pa55-word!'"), DEV)
    made = table(root(imported))["password"]
    assert made.startswith("{{")
    assert "pa55" not in repr([imported.folders, imported.comments, imported.remarks])


def test_each_environment_has_its_own_user() -> None:
    branch = "const pw = pm.environment.name === 'dev' ? 'pa55-word!' : 'an0ther-one';"
    prod = environment("prod", user="bob", secret=("hush-0815", "secret"))
    imported = converted(f"{branch}\n{ask('pw')}", DEV, prod)
    name = table(root(imported))["password"][2:-2]
    assert [one.values[name].reveal() for one in imported.environments] == [
        "pa55-word!",
        "an0ther-one",
    ]


def test_a_login_request_of_that_grant_is_one_too() -> None:
    pairs = {"grant_type": "password", "client_id": "cid", "username": "{{user}}",
             "password": "{{pw}}"}  # fmt: skip
    stores = script("pm.environment.set('t', pm.response.json().access_token)", "test")
    rows = [{"key": key, "value": value} for key, value in pairs.items()]
    login = request("login", "https://as.example/token", method="POST", event=[stores],
                    body={"mode": "urlencoded", "urlencoded": rows})  # fmt: skip
    imported = read(collection(login, request(auth=auth("bearer", token="{{t}}"))), DEV)
    holders: list[Folder | Request] = [root(imported), *imported.requests]
    made = [table(one) for one in holders]
    assert [one for one in made if one.get("grant_type") == "password"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ask(header=""), "its token request has no client_id"),
        (ask("CryptoJS.MD5(secret).toString()"), "password is not known"),
        (ask(more=", {key: 'otp', value: Date.now()}"), "otp is not known"),
    ],
)
def test_what_is_not_understood_leaves_all_that_is_known(text: str, why: str) -> None:
    imported = converted(text, DEV)
    assert why in " ".join(lost(imported))
    lines = imported.comments["requests/folder"]
    assert 'grant_type = "password"' in lines
    assert 'username = "{{user}}"' in lines
    if "MD5" in text:
        assert 'password = ""  # to be completed' in lines
    else:
        assert 'password = "{{pw}}"' in lines
    assert ('basic_encoding = "raw"' in lines) == ("btoa" in text)

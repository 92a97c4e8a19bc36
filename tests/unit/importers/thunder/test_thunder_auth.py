"""Thunder Client's auth: each type, its defaults, and where it is inherited from."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.thunder.thunder_exports import export, folder, one, read, request, told

OAUTH: dict[str, Any] = {
    "accessToken": "st0r3d-t0k3n-that-is-old",
    "grantType": "client_credentials",
    "tokenUrl": "https://login.example/token",
    "authUrl": "https://login.example/a",
    "clientId": "shop",
    "clientSecret": "{{secret}}",
    "scope": "a b",
    "clientAuth": "in-header",
    "tokenPrefix": "Bearer",
    "state": "",
}
TABLE: dict[str, Any] = {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "token_endpoint": "https://login.example/token",
    "client_id": "shop",
    "client_secret": "{{secret}}",
    "scope": "a b",
    "basic_encoding": "raw",
}


def oauth(**more: Any) -> dict[str, Any]:
    return {"type": "oauth2", "oauth2": {**OAUTH, **more}}


def in_body(**more: Any) -> dict[str, Any]:
    made = {key: value for key, value in TABLE.items() if key != "basic_encoding"}
    return {**made, "token_endpoint_auth_method": "client_secret_post", **more}


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "none"}, {"type": "none"}),
    ({"type": "basic", "basic": {"username": "u", "password": "{{p}}"}},
     {"type": "basic", "username": "u", "password": "{{p}}"}),
    ({"type": "digest", "digest": {"username": "u", "password": "{{p}}"}},
     {"type": "digest", "username": "u", "password": "{{p}}"}),
    ({"type": "bearer", "bearer": "{{t}}"}, {"type": "bearer", "token": "{{t}}"}),
    ({"type": "bearer", "bearer": "{{t}}", "bearerPrefix": "Token"},
     {"type": "api_key", "value": "{{t}}",
      "placement": {"in": "header", "name": "Authorization", "prefix": "Token"}}),
    ({"type": "aws", "aws": {"accessKeyId": "{{a}}", "secretKey": "{{b}}", "region": "r",
                             "service": "s"}},
     {"type": "aws_sigv4", "access_key_id": "{{a}}", "secret_access_key": "{{b}}", "region": "r",
      "service": "s"}),
    (oauth(), TABLE),
    (oauth(clientAuth="in-body", audience="x", resource="y"),
     in_body(token_parameters={"audience": "x", "resource": "y"})),
    (oauth(tokenPrefix="Token"),
     {**TABLE, "placement": {"in": "header", "name": "Authorization", "prefix": "Token"}}),
    (oauth(grantType="password", username="u", password="{{p}}"),
     {**TABLE, "grant_type": "password", "username": "u", "password": "{{p}}"}),
    (oauth(grantType="authorization_code", callbackUrl="http://127.0.0.1/cb"),
     {**TABLE, "grant_type": "authorization_code",
      "authorization_endpoint": "https://login.example/a", "redirect_uri": "http://127.0.0.1/cb"}),
    ({"type": "ntlm", "ntlm": {"username": "u", "domain": "d"}},
     {"type": "ntlm", "username": "u", "domain": "d"}),
]  # fmt: skip


@each_case(CASES)
def test_each_type_is_a_table(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    written, table = case
    found, only = one(auth=written)
    assert only.auth is not None
    assert dict(only.auth.table) == table
    assert "st0r3d" not in str(found)


def test_a_grant_that_is_not_supported_is_kept_and_told() -> None:
    found, only = one(auth=oauth(grantType="implicit", newSetting="x"))
    assert only.auth is not None
    assert only.auth.table["grant_type"] == "implicit"
    said = " ".join(told(found))
    assert 'Grant type "implicit" is not supported' in said
    assert 'Setting "newSetting"' in said


def test_inheriting_is_written_out_and_nothing_is_around_a_collection() -> None:
    bearer = {"auth": {"type": "bearer", "bearer": "{{t}}"}}
    found = read(
        export(
            request("In", containerId="f_F", auth={"type": "inherit"}),
            request("Without", containerId="f_F"),
            folders=[folder("F", settings=bearer)],
        )
    )
    root, inner = found.folders
    assert root.auth is not None
    assert inner.auth is not None
    assert dict(root.auth.table) == {"type": "none"}
    assert dict(inner.auth.table) == {"type": "bearer", "token": "{{t}}"}
    inherits, without = found.requests
    assert inherits.auth is None
    assert without.auth is not None
    assert dict(without.auth.table) == {"type": "none"}


def test_a_collection_may_have_an_auth() -> None:
    settings = {"auth": {"type": "bearer", "bearer": "{{t}}"}}
    (root,) = read(export(settings=settings)).folders
    assert root.auth is not None
    assert dict(root.auth.table) == {"type": "bearer", "token": "{{t}}"}


UNREAD: list[dict[str, Any]] = [
    {"type": "basic", "basic": {"username": "u", "password": "{{p}}", "odd": "x"}},
    {"type": "bearer", "bearer": {"token": "{{t}}", "odd": "x"}},
    {"type": "aws", "aws": {"accessKeyId": "{{a}}", "secretKey": "{{b}}", "odd": "x"}},
    oauth(odd="x"),
]


@each_case(UNREAD)
def test_a_setting_that_nothing_reads_is_told(auth: dict[str, Any]) -> None:
    said = "\n".join(told(read(export(request(auth=auth)))))
    assert f'Setting "odd" of auth "{auth["type"]}" was not imported.' in said
    assert said.count("Setting ") == 1


def test_settings_of_another_type_are_told() -> None:
    auth = {"type": "bearer", "bearer": "{{t}}", "basic": {"username": "u", "password": "x"}}
    said = "\n".join(told(read(export(request(auth=auth)))))
    assert 'Settings of auth "basic" were not imported: another type is chosen.' in said

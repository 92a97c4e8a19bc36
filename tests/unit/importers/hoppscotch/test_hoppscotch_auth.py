"""Hoppscotch's authorization: each type, its defaults and its traps."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.hoppscotch.hoppscotch_exports import (
    collection,
    one,
    read,
    request,
    told,
)

from outrider.model.import_result import ImportResult

TOKEN = "https://login.example/token"
AUTH = "https://login.example/authorize"
CLIENT = {
    "grantType": "CLIENT_CREDENTIALS",
    "authEndpoint": TOKEN,
    "clientID": "shop",
    "clientSecret": "<<secret>>",
    "scopes": "a b",
    "token": "st0r3d-t0k3n-that-is-old",
}
TABLE = {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "token_endpoint": TOKEN,
    "client_id": "shop",
    "client_secret": "{{secret}}",
    "scope": "a b",
    "token_endpoint_auth_method": "client_secret_post",
}


def without(table: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in names}


def oauth(**more: Any) -> dict[str, Any]:
    return {"authType": "oauth-2", "addTo": "HEADERS", "grantTypeInfo": {**CLIENT, **more}}


PAGE = {"grantType": "AUTHORIZATION_CODE", "authEndpoint": AUTH, "tokenEndpoint": TOKEN}
CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"authType": "none"}, {"type": "none"}),
    ({"authType": "basic", "username": "u", "password": "<<p>>"},
     {"type": "basic", "username": "u", "password": "{{p}}"}),
    ({"authType": "digest", "username": "u", "password": "<<p>>", "realm": "x", "nonce": "y"},
     {"type": "digest", "username": "u", "password": "{{p}}"}),
    ({"authType": "bearer", "token": "<<t>>", "username": "left", "password": "over"},
     {"type": "bearer", "token": "{{t}}"}),
    ({"authType": "api-key", "key": "k", "value": "<<v>>", "addTo": "HEADERS"},
     {"type": "api_key", "value": "{{v}}",
      "placement": {"in": "header", "name": "k", "prefix": ""}}),
    ({"authType": "api-key", "key": "k", "value": "<<v>>", "addTo": "QUERY_PARAMS"},
     {"type": "api_key", "value": "{{v}}",
      "placement": {"in": "query", "name": "k", "prefix": ""}}),
    ({"authType": "aws-signature", "accessKey": "<<a>>", "secretKey": "<<b>>", "region": "r",
      "serviceName": "s", "serviceToken": "<<t>>", "addTo": "HEADERS"},
     {"type": "aws_sigv4", "access_key_id": "{{a}}", "secret_access_key": "{{b}}",
      "session_token": "{{t}}", "region": "r", "service": "s"}),
    (oauth(), TABLE),
    (oauth(clientAuthentication="IN_BODY"), TABLE),
    (oauth(clientAuthentication="AS_BASIC_AUTH_HEADERS"),
     without(TABLE, "token_endpoint_auth_method")),
    (oauth(clientSecret=""),
     {**without(TABLE, "client_secret"), "token_endpoint_auth_method": "none"}),
    (oauth(tokenRequestParams=[
        {"key": "audience", "value": "<<a>>", "active": True, "sendIn": "body"},
        {"key": "tenant", "value": "t 1", "active": True, "sendIn": "url"},
        {"key": "X-T", "value": "h", "active": True, "sendIn": "headers"},
        {"key": "off", "value": "1", "active": False, "sendIn": "body"}]),
     {**TABLE, "token_endpoint": f"{TOKEN}?tenant=t%201",
      "token_parameters": {"audience": "{{a}}"}, "token_headers": {"X-T": "h"}}),
    ({**oauth(), "addTo": "QUERY_PARAMS"},
     {**TABLE, "placement": {"in": "query", "name": "access_token"}}),
    (oauth(grantType="PASSWORD", username="u", password="<<p>>"),
     {**TABLE, "grant_type": "password", "username": "u", "password": "{{p}}"}),
    (oauth(**PAGE, isPKCE=True, redirectURI="http://127.0.0.1/cb"),
     {**TABLE, "grant_type": "authorization_code", "authorization_endpoint": AUTH,
      "redirect_uri": "http://127.0.0.1/cb"}),
    ({"authType": "oauth-2", "token": "old", "authURL": AUTH, "accessTokenURL": TOKEN,
      "clientID": "shop", "scope": "a b", "oidcDiscoveryURL": ""},
     {**without(TABLE, "client_secret"), "grant_type": "authorization_code",
      "authorization_endpoint": AUTH, "token_endpoint_auth_method": "none"}),
]  # fmt: skip


def auth_of(auth: dict[str, Any]) -> tuple[ImportResult, dict[str, Any]]:
    found, only = one(auth={"authActive": True, **auth})
    assert only.auth is not None
    return found, dict(only.auth.table)


@each_case(CASES)
def test_each_type_is_a_table(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    written, table = case
    found, made = auth_of(written)
    assert made == table
    # A stored access token is written nowhere.
    assert "st0r3d" not in str(found)


def test_a_grant_that_is_not_supported_keeps_its_page() -> None:
    found, table = auth_of(oauth(grantType="IMPLICIT", authEndpoint=AUTH))
    assert (table["grant_type"], table["authorization_endpoint"]) == ("implicit", AUTH)
    assert "token_endpoint" not in table
    assert any('Grant type "implicit" is not supported' in line for line in told(found))


@each_case(["jwt", "hawk", "akamai-eg"])
def test_a_type_that_is_not_supported_is_kept(kind: str) -> None:
    found, table = auth_of({"authType": kind, "secret": "5up3r-s3cr3t-k3y", "algorithm": "HS256"})
    assert (table["type"], table["algorithm"]) == (kind, "HS256")
    assert "5up3r" not in str(table)
    assert any("is not supported" in line for line in told(found))


def test_what_is_switched_off_sends_nothing() -> None:
    found, table = auth_of({"authType": "bearer", "token": "<<t>>", "authActive": False})
    assert table == {"type": "none"}
    assert told(found) == ['Auth "bearer" is switched off and was not imported.']


def test_a_space_in_a_client_is_told() -> None:
    found, table = auth_of(oauth(clientID="my shop", clientAuthentication="AS_BASIC_AUTH_HEADERS"))
    assert "basic_encoding" not in table
    assert any("sent as %20" in line for line in told(found))


def test_what_inherits_climbs_and_nothing_is_around_a_collection() -> None:
    bearer = {"authType": "bearer", "token": "<<t>>", "authActive": True}
    inner = collection(request("In"), name="F", auth=bearer)
    found = read(collection(request("Out"), folders=[inner]))
    assert [each.auth for each in found.requests] == [None, None]
    root, folder = found.folders
    assert root.auth is not None
    assert folder.auth is not None
    assert dict(root.auth.table) == {"type": "none"}
    assert dict(folder.auth.table) == {"type": "bearer", "token": "{{t}}"}


def test_a_row_wins_over_the_auth_as_it_does_here() -> None:
    row = {"key": "Authorization", "value": "Bearer <<mine>>", "active": True}
    _, only = one(headers=[row], auth={"authType": "bearer", "token": "<<t>>", "authActive": True})
    assert only.headers[0].enabled


UNREAD: list[dict[str, Any]] = [
    {"authType": "basic", "username": "u", "password": "<<p>>"},
    {"authType": "bearer", "token": "<<t>>"},
    {"authType": "api-key", "key": "k", "value": "<<v>>"},
    {"authType": "aws-signature", "accessKey": "<<a>>", "secretKey": "<<b>>"},
    oauth(),
]


@each_case(UNREAD)
def test_a_setting_that_nothing_reads_is_told(auth: dict[str, Any]) -> None:
    said = "\n".join(told(read(collection(request(auth={**auth, "odd": "x"})))))
    assert f'Setting "odd" of auth "{auth["authType"]}" was not imported.' in said
    assert said.count("Setting ") == 1


def test_what_a_challenge_says_of_digest_is_told_once() -> None:
    auth = {"authType": "digest", "username": "u", "password": "<<p>>", "realm": "x",
            "nonce": "y", "algorithm": "MD5", "qop": "auth", "nc": "", "opaque": "",
            "disableRetry": True}  # fmt: skip
    said = "\n".join(told(read(collection(request(auth=auth)))))
    assert "realm, nonce, algorithm, qop of the digest auth were not imported." in said
    assert 'Setting "disableRetry" of auth "digest" was not imported.' in said

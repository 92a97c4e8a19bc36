"""Insomnia's authentication: each type, its defaults, and what is not carried."""

from __future__ import annotations

from tests.each_case import each_case
from tests.unit.importers.insomnia.insomnia_exports import (
    auth_of,
    export,
    group,
    one,
    read,
    request,
    secrets_of,
    told,
)

OAUTH: dict[str, object] = {
    "type": "oauth2",
    "grantType": "client_credentials",
    "accessTokenUrl": "https://login.example/token",
    "clientId": "shop",
    "clientSecret": "s3cr3t-of-shop",
}
TOKEN: dict[str, object] = {
    "type": "oauth2",
    "token_endpoint": "https://login.example/token",
    "client_id": "shop",
}
SECRET = {"client_secret": "{{client_secret}}"}
CASES: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"type": "none"}, {"type": "none"}),
    (
        {"type": "basic", "username": "u", "password": "pass-word-1"},
        {"type": "basic", "username": "u", "password": "{{basic_password}}"},
    ),
    (
        {"type": "digest", "username": "u", "password": "pass-word-1"},
        {"type": "digest", "username": "u", "password": "{{digest_password}}"},
    ),
    ({"type": "bearer", "token": "{{ _.t }}"}, {"type": "bearer", "token": "{{t}}"}),
    (
        {"type": "bearer", "token": "{{ _.t }}", "prefix": "Token"},
        {
            "type": "api_key",
            "value": "{{t}}",
            "placement": {"in": "header", "name": "Authorization", "prefix": "Token"},
        },
    ),
    (
        {"type": "apikey", "key": "k", "value": "{{ v }}", "addTo": "queryParams"},
        {
            "type": "api_key",
            "value": "{{v}}",
            "placement": {"in": "query", "name": "k", "prefix": ""},
        },
    ),
    (
        {"type": "apikey", "key": "k", "value": "{{ v }}", "addTo": "cookie"},
        {
            "type": "api_key",
            "value": "{{v}}",
            "placement": {"in": "cookie", "name": "k", "prefix": ""},
        },
    ),
    (
        {"type": "iam", "accessKeyId": "{{ a }}", "secretAccessKey": "{{ b }}", "region": "r",
         "service": "s", "sessionToken": ""},
        {"type": "aws_sigv4", "access_key_id": "{{a}}", "secret_access_key": "{{b}}",
         "region": "r", "service": "s"},
    ),
    (OAUTH, {**TOKEN, **SECRET, "grant_type": "client_credentials", "basic_encoding": "raw"}),
    (
        {**OAUTH, "credentialsInBody": "false", "username": "", "redirectUrl": "https://x/cb"},
        {**TOKEN, **SECRET, "grant_type": "client_credentials", "basic_encoding": "raw"},
    ),
    (
        {**OAUTH, "credentialsInBody": True},
        {**TOKEN, **SECRET, "grant_type": "client_credentials",
         "token_endpoint_auth_method": "client_secret_post"},
    ),
    (
        {**OAUTH, "credentialsInBody": "true", "audience": "a", "resource": "r", "origin": "o"},
        {**TOKEN, **SECRET, "grant_type": "client_credentials",
         "token_endpoint_auth_method": "client_secret_post",
         "token_parameters": {"audience": "a", "resource": "r"},
         "token_headers": {"Origin": "o"}},
    ),
    (
        {**OAUTH, "clientSecret": ""},
        {**TOKEN, "grant_type": "client_credentials", "token_endpoint_auth_method": "none"},
    ),
    (
        {**OAUTH, "tokenPrefix": "NO_PREFIX"},
        {**TOKEN, **SECRET, "grant_type": "client_credentials", "basic_encoding": "raw",
         "placement": {"in": "header", "name": "Authorization", "prefix": ""}},
    ),
    (
        {**OAUTH, "grantType": "password", "username": "u", "password": "pass-word-1"},
        {**TOKEN, **SECRET, "grant_type": "password", "basic_encoding": "raw", "username": "u",
         "password": "{{resource_owner_password}}"},
    ),
    (
        {**OAUTH, "grantType": "authorization_code", "authorizationUrl": "https://login.example/a",
         "redirectUrl": "http://127.0.0.1:1/cb", "usePkce": True},
        {**TOKEN, **SECRET, "grant_type": "authorization_code", "basic_encoding": "raw",
         "authorization_endpoint": "https://login.example/a",
         "redirect_uri": "http://127.0.0.1:1/cb"},
    ),
]  # fmt: skip


@each_case(CASES)
def test_each_type_is_a_table(case: tuple[dict[str, object], dict[str, object]]) -> None:
    written, expected = case
    assert auth_of(written)[1] == expected


def test_literal_credentials_are_secrets() -> None:
    found, _ = auth_of(OAUTH)
    assert secrets_of(found) == {"client_secret": "s3cr3t-of-shop"}


def test_a_grant_that_is_not_supported_is_kept_under_its_name() -> None:
    found, table = auth_of({**OAUTH, "grantType": "implicit", "responseType": "id_token"})
    assert table["grant_type"] == "implicit"
    assert table["responseType"] == "id_token"
    assert 'Grant type "implicit" is not supported; its settings were kept in the file.' in told(
        found
    )


@each_case(["hawk", "ntlm", "asap", "oauth1", "netrc", "command"])
def test_a_type_that_is_not_supported_is_kept_and_sends_nothing(kind: str) -> None:
    found, table = auth_of({"type": kind, "id": "me", "key": "5up3r-s3cr3t-k3y"})
    assert table["type"] == ("insomnia_command" if kind == "command" else kind)
    assert table["id"] == "me"
    assert "5up3r" not in str(table)
    assert any(f'"{kind}" is not supported' in line for line in told(found))


def test_what_is_switched_off_is_told_and_sends_nothing() -> None:
    found, table = auth_of({"type": "basic", "username": "u", "password": "p", "disabled": True})
    assert table == {"type": "none"}
    assert told(found) == ['Auth "basic" is switched off and was not imported.']


def test_an_empty_one_inherits_and_nothing_stands_around_a_workspace() -> None:
    folder = group("F", authentication={"type": "bearer", "token": "{{ _.t }}"})
    found = read(export(folder, request(parentId="fld_F", authentication={})))
    assert found.requests[0].auth is None
    root, inner = found.folders
    assert root.auth is not None
    assert inner.auth is not None
    assert dict(root.auth.table) == {"type": "none"}
    assert inner.auth.table["token"] == "{{t}}"


def test_format_3_has_basic_without_its_type() -> None:
    _, only = one(request(authentication={"username": "{{ k }}", "password": ""}))
    assert only.auth is not None
    assert dict(only.auth.table) == {"type": "basic", "username": "{{k}}"}


def test_settings_that_are_done_otherwise_are_told() -> None:
    found, _ = auth_of({**OAUTH, "grantType": "authorization_code", "authorizationUrl": "https://a/",
                        "usePkce": False, "state": "x", "newSetting": "1"})  # fmt: skip
    said = " ".join(told(found))
    for word in ("PKCE", "state", '"newSetting"'):
        assert word in said


UNREAD: list[dict[str, object]] = [
    {"type": "basic", "username": "u", "password": "{{ p }}", "odd": "x"},
    {"type": "digest", "username": "u", "password": "{{ p }}", "odd": "x"},
    {"type": "bearer", "token": "{{ t }}", "odd": "x"},
    {"type": "apikey", "key": "k", "value": "{{ v }}", "odd": "x"},
    {"type": "iam", "accessKeyId": "{{ a }}", "secretAccessKey": "{{ b }}", "odd": "x"},
    {**OAUTH, "odd": "x"},
]


@each_case(UNREAD)
def test_a_setting_that_nothing_reads_is_told(auth: dict[str, object]) -> None:
    said = "\n".join(told(read(export(request(authentication=auth)))))
    assert f'Setting "odd" of auth "{auth["type"]}" was not imported.' in said
    assert said.count(" was not imported.") == 1

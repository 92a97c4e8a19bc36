"""What an Authorization header of an ``.http`` file becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.importers.http_files.http_import import (
    auth_of,
    environments,
    imported,
    imported_folder,
    only,
    told,
)

HEADERS: dict[str, dict[str, Any]] = {
    "Basic {{u}} {{p}}": {"type": "basic", "username": "{{u}}", "password": "{{p}}"},
    "basic me:{{p}}": {"type": "basic", "username": "me", "password": "{{p}}"},
    "Digest me {{p}}": {"type": "digest", "username": "me", "password": "{{p}}"},
    "AWS {{i}} {{k}} token:{{t}} region:eu service:s3": {
        "type": "aws_sigv4",
        "access_key_id": "{{i}}",
        "secret_access_key": "{{k}}",
        "session_token": "{{t}}",
        "region": "eu",
        "service": "s3",
    },
    "openid client local": {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "{{local_tokenEndpoint}}",
        "client_id": "{{local_clientId}}",
        "client_secret": "{{local_clientSecret}}",
        "scope": "{{oauth2_scope}}",
        "basic_encoding": "raw",
    },
    "oauth2 password local": {
        "type": "oauth2",
        "grant_type": "password",
        "token_endpoint": "{{local_tokenEndpoint}}",
        "client_id": "{{local_clientId}}",
        "client_secret": "{{local_clientSecret}}",
        "scope": "{{oauth2_scope}}",
        "username": "{{local_username}}",
        "password": "{{local_password}}",
        "basic_encoding": "raw",
    },
    "{{$aadV2Token appOnly scopes:api://x/.default tenantId:ten clientId:cid}}": {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "https://login.microsoftonline.com/ten/oauth2/v2.0/token",
        "client_id": "cid",
        "client_secret": "{{aadV2ClientSecret}}",
        "scope": "api://x/.default",
        "token_endpoint_auth_method": "client_secret_post",
    },
}
VARIABLES = """@local_tokenendpoint = https://login.test/token
@LOCAL_CLIENTID = me
@local_clientSecret = {{from_elsewhere}}
@oauth2_scope = a b
"""


@pytest.mark.parametrize("value", HEADERS)
def test_a_header(value: str) -> None:
    result = imported(f"{VARIABLES}GET http://a.test\nAuthorization: {value}\n")
    expected = {
        key: one.replace("local_tokenEndpoint", "local_tokenendpoint").replace(
            "local_clientId", "LOCAL_CLIENTID"
        )
        for key, one in HEADERS[value].items()
    }
    assert auth_of(result) == expected
    assert not only(result).headers


@pytest.mark.parametrize("value", ["Bearer {{t}}", "Basic {{encoded}}", "Custom {{x}} y z"])
def test_a_header_that_stays(value: str) -> None:
    result = imported(f"GET http://a.test\nAuthorization: {value}\n")
    assert [(one.name, one.value) for one in only(result).headers] == [("Authorization", value)]
    assert auth_of(result) == {"type": "none"}


SECURITY = """{"dev": {"base": "https://dev.test", "Security": {"Auth": {
  "main": {"Type": "OAuth2", "Grant Type": "Client Credentials", "Token URL": "{{base}}/token",
    "Client ID": "cid", "Client Credentials": "in body", "Scope": "a b",
    "Custom Request Parameters": {"audience": "https://api",
      "resource": ["r1", {"Value": "r2", "Use": "In Token Request"}],
      "x": {"Value": "y", "Use": "In Auth Request"}}, "Custom Headers": {"X-T": "1"}, "Odd": 1},
  "web": {"Type": "OAuth2", "Grant Type": "Authorization Code", "Auth URL": "https://l/a",
    "Token URL": "https://l/t", "Client ID": "w", "Redirect URL": "http://localhost/cb"}}}}}"""
PRIVATE = '{"dev": {"Security": {"Auth": {"main": {"Client Secret": "s3cr3t-of-main"}}}}}'


def test_security_auth_of_an_environment_with_its_private_half(tmp_path: Path) -> None:
    result = imported_folder(
        tmp_path,
        {
            "api.http": 'GET {{base}}/a\nAuthorization: Bearer {{$auth.token("main")}}\n\n###\n'
            'GET {{base}}/b?x=1&t={{$auth.token("main")}}\n\n###\n'
            'GET {{base}}/c\nX-Token: T {{$auth.token("main")}}\n\n###\n'
            'GET {{base}}/d\nAuthorization: Bearer {{$auth.token("nope")}}\n',
            "http-client.env.json": SECURITY,
            "http-client.private.env.json": PRIVATE,
        },
    )
    auths = result.environments[0].environment.auths
    assert dict(auths["main"].table) == {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "{{base}}/token",
        "client_id": "cid",
        "scope": "a b",
        "client_secret": "{{main_client_secret}}",
        "token_endpoint_auth_method": "client_secret_post",
        "token_parameters": {"audience": "https://api", "resource": ["r1", "r2"]},
        "token_headers": {"X-T": "1"},
    }
    assert auths["web"].table["grant_type"] == "authorization_code"
    assert environments(result)["dev"]["main_client_secret"] == "secret s3cr3t-of-main"
    assert [auth_of(result, number) for number in range(4)] == [
        {"use": "main"},
        {"extends": "main", "placement": {"in": "query", "name": "t"}},
        {"extends": "main", "placement": {"in": "header", "name": "X-Token", "prefix": "T"}},
        {"use": "nope"},
    ]
    assert result.requests[1].url == "{{base}}/b?x=1"
    said = [what for _, what in told(result)]
    assert 'Auth definition "nope" not found.' in said
    assert '"Odd" of auth definition "main" was not imported.' in said
    assert 'Parameter "x" of auth definition "main" was not imported.' in said


RESTERM = {
    'oauth2 token_url={{t}} client_id=c client_secret={{s}} scope="a b" audience=x '
    "client_auth=body cache_key=k": {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "{{t}}",
        "client_id": "c",
        "client_secret": "{{s}}",
        "scope": "a b",
        "token_endpoint_auth_method": "client_secret_post",
        "token_parameters": {"audience": "x"},
    },
    "bearer {{t}}": {"type": "bearer", "token": "{{t}}"},
    "basic me {{p}}": {"type": "basic", "username": "me", "password": "{{p}}"},
    "apikey header X-Key {{k}}": {
        "type": "api_key",
        "value": "{{k}}",
        "placement": {"in": "header", "name": "X-Key", "prefix": ""},
    },
    'command argv=["gh","auth","token"] header=X-T': {
        "type": "command",
        "command": ["gh", "auth", "token"],
        "placement": {"in": "header", "name": "X-T", "prefix": ""},
    },
    "none": {"type": "none"},
}


@pytest.mark.parametrize("written", RESTERM)
def test_auth_that_a_comment_says(written: str) -> None:
    assert auth_of(imported(f"# @auth {written}\nGET http://a.test\n")) == RESTERM[written]
    of_file = imported(f"# @auth file {written}\n\n###\nGET http://a.test\n")
    assert auth_of(of_file) == RESTERM[written]

"""Auth of Bruno's, with what each missing key means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.importers.bruno.bruno_folder import bru, changed, lost, only, read_folder

from outrider.model.secret import MASK, reveal

SECRET = "s3cr3t-of-the-client-1234"


def _auth(mode: str, rows: str = "", more: str = "") -> dict[str, Any]:
    block = f"auth:{mode} {{\n{rows}\n}}\n" if rows else ""
    result = read_folder({"a.bru": bru(f"url: https://h/\n  auth: {mode}", block + more)})
    found = only(result).auth
    assert found is not None
    return dict(found.table)


OAUTH2 = f"""  grant_type: client_credentials
  access_token_url: https://as/token
  client_id: me
  client_secret: {SECRET}"""


def test_missing_keys_of_oauth2_mean_body_and_no_prefix() -> None:
    table = _auth("oauth2", OAUTH2)
    assert table == {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "https://as/token",
        "client_id": "me",
        "client_secret": "{{client_secret}}",
        "token_endpoint_auth_method": "client_secret_post",
        "placement": {"in": "header", "name": "Authorization", "prefix": ""},
    }


def test_written_keys_of_oauth2() -> None:
    table = _auth(
        "oauth2",
        f"{OAUTH2}\n  scope: a b\n  credentials_placement: basic_auth_header\n"
        "  token_placement: header\n  token_header_prefix: Bearer",
    )
    assert table["basic_encoding"] == "raw"
    assert table["scope"] == "a b"
    assert "placement" not in table
    assert "token_endpoint_auth_method" not in table


def test_a_token_in_the_url() -> None:
    table = _auth("oauth2", f"{OAUTH2}\n  token_placement: url\n  token_query_key: t")
    assert table["placement"] == {"in": "query", "name": "t"}


def test_additional_parameters_go_where_they_are_sent() -> None:
    start = "auth:oauth2:additional_params:access_token_req"
    more = (
        f"{start}:body {{\n  audience: x\n  ~off: 1\n}}\n"
        f"{start}:headers {{\n  X-T: y\n  Authorization: z\n}}\n"
        f"{start}:queryparams {{\n  q: a b\n}}\n"
    )
    table = _auth("oauth2", OAUTH2, more)
    assert table["token_parameters"] == {"audience": "x"}
    assert table["token_headers"] == {"X-T": "y"}
    assert table["token_endpoint"] == "https://as/token?q=a%20b"


def test_an_unknown_grant_is_kept_whole_and_told() -> None:
    rows = "  grant_type: implicit\n  authorization_url: https://as/a\n  client_id: me"
    result = read_folder({"a.bru": bru("url: x\n  auth: oauth2", f"auth:oauth2 {{\n{rows}\n}}\n")})
    auth = only(result).auth
    assert auth is not None
    assert auth.table["grant_type"] == "implicit"
    assert auth.table["authorization_endpoint"] == "https://as/a"
    assert 'Grant type "implicit" is not supported; its settings were kept in the file.' in lost(
        result
    )


@pytest.mark.parametrize(
    ("mode", "rows", "table"),
    [
        ("none", "", {"type": "none"}),
        (
            "basic",
            "  username: u\n  password: {{p}}",
            {"type": "basic", "username": "u", "password": "{{p}}"},
        ),
        ("bearer", "  token: {{t}}", {"type": "bearer", "token": "{{t}}"}),
        (
            "apikey",
            "  key: X-K\n  value: {{v}}\n  placement: header",
            {
                "type": "api_key",
                "value": "{{v}}",
                "placement": {"in": "header", "name": "X-K", "prefix": ""},
            },
        ),
        (
            "apikey",
            "  key: k\n  value: {{v}}\n  placement: queryparams",
            {
                "type": "api_key",
                "value": "{{v}}",
                "placement": {"in": "query", "name": "k", "prefix": ""},
            },
        ),
        (
            "digest",
            "  username: u\n  password: {{p}}",
            {"type": "digest", "username": "u", "password": "{{p}}"},
        ),
        (
            "awsv4",
            "  accessKeyId: {{a}}\n  secretAccessKey: {{s}}\n  region: r\n  service: x",
            {
                "type": "aws_sigv4",
                "access_key_id": "{{a}}",
                "secret_access_key": "{{s}}",
                "region": "r",
                "service": "x",
            },
        ),
        (
            "ntlm",
            "  username: u\n  password: {{p}}\n  domain: d",
            {"type": "ntlm", "username": "u", "password": "{{p}}", "domain": "d"},
        ),
    ],
)
def test_other_auths(mode: str, rows: str, table: dict[str, Any]) -> None:
    assert _auth(mode, rows) == table


def test_a_literal_secret_goes_to_the_overlay() -> None:
    result = read_folder(
        {"a.bru": bru("url: x\n  auth: oauth2", f"auth:oauth2 {{\n{OAUTH2}\n}}\n")}
    )
    [environment] = result.environments
    assert reveal(environment.values["client_secret"]) == SECRET
    assert SECRET not in repr(result.requests)


COLLECTION = f"auth {{\n  mode: oauth2\n}}\n\nauth:oauth2 {{\n{OAUTH2}\n}}\n"


def test_inheritance_goes_past_folders_that_say_none() -> None:
    result = read_folder(
        {
            "collection.bru": COLLECTION,
            "in/folder.bru": "meta {\n  name: In\n}\n\nauth {\n  mode: none\n}\n",
            "in/a.bru": bru("url: x\n  auth: inherit"),
        }
    )
    assert [one.auth is None for one in result.folders] == [False, True]
    assert only(result).auth is None


def test_a_collection_without_auth_inherits_nothing() -> None:
    result = read_folder({"a.bru": bru("url: x\n  auth: inherit")})
    root = result.folders[0].auth
    assert root is not None
    assert root.table == {"type": "none"}


def test_the_token_of_the_auth_above_by_reference() -> None:
    block = "auth:bearer {\n  token: {{$oauth2.credentials.access_token}}\n}\n"
    result = read_folder(
        {"collection.bru": COLLECTION, "a.bru": bru("url: x\n  auth: bearer", block)}
    )
    auth = only(result).auth
    assert auth is not None
    assert auth.table["type"] == "oauth2"
    assert "placement" not in auth.table


def test_a_header_that_bruno_replaces_by_the_auth_is_switched_off() -> None:
    block = "auth:bearer {\n  token: {{t}}\n}\n\nheaders {\n  authorization: other\n}\n"
    result = read_folder({"a.bru": bru("url: x\n  auth: bearer", block)})
    assert [row.enabled for row in only(result).headers] == [False]
    assert 'Header "authorization" was switched off.' in changed(result)


@pytest.mark.parametrize(
    ("mode", "rows"),
    [
        ("basic", "username: u\n  password: {{p}}"),
        ("digest", "username: u\n  password: {{p}}"),
        ("bearer", "token: {{t}}"),
        ("apikey", "key: k\n  value: {{v}}\n  placement: header"),
        ("awsv4", "accessKeyId: {{a}}\n  secretAccessKey: {{b}}"),
    ],
)
def test_what_nothing_reads_is_told(mode: str, rows: str) -> None:
    block = f"auth:{mode} {{\n  {rows}\n  odd: x\n}}\n"
    other = "auth:ntlm {\n  domain: d\n}\n"
    result = read_folder({"a.bru": bru(f"url: https://h/\n  auth: {mode}", block + other)})
    said = lost(result)
    assert f'Setting "odd" of auth "{mode}" was not imported.' in "\n".join(said)
    assert 'Settings of auth "ntlm" were not imported: another type' in "\n".join(said)
    assert len(said) == 2


def test_a_tag_that_nobody_wrote_is_masked() -> None:
    meta = "meta {\n  name: r\n  tags: [\n    smoke\n    v2Orders\n    aL3q9Zk2pX\n  ]\n}\n"
    result = read_folder({"r.bru": f"{meta}get {{\n  url: https://a.example/x\n}}\n"})
    assert f"Tags were kept as a comment: smoke, v2Orders, {MASK}." in changed(result)
    assert "aL3q9Zk2pX" not in repr(result)


def test_a_client_certificate_without_a_file_is_told() -> None:
    for row in ({"certFilePath": ""}, {"type": "pfx", "passphrase": "p"}):
        config = {
            "version": "1",
            "name": "Shop",
            "type": "collection",
            "clientCertificates": {"enabled": True, "certs": [{"domain": "a.test", **row}]},
        }
        environment = "vars {\n  a: 1\n}\n"
        files = {
            "bruno.json": json.dumps(config),
            "environments/dev.bru": environment,
            "a.bru": bru(),
        }
        result = read_folder(files)
        assert "A client certificate was not imported: a.test." in lost(result)
        assert not any("ertificate" in one for one in changed(result))

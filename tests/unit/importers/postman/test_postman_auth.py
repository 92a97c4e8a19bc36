"""Auth of Postman's in every type and spelling, what it inherits, and where its secrets go."""

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
    table,
)

CLIENT = {
    "grant_type": "client_credentials",
    "accessTokenUrl": "{{tokenUrl}}",
    "clientId": "{{id}}",
    "clientSecret": "{{secret}}",
}
NATIVE = {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "token_endpoint": "{{tokenUrl}}",
    "client_id": "{{id}}",
    "client_secret": "{{secret}}",
    "basic_encoding": "raw",
}


def of(**settings: Any) -> dict[str, Any]:
    return table(only(read(collection(request(auth=auth("oauth2", **(CLIENT | settings)))))))


@pytest.mark.parametrize("absent", [None, {}, {"type": None}, {"type": ""}, "missing"])
def test_what_inherits(absent: Any) -> None:
    more = {} if absent == "missing" else {"auth": absent}
    imported = read(collection(request(**more), auth=auth("bearer", token="{{t}}")))
    assert only(imported).auth is None
    assert table(root(imported))["type"] == "bearer"


def test_noauth_stops_and_a_folder_comes_before_the_collection() -> None:
    imported = read(
        collection(
            folder("A", request("One"), auth={"type": "noauth"}),
            folder("B", request("Two"), auth=auth("basic", username="u", password="{{p}}")),
            auth=auth("bearer", token="{{t}}"),
        )
    )
    assert {one.id: table(one)["type"] for one in imported.folders} == {
        "": "bearer", "a": "none", "b": "basic",
    }  # fmt: skip


def test_client_credentials_with_the_defaults_left_out() -> None:
    assert of() == NATIVE


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        ({"scope": "a b  c"}, {"scope": "a b  c"}),
        ({"client_authentication": "header"}, {}),
        (
            {"client_authentication": "body"},
            {"token_endpoint_auth_method": "client_secret_post", "basic_encoding": None},
        ),
        ({"headerPrefix": "Bearer"}, {}),
        (
            {"headerPrefix": ""},
            {"placement": {"in": "header", "name": "Authorization", "prefix": ""}},
        ),
        (
            {"headerPrefix": "Token "},
            {"placement": {"in": "header", "name": "Authorization", "prefix": "Token"}},
        ),
        (
            {"addTokenTo": "queryParams"},
            {"placement": {"in": "query", "name": "access_token"}},
        ),
        ({"audience": "https://a"}, {"token_parameters": {"audience": "https://a"}}),
        ({"resource": {"id1": "r1"}}, {"token_parameters": {"resource": "r1"}}),
        ({"resource": {"i": "r1", "j": "r2"}}, {"token_parameters": {"resource": ["r1", "r2"]}}),
        (
            {"tokenRequestParams": [{"key": "a", "value": "{{b}}", "send_as": "request_body"},
                                    {"key": "off", "value": "1", "enabled": False}]},
            {"token_parameters": {"a": "{{b}}"}},
        ),
        (
            {"tokenRequestParams": [{"key": "a b", "value": "c d", "send_as": "request_url"}]},
            {"token_endpoint": "{{tokenUrl}}?a%20b=c%20d"},
        ),
        ({"username": "left over", "tokenName": "a label", "state": "x"}, {}),
        (
            {"clientSecret": ""},
            {"token_endpoint_auth_method": "none", "client_secret": None, "basic_encoding": None},
        ),
    ],
)  # fmt: skip
def test_settings_of_oauth2(settings: dict[str, Any], more: dict[str, Any]) -> None:
    expected = {key: value for key, value in (NATIVE | more).items() if value is not None}
    assert of(**settings) == expected


def test_headers_of_the_token_request_are_converted() -> None:
    rows = [
        {"key": "X-Tenant", "value": "{{tenant}}", "send_as": "request_header"},
        {"key": "X-Api-Key", "value": "3a7f9c0d12ab45ef", "send_as": "request_header"},
        {"key": "Host", "value": "other.example", "send_as": "request_header"},
        {"key": "X-Off", "value": "1", "send_as": "request_header", "enabled": False},
    ]
    block = auth("oauth2", **(CLIENT | {"tokenRequestParams": rows}))
    imported = read(collection(request(auth=block)))
    headers = table(only(imported))["token_headers"]
    assert headers["X-Tenant"] == "{{tenant}}"
    assert headers["X-Api-Key"].startswith("{{")
    assert set(headers) == {"X-Tenant", "X-Api-Key"}
    assert "3a7f9c0d12ab45ef" not in str(table(only(imported)))
    assert any('"Host"' in one for one in lost(imported))


def test_what_a_token_request_cannot_have_is_left_out_and_told() -> None:
    rows = [
        {"key": "X-A", "value": "1", "send_as": "request_header"},
        {"key": "x-a", "value": "2", "send_as": "request_header"},
        {"key": "Bad Name", "value": "v", "send_as": "request_header"},
        {"key": "grant_type", "value": "password", "send_as": "request_body"},
        {"key": "scope", "value": "read", "send_as": "request_body"},
        {"key": "odd", "value": "v", "send_as": "somewhere"},
        {"key": "late", "value": "v", "send_as": "request_url"},
    ]
    without_url = {key: one for key, one in CLIENT.items() if key != "accessTokenUrl"}
    settings = {**without_url, "grant_type": "client_credentials", "tokenRequestParams": rows}
    imported = read(collection(request(auth=auth("oauth2", **settings))))
    found = table(only(imported))
    assert found["token_headers"] == {"X-A": "1"}
    assert "token_parameters" not in found
    assert found["scope"] == "read"
    told = lost(imported)
    for name in ("x-a", "Bad Name", "grant_type", "odd", "late"):
        assert any(f'"{name}" of the token request was not imported' in one for one in told), name


@pytest.mark.parametrize(
    ("grant", "name"),
    [
        ("implicit", "implicit"),
        ("something_new", "something_new"),
    ],
)
def test_other_grants_are_kept_and_told(grant: str, name: str) -> None:
    block = auth("oauth2", **(CLIENT | {"grant_type": grant, "authUrl": "https://as/authorize"}))
    imported = read(collection(request(auth=block)))
    assert table(only(imported))["grant_type"] == name
    assert table(only(imported))["authorization_endpoint"] == "https://as/authorize"
    assert any(f'Grant type "{name}" is not supported' in one for one in lost(imported))


@pytest.mark.parametrize("grant", ["authorization_code", "authorization_code_with_pkce", ""])
def test_a_sign_in_in_a_browser_comes_with_its_page(grant: str) -> None:
    more = {"grant_type": grant, "authUrl": "https://as/authorize", "callBackUrl": "https://me/"}
    imported = read(collection(request(auth=auth("oauth2", **(CLIENT | more)))))
    found = table(only(imported))
    assert found["grant_type"] == "authorization_code"
    assert found["authorization_endpoint"] == "https://as/authorize"
    assert found["redirect_uri"] == "https://me/"
    assert not lost(imported)


def test_a_password_grant_keeps_its_password_as_a_secret() -> None:
    more = {"grant_type": "password_credentials", "username": "ann", "password": "pa55-word!"}
    imported = read(collection(request(auth=auth("oauth2", **(CLIENT | more)))))
    found = table(only(imported))
    assert (found["grant_type"], found["username"]) == ("password", "ann")
    assert "pa55" not in found["password"]
    assert not lost(imported)


def test_digest_keeps_the_name_and_the_password_and_leaves_the_challenge_to_the_server() -> None:
    given = {"username": "u", "password": "very secret", "realm": "r", "algorithm": "MD5"}
    imported = read(collection(request(auth=auth("digest", **given))))
    found = table(only(imported))
    assert (found["type"], found["username"]) == ("digest", "u")
    assert found["password"] == "{{digest_password}}"
    assert set(found) == {"type", "username", "password"}
    assert lost(imported) == []


def test_aws_signatures_get_their_own_keys() -> None:
    given = {"accessKey": "a", "secretKey": "very secret", "region": "r", "service": "s3"}
    imported = read(collection(request(auth=auth("awsv4", **given, sessionToken="also secret"))))
    assert table(only(imported)) == {
        "type": "aws_sigv4",
        "access_key_id": "{{access_key_id}}",
        "secret_access_key": "{{secret_access_key}}",
        "session_token": "{{session_token}}",
        "region": "r",
        "service": "s3",
    }
    assert lost(imported) == []


@pytest.mark.parametrize(
    ("kind", "settings", "name"),
    [
        ("hawk", {"authId": "i", "authKey": "very secret"}, "hawk"),
        ("ntlm", {"username": "u", "password": "very secret"}, "ntlm"),
        ("oauth1", {"consumerKey": "k", "consumerSecret": "very secret"}, "oauth1"),
        ("edgegrid", {"accessToken": "very secret"}, "edgegrid"),
    ],
)
def test_what_cannot_be_used_yet_is_kept_and_told(
    kind: str, settings: dict[str, Any], name: str
) -> None:
    imported = read(collection(request(auth=auth(kind, **settings))))
    found = table(only(imported))
    assert found["type"] == name
    assert set(found) == {"type", *settings}
    assert "very secret" not in str(found)
    assert any(f'Auth type "{kind}" is not supported' in one for one in lost(imported))


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"key": "K"}, ("header", "K")),
        ({"key": "k", "in": "query"}, ("query", "k")),
    ],
)
def test_api_keys(settings: dict[str, Any], where: tuple[str, str]) -> None:
    found = table(only(read(collection(request(auth=auth("apikey", value="{{v}}", **settings))))))
    assert found["value"] == "{{v}}"
    assert (found["placement"]["in"], found["placement"]["name"]) == where


def test_an_api_key_without_a_name_is_not_sent() -> None:
    imported = read(collection(request(auth=auth("apikey", value="hush hush"))))
    assert table(only(imported)) == {"type": "none"}
    assert any("it has no name" in one for one in lost(imported))


def test_a_literal_credential_goes_to_every_overlay() -> None:
    block = auth("oauth2", **(CLIENT | {"clientSecret": "hush hush"}))
    imported = read(collection(request(auth=block)), environment("dev"), environment("prod"))
    assert table(only(imported))["client_secret"] == "{{client_secret}}"
    assert [one.values["client_secret"].reveal() for one in imported.environments] == [
        "hush hush"
    ] * 2


def test_a_literal_credential_without_an_environment_makes_one() -> None:
    imported = read(collection(request(auth=auth("bearer", token="hush hush"))))
    [made] = imported.environments
    assert made.environment.id == "shop"
    assert made.values["bearer_token"].reveal() == "hush hush"


def test_the_client_secret_is_a_secret_whatever_its_type_says() -> None:
    values = environment("dev", secret="plain text", id="me")
    [dev] = read(collection(request(auth=auth("oauth2", **CLIENT))), values).environments
    assert set(dev.environment.secrets) == {"secret"}
    assert set(dev.environment.variables) == {"id"}
    assert dev.values["secret"].reveal() == "plain text"


def test_an_empty_secret_asks_and_brings_no_value() -> None:
    [dev] = read(collection(), environment("dev", password=("", "secret"))).environments
    assert dev.environment.secrets["password"].provider == "prompt"
    assert dict(dev.values) == {}


def test_one_name_is_a_secret_everywhere_once_it_is_one_anywhere() -> None:
    imported = read(
        collection(
            folder("A", request("One"), variable=[{"key": "key", "value": "from the folder"}]),
            variable=[{"key": "key", "value": "from the collection"}],
        ),
        environment("dev", key=("from dev", "secret")),
        environment("prod", key="from prod"),
        {"name": "G", "values": [{"key": "key", "value": "global"}],
         "_postman_variable_scope": "globals"},
    )  # fmt: skip
    assert imported.variables == {}
    assert all("key" not in one.variables for one in imported.folders)
    found = {one.environment.id: one for one in imported.environments}
    assert all("key" in one.environment.secrets for one in found.values())
    assert all("key" not in one.environment.variables for one in found.values())
    assert found["dev"].values["key"].reveal() == "from dev"
    assert found["prod"].values["key"].reveal() == "from prod"


def test_a_reference_in_a_secret_stays_a_variable_in_no_other_scope() -> None:
    imported = read(
        collection(request(auth=auth("bearer", token="{{token}}"))),
        environment("dev", token="{{other}}", other="x"),
        environment("prod", token=("abc", "secret")),
    )
    found = {one.environment.id: one.environment for one in imported.environments}
    for one in found.values():
        assert not set(one.secrets) & set(one.variables)


def test_inherited_tokens_of_a_request_are_named() -> None:
    imported = read(
        collection(
            request("A", auth=auth("oauth2", accessToken="{{t}}")),
            request("B", auth=auth("oauth2")),
        )
    )
    assert table(named(imported, "a")) == {"type": "bearer", "token": "{{t}}"}
    assert any("has no token URL and no token" in one for one in lost(imported))


PASSWORD = {"grant_type": "password_credentials", "username": "u", "password": "{{p}}"}
WITHOUT_SECRET = "client_secret is empty; the client is imported without one."


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        (PASSWORD | {"username": "", "password": ""}, "username or password"),
        (PASSWORD | {"clientId": ""}, "client_id"),
        ({"accessTokenUrl": " "}, "token_endpoint"),
        ({"clientId": "", "clientSecret": ""}, "client_id"),
        ({"grant_type": "authorization_code", "authUrl": ""}, "authorization_endpoint"),
    ],
)
def test_what_an_auth_lacks_is_told(settings: dict[str, Any], missing: str) -> None:
    imported = read(collection(request(auth=auth("oauth2", **(CLIENT | settings)))))
    assert lost(imported) == [f"The OAuth 2.0 auth has no {missing}."]


@pytest.mark.parametrize("where", ["", "header", "body"])
@pytest.mark.parametrize("grant", ["password_credentials", "client_credentials"])
def test_an_empty_client_secret_is_told(grant: str, where: str) -> None:
    settings = CLIENT | PASSWORD | {"grant_type": grant, "clientSecret": ""}
    imported = read(
        collection(request(auth=auth("oauth2", **settings, client_authentication=where)))
    )
    assert table(only(imported))["token_endpoint_auth_method"] == "none"
    assert changed(imported) == [WITHOUT_SECRET]


def test_a_public_client_with_pkce_has_none() -> None:
    settings = {
        "grant_type": "authorization_code_with_pkce",
        "clientSecret": "",
        "authUrl": "{{a}}",
    }
    imported = read(collection(request(auth=auth("oauth2", **(CLIENT | settings)))))
    assert changed(imported) == []


@pytest.mark.parametrize(
    "setting",
    [
        {"useIdToken": True},
        {"useIdToken": "true"},
        {"tokenType": "id_token"},
        {"tokenType": "ID Token"},
        {"useTokenType": "idToken"},
    ],
)
@pytest.mark.parametrize("grant", [{}, PASSWORD])
def test_the_id_token_is_used_where_postman_uses_it(
    setting: dict[str, Any], grant: dict[str, Any]
) -> None:
    imported = read(collection(request(auth=auth("oauth2", **(CLIENT | grant | setting)))))
    assert table(only(imported))["token_response"] == {"access_token": "id_token"}
    assert changed(imported) == ["The ID token is sent in place of the access token."]


@pytest.mark.parametrize("setting", [{"useIdToken": False}, {"tokenType": "Bearer"}, {}])
def test_the_access_token_is_used_else(setting: dict[str, Any]) -> None:
    assert "token_response" not in of(**setting)


def test_blanks_around_the_endpoints_are_left_out() -> None:
    found = of(
        grant_type="authorization_code", accessTokenUrl=" https://a/t\n", authUrl=" https://a/p "
    )
    assert found["token_endpoint"] == "https://a/t"
    assert found["authorization_endpoint"] == "https://a/p"

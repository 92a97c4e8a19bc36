"""Settings of Postman's auth that few have, and what of them is told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    lost,
    only,
    read,
    request,
    table,
)

CLIENT = {
    "grant_type": "client_credentials",
    "accessTokenUrl": "{{tokenUrl}}",
    "clientId": "{{id}}",
    "clientSecret": "{{secret}}",
}


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("basic", {"username": "u", "password": "{{p}}", "showPassword": True}),
        ("bearer", {"token": "{{t}}"}),
        ("apikey", {"key": "k", "value": "{{v}}", "in": "query"}),
        ("awsv4", {"accessKey": "{{a}}", "secretKey": "{{b}}"}),
        ("oauth2", {**CLIENT, "tokenName": "t", "username": "left over"}),
    ],
)
def test_a_setting_that_nothing_reads_is_told(kind: str, settings: dict[str, Any]) -> None:
    imported = read(collection(request(auth=auth(kind, **settings, odd="x", empty=""))))
    assert [f'"odd" of auth "{kind}" was not imported' in one for one in lost(imported)] == [True]


def test_a_saved_token_is_told_once() -> None:
    saved = {"accessToken": "Hush-hush-1", "refreshToken": "Hush-hush-2", "idToken": ""}
    imported = read(collection(request(auth=auth("oauth2", **CLIENT, **saved))))
    assert ["saved token of the auth was not" in one for one in changed(imported)] == [True]
    assert not lost(imported)
    assert "Hush" not in str(imported)
    imported = read(collection(request(auth=auth("oauth2", accessToken="Hush-hush-1"))))
    assert not any("saved token" in one for one in changed(imported))


def test_what_a_challenge_says_of_digest_is_told() -> None:
    block = auth("digest", username="u", password="{{p}}", nonce="n", algorithm="MD5", qop="")
    imported = read(collection(request(auth={**block, "basic": [{"key": "username"}]})))
    assert any("nonce, algorithm of the digest auth were not" in one for one in changed(imported))
    assert ['Settings of auth "basic"' in one for one in lost(imported)] == [True]


def test_what_the_browsers_request_has_besides() -> None:
    rows = [
        {"key": "prompt", "value": "log in", "send_as": "request_url"},
        {"key": "off", "value": "1", "send_as": "request_url", "enabled": False},
        {"key": "odd", "value": "1", "send_as": "request_body"},
    ]
    settings = CLIENT | {
        "grant_type": "authorization_code_with_pkce",
        "authUrl": "https://h.example/authorize",
        "authRequestParams": rows,
        "challengeAlgorithm": "plain",
        "state": "fixed",
        "refreshTokenUrl": "https://h.example/renew",
        "refreshRequestParams": [{"key": "a", "value": "b"}],
    }
    imported = read(collection(request(auth=auth("oauth2", **settings))))
    page = table(only(imported))["authorization_endpoint"]
    assert page == "https://h.example/authorize?prompt=log%20in"
    told = "\n".join([*lost(imported), *changed(imported)])
    for said in ('"odd" of the authorization', "S256, not plain", "not the fixed one",
                 "refreshTokenUrl was not", '"refreshRequestParams" of auth'):  # fmt: skip
        assert said in told

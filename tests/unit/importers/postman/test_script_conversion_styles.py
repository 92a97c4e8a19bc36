"""Token scripts in many styles: each becomes a right auth, or is told as not understood."""

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
    told,
)
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult, ImportVerdict

KNOWN = """const id = pm.environment.get('id'), secret = pm.environment.get('secret');
const url = pm.environment.get('tokenUrl');
"""
GRANT = "{key: 'grant_type', value: 'client_credentials'}"
ROWS = f"[{GRANT}, {{key: 'client_id', value: id}}, {{key: 'client_secret', value: secret}}]"
STORE = "(err, res) => pm.environment.set('accessToken', res.json().access_token)"
TEXT = "grant_type=client_credentials&client_id=' + id + '&client_secret=' + secret"
POST = {"token_endpoint_auth_method": "client_secret_post"}
RAW = {"basic_encoding": "raw"}


def ask(
    body: str = f"{{mode: 'urlencoded', urlencoded: {ROWS}}}", header: str = "{}", url: str = "url"
) -> str:
    return f"{{url: {url}, method: 'POST', header: {header}, body: {body}}}"


BASIC = ask(f"{{mode: 'urlencoded', urlencoded: [{GRANT}]}}", "{Authorization: 'Basic ' + h}")
SPLIT = "'client_id', value: id}"
UNDERSTOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "callback": (f"pm.sendRequest({ask()}, {STORE});", POST),
    "await": (
        f"const r = await pm.sendRequest({ask()});"
        "pm.environment.set('accessToken', r.json().access_token);",
        POST,
    ),
    "promise": (
        f"new Promise((ok, no) => pm.sendRequest({ask()}, (e, r) => e ? no(e) : ok(r)))"
        ".then(r => pm.environment.set('accessToken', r.json().access_token));",
        POST,
    ),
    "raw text": (f"pm.sendRequest({ask(f'''{{mode: 'raw', raw: '{TEXT}}}''')}, {STORE});", POST),
    "form as text": (
        f"pm.sendRequest({ask(f'''{{mode: 'urlencoded', urlencoded: '{TEXT}}}''')}, {STORE});",
        POST,
    ),
    "JSON": (
        "pm.sendRequest("
        + ask(
            "{mode: 'raw', raw: JSON.stringify({grant_type: 'client_credentials', client_id: id,"
            " client_secret: secret})}"
        )
        + f", {STORE});",
        POST,
    ),
    "Buffer": (
        "const h = Buffer.from(id + ':' + secret).toString('base64');"
        f"pm.sendRequest({BASIC}, {STORE});",
        RAW,
    ),
    "CryptoJS": (
        "const h = CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse(`${id}:${secret}`));"
        f"pm.sendRequest({BASIC}, {STORE});",
        RAW,
    ),
    "words of CryptoJS": (
        "const h = CryptoJS.enc.Utf8.parse(`${id}:${secret}`).toString(CryptoJS.enc.Base64);"
        f"pm.sendRequest({BASIC}, {STORE});",
        RAW,
    ),
    "replaceIn": (
        "const filled = pm.variables.replaceIn('{{id}}:{{secret}}'), h = btoa(filled);"
        f"pm.sendRequest({BASIC}, {STORE});",
        RAW,
    ),
    "age": (
        "if (!pm.environment.get('expiry') || Date.now() > Number(pm.environment.get('expiry'))) {"
        f"pm.sendRequest({ask()}, (e, r) => {{ const j = r.json();"
        "pm.environment.set('accessToken', j.access_token);"
        "pm.environment.set('expiry', Date.now() + j.expires_in * 1000 - 30000); }); }",
        POST,
    ),
    "a prefix added later": (
        f"pm.sendRequest({ask()}, (e, r) => {{ pm.environment.set('raw', r.json().access_token);"
        "pm.environment.set('accessToken', 'JWT ' + pm.environment.get('raw')); });",
        POST | {"placement": {"in": "header", "name": "Authorization", "prefix": "Bearer JWT"}},
    ),
    "a class": (
        f"class Tokens {{ get() {{ return pm.sendRequest({ask()}); }} }}"
        "new Tokens().get().then(r =>"
        " pm.environment.set('accessToken', r.json().access_token));",
        POST,
    ),
}


@pytest.mark.parametrize("style", UNDERSTOOD)
def test_what_is_understood_becomes_its_auth(style: str) -> None:
    text, more = UNDERSTOOD[style]
    values = environment(tokenUrl="https://as.example/token", id="me", secret="s3cretOfMine")
    imported = read(collection(request(), event=[script(KNOWN + text)], auth=BEARER), values)
    assert table(root(imported)) == {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "{{tokenUrl}}",
        "client_id": "{{id}}",
        "client_secret": "{{secret}}",
        **more,
    }
    assert lost(imported) == []


REFUSED = {
    "axios": (
        "const axios = require('axios');\naxios.post(url, form);",
        "it sends its request with axios, not with pm.sendRequest",
    ),
    "fetch": (
        "fetch(url, {method: 'POST', body: form}).then(r => r.json());",
        "it sends its request with fetch, not with pm.sendRequest",
    ),
    "refresh token": (
        f"pm.sendRequest({ask().replace('client_credentials', 'refresh_token')}, {STORE});",
        'its grant_type is "refresh_token"',
    ),
    "an assertion": (
        f"""pm.sendRequest({
            ask().replace(SPLIT, "'client_assertion', value: CryptoJS.HmacSHA256(id, secret)}")
        }, {STORE});""",
        "the parameter client_assertion is not known",
    ),
    "an ID token": (
        f"pm.sendRequest({ask()}, {STORE.replace('access_token', 'id_token')});",
        'the value that it stores in "accessToken" is not the access token itself',
    ),
    "a clock": (
        f"pm.sendRequest({ask().replace(SPLIT, SPLIT + ', {key: `ts`, value: Date.now()}')},"
        f" {STORE});",
        "the parameter ts is not known",
    ),
    "a prefix in one case only": (
        f"pm.sendRequest({ask()}, (e, r) => {{ let t = r.json().access_token;"
        "if (r.json().kind === 'mac') t = 'MAC ' + t; pm.environment.set('accessToken', t); });",
        'the value that it stores in "accessToken" is not the access token itself',
    ),
    "a part of the URL": (
        f"pm.sendRequest({ask()}, (e, r) =>"
        " pm.request.url.addQueryParams('t=' + r.json().access_token));",
        "it does not store the token in a variable",
    ),
}


@pytest.mark.parametrize("style", REFUSED)
def test_what_is_not_understood_is_told_and_nothing_is_converted(style: str) -> None:
    text, why = REFUSED[style]
    stored = "\n// pm.environment.set('accessToken', token)"
    imported = read(
        collection(request(), event=[script(KNOWN + text + stored)], auth=BEARER),
        environment(tokenUrl="https://as.example/token", id="me", secret="s3cretOfMine"),
    )
    assert why in " ".join(lost(imported))
    carried = [one.what for one in told(imported, ImportVerdict.CARRIED)]
    assert not any("auth definition" in what for what in (*carried, *changed(imported)))


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("{'X-Signature': CryptoJS.HmacSHA256(id, secret).toString()}", "X-Signature is not known"),
        ("[{key: 'X-Time', value: Date.now()}]", "X-Time is not known"),
        ("{DPoP: proof()}", "DPoP is not known"),
        ("{Host: 'other.example'}", "has a Host header of its own"),
    ],
)
def test_a_token_request_with_a_header_that_no_auth_has_is_half_filled(
    header: str, why: str
) -> None:
    signed = ask(header=header)
    imported = read(
        collection(
            request(), event=[script(f"{KNOWN}pm.sendRequest({signed}, {STORE});")], auth=BEARER
        ),
        environment(tokenUrl="https://as.example/token", id="me", secret="s3cretOfMine"),
    )
    assert why in lost(imported)[0]
    assert table(root(imported))["type"] == "bearer"
    lines = imported.comments["requests/folder"]
    assert {'token_endpoint = "{{tokenUrl}}"', 'client_id = "{{id}}"'} <= set(lines)
    assert any("pm.sendRequest(" in one for one in lines)


LOGIN = """pm.environment.set('accessToken', pm.response.json().access_token);"""


def test_the_api_key_of_a_login_request_is_sent_with_its_token_request() -> None:
    form = {
        "mode": "urlencoded",
        "urlencoded": [
            {"key": key, "value": value}
            for key, value in (
                ("grant_type", "client_credentials"),
                ("client_id", "{{id}}"),
                ("client_secret", "{{secret}}"),
            )
        ],
    }

    def made(place: str) -> ImportResult:
        key = auth("apikey", key="X-Api-Key", value="{{key}}", **{"in": place})
        login = request("Log in", method="POST", body=form, event=[script(LOGIN, "test")], auth=key)
        return read(collection(login, request(auth=BEARER)))

    assert table(root(made("header")))["token_headers"] == {"X-Api-Key": "{{key}}"}
    assert "its request has an API key in the query" in " ".join(lost(made("query")))


URLS = {
    "{protocol: 'https', host: ['as', 'example'], port: '8443', path: ['v1', 'token'],"
    " query: [{key: 'tenant', value: 'a b'}, {key: 'off', value: 'x', disabled: true}]}": (
        "https://as.example:8443/v1/token?tenant=a%20b"
    ),
    "{host: 'as.example', path: '/token'}": "http://as.example/token",
    "{host: ['{{base}}'], path: ['token'], query: 'a=b'}": "{{base}}/token?a=b",
    "{raw: 'https://as.example/token'}": "https://as.example/token",
}


@pytest.mark.parametrize("url", URLS)
def test_a_url_of_parts_is_put_together(url: str) -> None:
    text = f"{KNOWN}pm.sendRequest({ask(url=url)}, {STORE});"
    imported = read(collection(request(), event=[script(text)], auth=BEARER))
    assert table(root(imported))["token_endpoint"] == URLS[url]

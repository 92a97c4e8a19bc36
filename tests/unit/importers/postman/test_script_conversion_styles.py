"""Token scripts in many styles: each becomes a right auth, or is told as not understood."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
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

from outrider.model.import_result import ImportVerdict

KNOWN = """const id = pm.environment.get('id'), secret = pm.environment.get('secret');
const url = pm.environment.get('tokenUrl');
"""
GRANT = "{key: 'grant_type', value: 'client_credentials'}"
ROWS = f"[{GRANT}, {{key: 'client_id', value: id}}, {{key: 'client_secret', value: secret}}]"
STORE = "(err, res) => pm.environment.set('accessToken', res.json().access_token)"
TEXT = "grant_type=client_credentials&client_id=' + id + '&client_secret=' + secret"
POST = {"token_endpoint_auth_method": "client_secret_post"}
RAW = {"basic_encoding": "raw"}


def ask(body: str = f"{{mode: 'urlencoded', urlencoded: {ROWS}}}", header: str = "{}") -> str:
    return f"{{url, method: 'POST', header: {header}, body: {body}}}"


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


def test_a_header_of_the_token_request_that_is_not_known_is_not_called_converted() -> None:
    signed = ask(header="{'X-Signature': CryptoJS.HmacSHA256(id, secret).toString()}")
    imported = read(
        collection(
            request(), event=[script(f"{KNOWN}pm.sendRequest({signed}, {STORE});")], auth=BEARER
        ),
        environment(tokenUrl="https://as.example/token", id="me", secret="s3cretOfMine"),
    )
    assert lost(imported) == ['Header "X-Signature" of the token request was not imported.']
    assert not any("auth def" in one.what for one in told(imported, ImportVerdict.CARRIED))

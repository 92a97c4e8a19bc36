"""Postman's token scripts, in every shape in which people write them."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.scripts.script_pieces import (
    BASIC,
    CREDENTIALS,
    FORM,
    QUOTED,
    TEXT,
    URL,
    ask,
    body,
    header,
    rows,
    understood,
)

PROOFS = {
    # name: (script, client authentication)
    "auth basic": (ask(f"{URL}, {BASIC}, {FORM}"), "basic"),
    "auth basic as an object": (
        ask(f"""{URL}, auth: {{type: 'basic', basic: {{username: '{{{{clientId}}}}',
            password: '{{{{clientSecret}}}}'}}}}, {FORM}"""),
        "basic",
    ),
    "btoa": (header("'Basic ' + btoa(id + ':' + secret)"), "basic"),
    "btoa of a template": (header("`Basic ${btoa(`${id}:${secret}`)}`"), "basic"),
    "btoa required": (
        header("'Basic ' + encode(id + ':' + secret)", "const encode = require('btoa');"),
        "basic",
    ),
    "btoa required in place": (
        header("'Basic ' + require('btoa')(id + ':' + secret)"),
        "basic",
    ),
    "CryptoJS": (
        header(
            "'Basic ' + CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse(id + ':' + secret))"
        ),
        "basic",
    ),
    "CryptoJS in steps": (
        header(
            "'Basic ' + coded",
            """var words = CryptoJS.enc.Utf8.parse(id + ':' + secret);
            var coded = CryptoJS.enc.Base64.stringify(words);""",
        ),
        "basic",
    ),
    "CryptoJS toString": (
        header(
            "'Basic ' + CryptoJS.enc.Utf8.parse(`${id}:${secret}`).toString(CryptoJS.enc.Base64)"
        ),
        "basic",
    ),
    "CryptoJS required": (
        header(
            "'Basic ' + C.enc.Base64.stringify(C.enc.Utf8.parse(id + ':' + secret))",
            "const C = require('crypto-js');",
        ),
        "basic",
    ),
    "Buffer": (header("'Basic ' + Buffer.from(id + ':' + secret).toString('base64')"), "basic"),
    "Buffer with its coding": (
        header("'Basic ' + Buffer.from(`${id}:${secret}`, 'utf8').toString('base64')"),
        "basic",
    ),
    "new Buffer": (header("'Basic ' + new Buffer(id + ':' + secret).toString('base64')"), "basic"),
    "joined": (header("['Basic', btoa([id, secret].join(':'))].join(' ')"), "basic"),
    "concat": (header("'Basic '.concat(btoa(id.concat(':', secret)))"), "basic"),
    "encoded first": (
        header("'Basic ' + btoa(encodeURIComponent(id) + ':' + encodeURIComponent(secret))"),
        "basic",
    ),
    "a function of its own": (
        header(
            "basic(id, secret)", "function basic(a, b) { return 'Basic ' + btoa(a + ':' + b); }"
        ),
        "basic",
    ),
    "urlencoded rows": (body(f"{{mode: 'urlencoded', urlencoded: {rows()}}}"), "post"),
    "urlencoded text": (body(f"{{mode: 'urlencoded', urlencoded: {TEXT}}}"), "post"),
    "urlencoded object": (
        body("""{mode: 'urlencoded', urlencoded: {grant_type: 'client_credentials',
            client_id: id, client_secret: secret}}"""),
        "post",
    ),
    "formdata rows": (body(f"{{mode: 'formdata', formdata: {rows()}}}"), "post"),
    "formdata quoted keys": (body(f"{{mode: 'formdata', formdata: {rows(QUOTED)}}}"), "post"),
    "raw text": (body(f"{{mode: 'raw', raw: {TEXT}}}"), "post"),
    "raw text encoded": (
        body("""{mode: 'raw', raw: `grant_type=client_credentials&client_id=${
            encodeURIComponent(id)}&client_secret=${encodeURIComponent(secret)}`}"""),
        "post",
    ),
    "a text alone": (body(TEXT), "post"),
    "raw JSON": (
        body("""{mode: 'raw', raw: JSON.stringify({grant_type: 'client_credentials',
            client_id: id, client_secret: secret})}"""),
        "post",
    ),
    "raw JSON written": (
        body("""{mode: 'raw', raw: '{"grant_type": "client_credentials", "client_id": "' + id
            + '", "client_secret": "{{clientSecret}}"}'}"""),
        "post",
    ),
    "raw JSON of an odd mode": (
        body("""{mode: 'application/json', raw: JSON.stringify({
            grant_type: 'client_credentials', client_id: id, client_secret: secret})}"""),
        "post",
    ),
    "URLSearchParams": (
        body("""new URLSearchParams({grant_type: 'client_credentials', client_id: id,
            client_secret: secret}).toString()"""),
        "post",
    ),
}


@pytest.mark.parametrize("shape", PROOFS)
def test_how_the_client_proves_itself(shape: str) -> None:
    script, method = PROOFS[shape]
    found = understood(script)
    assert found.request is not None
    assert found.request.endpoint == "{{tokenUrl}}"
    assert (found.request.client_id, found.request.client_secret) == CREDENTIALS
    assert found.request.method == f"client_secret_{method}"
    assert found.variables == {"accessToken": "{{access_token}}"}
    assert not found.leftovers


def test_a_literal_base64_is_read() -> None:
    found = understood(header("'Basic bTJtOnM6ZWNyZXQ='"))
    assert found.request is not None
    assert (found.request.client_id, found.request.client_secret) == ("m2m", "s:ecret")


HEADERS = {
    "rows": "[{key: 'Authorization', value: V}, {key: 'Accept', value: 'application/json'}]",
    "lines": "['Content-Type: application/x-www-form-urlencoded', 'Authorization: ' + V]",
    "object": "{'Content-Type': 'application/x-www-form-urlencoded', 'Authorization': V}",
    "other case": "{authorization: V}",
}


@pytest.mark.parametrize("shape", HEADERS)
def test_how_headers_are_written(shape: str) -> None:
    value = HEADERS[shape].replace("V", "'Basic ' + btoa('{{clientId}}:{{clientSecret}}')", 1)
    found = understood(ask(f"{URL}, header: {value}, {FORM}"))
    assert found.request is not None
    assert (found.request.client_id, found.request.client_secret) == CREDENTIALS
    assert found.request.headers == ()


SETTERS = (
    "pm.environment.set",
    "pm.variables.set",
    "pm.collectionVariables.set",
    "pm.globals.set",
    "postman.setEnvironmentVariable",
    "postman.setGlobalVariable",
)


@pytest.mark.parametrize("setter", SETTERS)
def test_every_setter(setter: str) -> None:
    store = f"function (err, res) {{ {setter}('token', res.json().access_token); }}"
    found = understood(ask(f"{URL}, {BASIC}, {FORM}", store))
    assert found.variables == {"token": "{{access_token}}"}
    assert not found.leftovers


VALUES = {
    # name: (before, expression, what it is)
    "a literal": ("", "'https://as.example/token'", "https://as.example/token"),
    "an escape": ("", r"'https:\/\/as.example\u002ftoken'", "https://as.example/token"),
    "pm.environment": ("", "pm.environment.get('tokenUrl')", "{{tokenUrl}}"),
    "pm.variables": ("", "pm.variables.get('tokenUrl')", "{{tokenUrl}}"),
    "pm.collectionVariables": ("", "pm.collectionVariables.get(\"tokenUrl\")", "{{tokenUrl}}"),
    "pm.globals": ("", "pm.globals.get(`tokenUrl`)", "{{tokenUrl}}"),
    "an old getter": ("", "postman.getEnvironmentVariable('tokenUrl')", "{{tokenUrl}}"),
    "an old scope": ("", "environment.tokenUrl", "{{tokenUrl}}"),
    "an old scope by index": ("", "environment['tokenUrl']", "{{tokenUrl}}"),
    "a reference in a string": ("", "'{{tokenUrl}}'", "{{tokenUrl}}"),
    "a reference replaced": ("", "pm.variables.replaceIn('{{host}}/token')", "{{host}}/token"),
    "a template literal": (
        "const host = pm.environment.get('host');",
        "`https://${host}/token`",
        "https://{{host}}/token",
    ),
    "concatenation": ("", "'https://' + pm.environment.get('host') + '/t'", "https://{{host}}/t"),
    "a name": ("const url = pm.environment.get('tokenUrl');", "url", "{{tokenUrl}}"),
    "a part of an object": (
        "const config = {auth: {url: pm.environment.get('tokenUrl')}};",
        "config.auth.url",
        "{{tokenUrl}}",
    ),
    "a destructured object": (
        "const {url: where} = {url: pm.environment.get('tokenUrl')};",
        "where",
        "{{tokenUrl}}",
    ),
    "a helper": (
        """function getvar(name) {
            let value = pm.variables.get(name);
            if (!value) throw new Error(`Variable '${name}' is not defined.`);
            return value;
        }""",
        "getvar('tokenUrl')",
        "{{tokenUrl}}",
    ),
    "an arrow helper": (
        "const getvar = name => pm.environment.get(name);",
        "getvar('tokenUrl')",
        "{{tokenUrl}}",
    ),
    "a helper of helpers": (
        """const raw = (name) => pm.environment.get(name);
        const getvar = (prefix, name) => raw(prefix + name).toString();""",
        "getvar('token', 'Url')",
        "{{tokenUrl}}",
    ),
    "an alias": ("const env = pm.environment;", "env.get('tokenUrl')", "{{tokenUrl}}"),
    "an empty default": ("", "pm.environment.get('tokenUrl') || ''", "{{tokenUrl}}"),
    "a table with raw": ("", "{raw: pm.environment.get('tokenUrl')}", "{{tokenUrl}}"),
}  # fmt: skip


@pytest.mark.parametrize("shape", VALUES)
def test_where_values_come_from(shape: str) -> None:
    before, expression, value = VALUES[shape]
    found = understood(before + "\n" + ask(f"url: {expression}, method: 'POST', {BASIC}, {FORM}"))
    assert found.request is not None
    assert found.request.endpoint == value
    assert not found.leftovers

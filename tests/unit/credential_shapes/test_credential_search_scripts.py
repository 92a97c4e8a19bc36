"""Credentials in code and in its comments: what a call, a table or a comment gives a name."""

from __future__ import annotations

import pytest

from outrider.credential_shapes import find_credentials


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_credentials(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pm.collectionVariables.set( 'password' , 'hush\\'4711' );", ["hush\\'4711"]),
        ('pm.globals.set("client_secret", "hush\'4712")', ["hush'4712"]),
        ('postman.setGlobalVariable("authToken", `hush-4713`);', ["hush-4713"]),
        ("headers.append('X-Vault-Token', 'hush-4714')", ["hush-4714"]),
        ("rows.upsert({key: 'X-Api-Key', value: 'hush-4715'})", ["hush-4715"]),
        ('{"value": "hush-4716", "key": "password"}', ["hush-4716"]),
        ("add({ key: 'Authorization', value: 'Bearer hush-4717' })", ["hush-4717"]),
        ("cfg['api_key'] = 'hush-4718';", ["hush-4718"]),
        ('btoa("me:hush-4719")', ["hush-4719"]),
        ("CryptoJS.HmacSHA512(body, 'hush-4720')", ["hush-4720"]),
        ("x(); // token: hush4721abc", ["hush4721abc"]),
        ("/* the password is hush4722abc */", ["hush4722abc"]),
        ("/**\n * apiKey = hush4723abc\n */", ["hush4723abc"]),
        ("const apiKey = 'hush' +\n  'four' + \"more\" + tail;", ["hush", "four", "more"]),
        ("env.set('token', 'hush' + '4724')", ["hush", "4724"]),
        ("f('a&secret=')+g({'password':'hush-4725'})", ["hush-4725"]),
        ("password=')hush-4726'", [")hush-4726"]),
    ],
)
def test_what_code_names_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "b = 'a' + '&client_secret=' + encodeURIComponent(pm.globals.get('secret')) + '&b=' + c",
        '"password=" + get(["pw"]) + "&x=" + y',
        "raw: pm.variables.replaceIn('a=b&client_secret=')+encodeURIComponent(x.get('key'))",
        "`a=b&client_secret=`.concat(pm.environment.get(`secret`), `&b=c`)",
        "x = ['password=', f('other')]; y = b ? 'token=' : 'nothing-9'",
        "pm.environment.set('token', pm.response.json().access_token); log('done');",
        "pm.environment.set('token', '{{other}}'); headers.set('Accept', 'text/plain')",
        "pm.environment.set('token_url', 'https://id.example/token')",
        "pm.environment.get('password', 'fallback-9')",
        "if (cfg['token'] == 'abcdef12') {}",
        "// token: the string that is sent, see https://id.example/a1b2c3d4",
        "// the password is required here; key is unique",
        "btoa('me:' + password); CryptoJS.HmacSHA256(body, key)",
    ],
)
def test_code_that_holds_no_credential_stays(text: str) -> None:
    assert found(text) == []

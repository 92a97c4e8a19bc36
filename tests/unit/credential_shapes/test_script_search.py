"""Credentials that have no name of their own in a script: their statement speaks of one."""

from __future__ import annotations

import pytest

from outrider.credential_shapes.script_search import find_in_script


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_in_script(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const all = ['Bearer abcdefghijklmnop'];", ["abcdefghijklmnop"]),
        ("const keys = [\n  '9f8e7d6c5b4a3f2e',\n  'other'\n];", ["9f8e7d6c5b4a3f2e"]),
        ("const tokens = ['firstOne', 'none'];", ["firstOne"]),
        ("pm.expect(j.token).to.eql('s3cr3tTok3n');", ["s3cr3tTok3n"]),
        ('pm.expect(j.password).to.equal("Tr0ub4dor&3");', ["Tr0ub4dor&3"]),
        ("pm.expect(j).to.have.property('token', 'pr0pertyTok3n');", ["pr0pertyTok3n"]),
        ("if (json.secret === 'c0mparedS3cret') {}", ["c0mparedS3cret"]),
        ("if ('c0mparedTok3n' == token) {}", ["c0mparedTok3n"]),
        ("switch (token) { case 'c4seTok3n': break; }", ["c4seTok3n"]),
        ("tokens.push('pushedT0ken');", ["pushedT0ken"]),
        ("const t = `Bearer ${x} tok3nInTempl4te`;", ["tok3nInTempl4te"]),
        ("const u = `https://x.example/?api_key=k3yInTempl4te`;", ["k3yInTempl4te"]),
        ("function f(user, password = 'd3faultPw') {}", ["d3faultPw"]),
        ("const f = (token = 'd3faultT0ken') => token;", ["d3faultT0ken"]),
        ("const { apiKey = 'n0neGivenKey' } = x;", ["n0neGivenKey"]),
        ("const pw = live ? 'tern4ryOne' : 'tern4ryTwo';", ["tern4ryOne", "tern4ryTwo"]),
        ("const pair = login('joe', 'posit10nalPw1');", ["posit10nalPw1"]),
        ("console.log('the token is l0ggedTok3n');", ["l0ggedTok3n"]),
        ("CryptoJS.AES.encrypt(body, 'aesP4ssphrase1');", ["aesP4ssphrase1"]),
    ],
)
def test_a_text_of_a_statement_about_credentials_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pm.environment.set('token', pm.response.json().access_token);",
        "const token = pm.environment.get('oauth2client2token');",
        "pm.test('Token has 3 parts and 2 dots', () => {});",
        "pm.expect(token.split('.')).to.have.lengthOf(3);",
        "pm.expect(j.token_type).to.eql('Bearer');",
        "pm.expect(j.token).to.be.a('string');",
        "pm.expect(j).to.have.all.keys('access_token', 'refresh_token', 'expires_in');",
        "const names = ['client_id', 'client_secret'];",
        "if (token === 'undefined' || token === '') {}",
        "const body = {token: t, id: 'a1b2c3d4e5', 'kind1x2y3': 'b'};",
        "token = load('https://id.example/v1/token2x3y');",
        "token = read('certs/a1b2c3.pem', '2024-01-02T03:04:05Z');",
        "const hash = 'a1b2c3d4e5f6';",
        "pm.expect(json.token).to.eql('{{known}}');",
        "pm.expect(pm.response.headers.get('Authorization')).to.include('Bearer ');",
    ],
)
def test_a_text_that_opens_nothing_stays(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["'", "`", "/*", "'\\", "token=['a1b2c3d4',", "`${"])
def test_a_script_of_nothing_but_beginnings_is_read(text: str) -> None:
    list(find_in_script(text * 2000))

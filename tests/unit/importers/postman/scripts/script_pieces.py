"""Pieces of Postman's token scripts, for the tests to put together."""

from __future__ import annotations

from outrider.importers.postman.scripts.recognition import TokenScript, read_prerequest

BASIC = """auth: {type: 'basic', basic: [
    {key: 'username', value: pm.environment.get('clientId')},
    {key: 'password', value: pm.environment.get('clientSecret')}]}"""
FORM = """body: {mode: 'urlencoded', urlencoded: [
    {key: 'grant_type', value: 'client_credentials'},
    {key: 'scope', value: pm.environment.get('scope')}]}"""
URL = "url: pm.environment.get('tokenUrl'), method: 'POST'"
STORE = "(err, res) => { pm.environment.set('accessToken', res.json().access_token); }"
CREDENTIALS = ("{{clientId}}", "{{clientSecret}}")


def ask(request: str, store: str = STORE) -> str:
    return f"pm.sendRequest({{{request}}}, {store});"


def header(value: str, before: str = "") -> str:
    """A script whose request has an Authorization header of this value."""
    names = "const id = pm.variables.get('clientId'), secret = pm.variables.get('clientSecret');\n"
    return f"{names}{before}\n" + ask(f"{URL}, header: {{Authorization: {value}}}, {FORM}")


def body(written: str, before: str = "") -> str:
    """A script whose request has this body, credentials in it."""
    names = "const id = pm.variables.get('clientId'), secret = pm.variables.get('clientSecret');\n"
    return f"{names}{before}\n" + ask(f"{URL}, body: {written}")


QUOTED = '"key"'


def rows(names: str = "key") -> str:
    return f"""[{{{names}: 'grant_type', value: 'client_credentials'}},
        {{{names}: 'client_id', value: id}}, {{{names}: 'client_secret', value: secret}},
        {{{names}: 'scope', value: '{{{{scope}}}}'}}]"""


TEXT = "'grant_type=client_credentials&client_id=' + id + '&client_secret=' + secret"


REQUEST = f"const request = {{{URL}, {BASIC}, {FORM}}};\n"


def understood(script: str) -> TokenScript:
    """What a script with one token request was read as."""
    [found] = read_prerequest(script).tokens
    return found

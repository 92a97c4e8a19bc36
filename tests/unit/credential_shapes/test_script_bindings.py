"""Credentials that a script gives a name by another way than ``name = "…"``."""

from __future__ import annotations

import pytest

from outrider.credential_shapes.script_search import find_in_script

VALUE = "Zq7-pLain_s3cretV4lue"
OTHER = "0ther-Pla1n_s3cret"


def shown(script: str) -> str:
    for one in reversed(list(find_in_script(script))):
        script = script[: one.start] + "•••" + script[one.end :]
    return script


@pytest.mark.parametrize("operator", ["??=", "||=", "&&=", "+="])
@pytest.mark.parametrize("target", ["clientSecret", "cfg.clientSecret", "cfg['clientSecret']"])
def test_a_compound_assignment_gives_its_name(target: str, operator: str) -> None:
    assert shown(f"{target} {operator} '{VALUE}';") == f"{target} {operator} '•••';"


@pytest.mark.parametrize(
    "script",
    [
        "const tokens = {prod: 'VALUE', dev: 'OTHER'};",
        "const tokens = {\n  prod: 'VALUE',\n  dev: 'OTHER'\n};",
        "const clientSecrets = {\n  'prod': 'VALUE',\n  \"dev\": 'OTHER'\n};",
        "const secrets = {prod: {value: 'VALUE'}, dev: {value: `OTHER`}};",
        "const SECRET_BY_ENV = {dev: 'VALUE', prod: 'OTHER'};",
        "const tokenMap = new Map([['prod', 'VALUE'], ['dev', 'OTHER']]);",
        "pm.environment.set('client_secret', {prod: 'VALUE', dev: 'OTHER'}[pm.environment.name]);",
        "Object.defineProperty(x, 'client_secret', {value: 'VALUE'});",
        "const rows = [{\n  key: 'client_secret',\n  type: 'text',\n  value: 'VALUE'\n}];",
    ],
)
def test_a_table_of_credentials_names_what_is_in_it(script: str) -> None:
    left = shown(script.replace("VALUE", VALUE).replace("OTHER", OTHER))
    assert left == script.replace("VALUE", "•••").replace("OTHER", "•••")


@pytest.mark.parametrize(
    "script",
    [
        "const {a = 'VALUE'} = secrets;",
        "const {client_secret: a = 'VALUE'} = x;",
        "const {client_secret = 'VALUE'} = x;",
        "const [secret = 'VALUE'] = x;",
        "const {a = 'VALUE'} = pm.environment.get('client_secret');",
        "const s = 'VALUE';\nbody.push({key: 'client_secret', value: s});",
        "let s; if (env == 'prod') { s = 'VALUE' }\nbody.client_secret = s;",
        "const s = {prod: 'VALUE'}[env]; const client_secret = s;",
        "const s = 'VALUE';\nconst h = 'Basic ' + btoa(id + ':' + s);",
        "const s = 'VALUE';\nconst h = btoa(`${ids[env.name]}:${s}`);",
        "const s = 'VALUE';\nconst h = Buffer.from(`${id}:${ s }`).toString('base64');",
        "function getClientSecret() {\n  return 'VALUE';\n}",
        "const getClientSecret = () => 'VALUE';",
        "const getClientSecret = () => {\n  return 'VALUE';\n};",
        "const secret = env === 'prod'\n  ? 'VALUE'\n  : other;",
        "h = 'Basic ' + btoa('me' + ':' + 'VALUE');",
    ],
)
def test_defaults_functions_choices_and_later_uses_give_a_name(script: str) -> None:
    assert shown(script.replace("VALUE", VALUE)) == script.replace("VALUE", "•••")


@pytest.mark.parametrize(
    "script",
    [
        "/*\n * secrets:\n *  client_secret: VALUE\n */",
        "/*\n client secret for prod\n VALUE\n*/",
        "/*\n prod: 'VALUE'  // client secret\n*/",
        "// the secret of the client\n// VALUE",
        "<!-- client_secret: VALUE",
    ],
)
def test_a_comment_that_speaks_of_a_secret_shows_none(script: str) -> None:
    assert shown(script.replace("VALUE", VALUE)) == script.replace("VALUE", "•••")


@pytest.mark.parametrize(
    "script",
    [
        "const token = await get({scope: 'read1'});",
        "const credentials = {clientId: 'my-app-1', type: 'v2'};",
        "const tokens = {endpoint: 'https://as.example/v1', scope: 'orders.read2'};",
        "pm.environment.set('token', t);\npm.environment.set('region', 'eu-west-1a');",
        "/* fetches a token for the v2 API, see ABC-1234 */",
        "// token endpoint: https://login.example/oauth2/v2.0/token",
        "function getToken() {\n  console.log('step1 done');\n  return token;\n}",
        "const {access_token: t = ''} = r.json();",
        "const t = 'undefined';\nheaders.token = t;",
    ],
)
def test_what_opens_nothing_stays(script: str) -> None:
    assert shown(script) == script


@pytest.mark.parametrize(
    "piece", ["\n", "'", "a:b=", "=>{'", "[a]=", "token=a;", "{a}=b", "// token\n", "x ??= '"]
)
def test_a_script_of_nothing_but_beginnings_is_searched(piece: str) -> None:
    list(find_in_script(piece * 3000))

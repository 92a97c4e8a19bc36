"""A collection, its environments and its examples give away no credential of the files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.canary import leaks
from tests.engine_lab import Lab
from tests.shell import Shell

from outrider.model.secret import MASK

SETTINGS = """name = "birds"
[variables]
db = "postgres://u:Heron01abc@h/db"
my_api_key = "Heron02abc"
words = "Basic dTpIZXJvbjAzYWJj"
"""
ENVIRONMENT = """[variables]
cache = "redis://u:Heron04abc@h"
pin_password = 13572468
[auth.default]
type = "oauth2"
grant_type = "client_credentials"
token_endpoint = "https://id.example/t?api_key=Heron05abc"
client_id = "me"
client_secret = "Heron06abc"
[auth.default.token_parameters]
assertion = "Heron07abc"
"""
FOLDER = """description = "use ghp_Heron08abcdefghijklmnopqrstuvwxyz01"
headers = [{ name = "X-Vault-Token", value = "Heron09abc" }]
[variables]
refreshToken = "Heron10abc"
"""
REQUEST = """description = "password: Heron11abc"
method = "POST"
url = "{{base}}/x/:token?sig=Heron12abc&page=2"
path = { token = "Heron13abc" }
query = [
  { name = "api_key", value = "Heron14 abc", enabled = false, description = "key: Heron15abc" },
]
headers = [
  { name = "Cookie", value = "sid=Heron16abc" },
  { name = "X-Api-Key", value = "Heron17abc", enabled = false },
  { name = "Authorization", value = "Basic bWU6SGVyb24xOGFiYw==" },
  { name = "X-Auth-Token", value = "{{my_api_key}}" },
]
[variables]
password = "Heron19abc"
[body]
"""
BODIES = {
    "json": "type = 'json'\n"
    'content = \'\'\'{"a": [{"password": "Heron20abc", "n": "{{n}}"}]}\'\'\'\n',
    "form": "type = 'form'\nfields = [{ name = 'client_secret', value = 'Heron21abc' }]\n",
    "parts": "type = 'multipart'\nparts = [{ name = 'api_key', value = 'Heron22abc' }]\n",
    "graphql": "type = 'graphql'\nquery = '{ login(password: \"Heron23abc\") }'\n"
    'variables = \'{"client_secret": "Heron24abc"}\'\n',
}
EXAMPLE = """HTTP/1.1 200 OK
Set-Cookie: sid=Heron25abc; Path=/
Content-Type: application/json

{"access_token": "Heron26abc", "braces": "{{kept}} \\\\{{"}
"""
BASIC = ("dTpIZXJvbjAzYWJj", "bWU6SGVyb24xOGFiYw==")
WORDS = [*(f"Heron{number:02}" for number in range(1, 27)), "Heron14%20", "13572468", *BASIC]


def workspace(lab: Lab) -> Lab:
    lab.write({"outrider.toml": SETTINGS, "environments/dev.toml": ENVIRONMENT})
    lab.write({"requests/nest/folder.toml": FOLDER})
    for name, body in BODIES.items():
        lab.write({f"requests/nest/{name}.toml": REQUEST + body})
    return lab.write({"examples/nest/json/fine.http": EXAMPLE})


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.iterdir():
        yield file.name, file.read_bytes()


def test_nothing_that_is_written_out_goes_into_a_collection(
    lab: Lab, shell: Shell, tmp_path: Path
) -> None:
    workspace(lab)
    said = shell.run("export", "--as", "postman", "--trust", "--output", f"{tmp_path / 'out'}/")
    assert said.status == 0, said.err
    assert leaks(WORDS, [*written(tmp_path / "out"), ("err", said.err.encode())]) == []
    (file,) = (tmp_path / "out").glob("*.postman_collection.json")
    folder = next(
        child for child in json.loads(file.read_text())["item"] if child["name"] == "nest"
    )
    one = next(child for child in folder["item"] if child["name"] == "json")
    fields = {row["key"]: row["value"] for row in one["request"]["header"]}
    assert fields == {
        "X-Vault-Token": MASK,
        "Cookie": MASK,
        "X-Api-Key": MASK,
        "Authorization": f"Basic {MASK}",
        "X-Auth-Token": "{{my_api_key}}",
    }
    assert one["request"]["body"]["raw"] == f'{{"a": [{{"password": "{MASK}", "n": "{{{{n}}}}"}}]}}'
    query = {row["key"]: row["value"] for row in one["request"]["url"]["query"]}
    assert query == {"sig": MASK, "page": "2", "api_key": MASK}
    assert one["request"]["url"]["variable"] == [{"key": "token", "value": MASK}]
    assert one["request"]["description"] == f"password: {MASK}"
    assert '"braces": "{{kept}} \\\\{{"' in one["response"][0]["body"]
    for what in ("sig in the URL", "Cookie in the headers", "api_key in the query"):
        assert said.err.count(f"The {what} was masked.") == 1
    assert "The X-Vault-Token in the headers was masked." in said.err


def test_one_request_alone_gives_as_little_away_and_reveal_gives_all(
    lab: Lab, shell: Shell
) -> None:
    workspace(lab)
    said = shell.run("export", "nest/json", "--as", "postman", "--trust")
    assert said.status == 0, said.err
    assert leaks(WORDS, [("out", said.out), ("err", said.err.encode())]) == []
    said = shell.run("export", "nest/json", "--as", "postman", "--trust", "--reveal")
    assert said.status == 0, said.err
    assert MASK not in said.text
    assert all(word in said.text for word in ("Heron01", "Heron09", "Heron16", "Heron20", *BASIC))


def test_nothing_is_told_twice_nor_masked_that_is_no_credential(lab: Lab, shell: Shell) -> None:
    url = "https://u:Heron30abc@h.example/a?next_page_token=abc&token={{t}}"
    lab.request("plain", url, 'description = "The token expires."\n[auth]\ntype = "none"\n')
    said = shell.run("export", "plain", "--as", "postman", "--trust")
    assert said.err.count("masked") == 1
    assert "next_page_token=abc&token={{t}}" in said.text
    assert "The token expires." in said.text


def test_a_copy_of_a_credential_is_masked_as_it_is(lab: Lab, shell: Shell) -> None:
    value, basic = "Heron60abcdef", "bWU6SGVyb242MGFiY2RlZg=="
    lab.request(
        "copied",
        more=f'description = "uses {value}, and {basic}"\nheaders = [\n'
        f'  {{ name = "X-Api-Key", value = "{value}" }},\n'
        f'  {{ name = "X-Legacy", value = "{value}" }},\n'
        f'  {{ name = "X-Both", value = "{basic}" }},\n]\n',
    )
    said = shell.run("export", "copied", "--as", "postman")
    assert value not in said.text
    assert basic not in said.text
    assert "The copy of X-Api-Key was masked." in said.text + said.err
    assert value in shell.run("export", "copied", "--as", "postman", "--reveal").text

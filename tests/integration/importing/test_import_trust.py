"""What an import would read, run or go to with credentials is agreed to before it is written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.shell import Said, Shell

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
ENV = "{{$env.CANARY_VARIABLE}}"
VAULT = "{{vault:$env.CANARY_VARIABLE}}"
OWN_AUTH = {
    "type": "oauth2",
    "oauth2": [
        {"key": "grant_type", "value": "client_credentials"},
        {"key": "accessTokenUrl", "value": "https://login.example.com/token"},
        {"key": "clientId", "value": "me"},
        {"key": "clientSecret", "value": "{{client_secret}}"},
    ],
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path, {"CANARY_VARIABLE": "CANARY-4711"})


def collection(*items: dict[str, Any], **more: Any) -> str:
    return json.dumps({"info": {"name": "Nice", "schema": SCHEMA}, "item": list(items), **more})


def imported(shell: Shell, text: str, *words: str, name: str = "in.json") -> Said:
    (shell.folder / name).write_text(text)
    return shell.run("import", name, *words)


def item(name: str, **request: Any) -> dict[str, Any]:
    return {"name": name, "request": {"method": "POST", "url": "https://a.example/x", **request}}


EVERYWHERE = {
    "the URL": item("r", url=f"https://a.example/{ENV}?a={ENV}"),
    "URL parts": item(
        "r", url={"host": ["a.example"], "path": [ENV], "query": [{"key": ENV, "value": ENV}]}
    ),
    "a path variable": item(
        "r",
        url={"raw": "https://a.example/:id", "variable": [{"key": "id", "value": ENV}]},
    ),
    "a header": item("r", header=[{"key": "X", "value": ENV}, {"key": ENV, "value": "x"}]),
    "headers as a text": item("r", header=f"X: {ENV}"),
    "a text": item("r", body={"mode": "raw", "raw": f"x {ENV}"}),
    "JSON": item(
        "r",
        body={
            "mode": "raw",
            "raw": f'{{"a": "{ENV}"}}',
            "options": {"raw": {"language": "json"}},
        },
    ),
    "a form": item("r", body={"mode": "urlencoded", "urlencoded": [{"key": ENV, "value": ENV}]}),
    "parts": item(
        "r",
        body={
            "mode": "formdata",
            "formdata": [
                {"key": "a", "value": ENV, "type": "text", "contentType": ENV},
                {"key": "b", "src": f"x/{ENV}", "type": "file"},
            ],
        },
    ),
    "a file": item("r", body={"mode": "file", "file": {"src": f"x/{ENV}"}}),
    "GraphQL": item(
        "r",
        body={
            "mode": "graphql",
            "graphql": {"query": ENV, "variables": f'{{"a": "{ENV}"}}', "operationName": ENV},
        },
    ),
    "basic auth": item(
        "r",
        auth={
            "type": "basic",
            "basic": [{"key": "username", "value": ENV}, {"key": "password", "value": ENV}],
        },
    ),
    "an auth of another kind": item(
        "r", auth={"type": "hawk", "hawk": [{"key": "authId", "value": ENV}]}
    ),
    "a token request": item(
        "r",
        auth={
            "type": "oauth2",
            "oauth2": [
                {"key": "grant_type", "value": "client_credentials"},
                {"key": "accessTokenUrl", "value": "http://127.0.0.1:1/t"},
                {"key": "audience", "value": ENV},
                {"key": "tokenRequestParams", "value": [{"key": "p", "value": ENV}]},
            ],
        },
    ),
    "a vault reference": item("r", header=[{"key": "X", "value": VAULT}]),
    "blanks": item("r", header=[{"key": "X", "value": "{{ $env.CANARY_VARIABLE }}"}]),
    "a script of constants": {
        **item("r"),
        "event": [
            {
                "listen": "prerequest",
                "script": {"exec": [f'pm.variables.set("a", "{ENV}");']},
            }
        ],
    },
    "a script that fetches a token": {
        **item("r"),
        "event": [
            {
                "listen": "prerequest",
                "script": {
                    "exec": [
                        "pm.sendRequest({url: 'http://127.0.0.1:1/t', method: 'POST',",
                        "body: {mode: 'urlencoded', urlencoded: [",
                        f"{{key: 'scope', value: '{ENV}'}},",
                        "{key: 'grant_type', value: 'client_credentials'},",
                        "{key: 'client_id', value: 'x'}]}}, (e, r) =>",
                        "pm.environment.set('t', r.json().access_token));",
                    ]
                },
            }
        ],
    },
}


@pytest.mark.parametrize("where", EVERYWHERE)
def test_an_imported_reference_reads_no_process_variable(
    shell: Shell, tmp_path: Path, where: str
) -> None:
    text = collection(EVERYWHERE[where], variable=[{"key": "v", "value": ENV}])
    said = imported(shell, text, "--into", "w")
    assert said.status == 0, said.err
    assert "$env.CANARY_VARIABLE}} is sent as text" in said.text
    listed = Shell(shell.home, tmp_path / "w").run("trust").text
    assert "CANARY" not in listed
    for file in (tmp_path / "w").rglob("*.toml"):
        if file.name.endswith(".local.toml"):
            # Secrets that are written out are opaque: nothing in them is a reference.
            assert tomllib.loads(file.read_text()).keys() <= {"secrets"}
            continue
        lines = [one for one in file.read_text().splitlines() if not one.startswith("#")]
        for line in lines:
            live = line.replace("\\\\{{", "").replace("\\{{", "")
            assert "{{$env" not in live, f"{file}: {line}"
            assert "{{ $env" not in live, f"{file}: {line}"


def test_environments_and_globals_are_inert_too(shell: Shell, tmp_path: Path) -> None:
    rows = [{"key": "a", "value": ENV, "enabled": True}]
    for scope in ("environment", "globals"):
        text = json.dumps({"name": scope, "_postman_variable_scope": scope, "values": rows})
        (tmp_path / f"{scope}.json").write_text(text)
    (tmp_path / "c.json").write_text(collection(item("r")))
    said = shell.run("import", "c.json", "environment.json", "globals.json", "--into", "w")
    assert said.status == 0, said.err
    assert "CANARY" not in Shell(shell.home, tmp_path / "w").run("trust").text


def test_dynamic_variables_that_are_known_stay_live_and_others_are_told(
    shell: Shell, tmp_path: Path
) -> None:
    rows = [{"key": "A", "value": "{{$guid}}"}, {"key": "B", "value": "{{$nobodyKnows}}"}]
    said = imported(shell, collection(item("r", header=rows)), "--into", "w")
    assert "{{$nobodyKnows}} is sent as text" in said.text
    written = (tmp_path / "w/requests/r.toml").read_text()
    assert '"{{$guid}}"' in written
    assert "\\{{$nobodyKnows}}" in written


CURL = {
    "a OS environment variable": ("curl https://a.example/$SECRET", "SECRET"),
    "a file outside": ("curl https://a.example/ -F 'a=@../private.txt'", "private.txt"),
    "a file of the home": ("curl https://a.example/ -T '~/.netrc'", ".netrc"),
    "a file taken over": ("curl https://a.example/ -d @/etc/hostname", "/etc/hostname"),
    "a file of options": ("curl https://a.example/ -K /etc/hostname", "/etc/hostname"),
    "no check of certificates": ("curl -k https://a.example/", "verify = false"),
    "a CA": ("curl --cacert /etc/hostname https://a.example/", "/etc/hostname"),
    "a certificate": ("curl -E ../cert.pem https://a.example/", "cert.pem"),
}


@pytest.mark.parametrize("what", CURL)
def test_nothing_is_written_of_an_import_that_needs_trust(
    shell: Shell, tmp_path: Path, what: str
) -> None:
    command, words = CURL[what]
    said = imported(shell, command, "--into", "w", name="c.sh")
    assert said.status == 2
    assert words in said.err
    assert words in said.text.partition("Needs trust: ")[2]
    assert not (tmp_path / "w").exists()
    dry = shell.run("import", "c.sh", "--into", "w", "--dry-run")
    assert (dry.status, words in dry.text.partition("Needs trust: ")[2]) == (0, True)
    assert not (tmp_path / "w").exists()
    agreed = shell.run("import", "c.sh", "--into", "w", "--yes")
    assert agreed.status == 0
    listed = Shell(shell.home, tmp_path / "w").run("trust").text
    assert not any(line.startswith("  new ") for line in listed.splitlines())


def test_a_file_that_is_read_at_the_import_is_taken_over_with_a_yes_alone(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "body.txt").write_text("CANARY-4711")
    said = imported(shell, "curl https://a.example/ -d @body.txt", "--into", "w", name="c.sh")
    assert said.status == 2
    assert "CANARY" not in said.text + said.err
    assert shell.run("import", "c.sh", "--into", "w", "--yes").status == 0
    assert any("CANARY-4711" in one.read_text() for one in (tmp_path / "w").rglob("*.toml"))


def test_a_workspaces_own_credential_goes_to_no_imported_host_unasked(
    shell: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "w"
    (folder / "environments").mkdir(parents=True)
    (folder / "environments/dev.toml").write_text('[secrets]\nclient_secret = "hush"\n')
    text = collection(item("r"), auth=OWN_AUTH)
    refused = imported(shell, text, "--into", "w")
    assert refused.status == 2
    assert "credentials of the workspace go to login.example.com" in refused.err
    assert sorted(one.name for one in folder.rglob("*.toml")) == ["dev.toml"]
    said = shell.run("import", "in.json", "--into", "w", "--yes", "--json")
    assert {"host"} == {one["kind"] for one in said.json["needs"]}
    inside = Shell(shell.home, folder)
    assert "new" not in [line[2:5] for line in inside.run("trust").text.splitlines()]


def test_an_import_with_credentials_of_its_own_is_written_and_asked_about_when_sent(
    shell: Shell, tmp_path: Path
) -> None:
    text = collection(item("r"), auth=OWN_AUTH, variable=[{"key": "client_secret", "value": "own"}])
    said = imported(shell, text, "--into", "w")
    assert said.status == 0
    assert "To trust it: outrider trust" in said.text
    inside = Shell(shell.home, tmp_path / "w")
    sent = inside.run("send", "r")
    assert sent.status == 3
    assert "login.example.com" in sent.err


def test_a_folder_is_trusted_by_an_import_only_with_what_came_with_it(
    shell: Shell, tmp_path: Path
) -> None:
    requests = tmp_path / "w/requests"
    requests.mkdir(parents=True)
    (requests / "theirs.toml").write_text('url = "http://localhost:1/{{$env.HOME}}"\n')
    assert imported(shell, collection(item("r")), "--into", "w").status == 0
    assert Shell(shell.home, tmp_path / "w").run("send", "theirs").status == 3


def test_an_updated_variable_takes_no_credential_of_the_workspace_elsewhere(
    shell: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "w"
    (folder / "environments").mkdir(parents=True)
    (folder / "environments/dev.toml").write_text(
        '[variables]\ntoken_url = "https://login.example.com/t"\n'
        '[secrets]\nclient_secret = { env = "S" }\n'
        '[auth.default]\ntype = "oauth2"\ntoken_endpoint = "{{token_url}}"\n'
        'client_id = "me"\nclient_secret = "{{client_secret}}"\n'
    )
    inside = Shell(shell.home, folder)
    assert inside.run("trust").status == 0
    before = (folder / "environments/dev.toml").read_bytes()
    rows = [{"key": "token_url", "value": "https://evil.example/t"}]
    text = json.dumps({"name": "Dev", "_postman_variable_scope": "environment", "values": rows})
    said = imported(shell, text, "--into", "w", "--update")
    assert said.status == 2
    assert "credentials of the workspace go to evil.example" in said.err
    assert (folder / "environments/dev.toml").read_bytes() == before
    assert shell.run("import", "in.json", "--into", "w", "--update", "--yes").status == 0
    assert "new" not in [line[2:5] for line in inside.run("trust").text.splitlines()]


def test_what_brings_no_auth_inherits_none_and_asks_nothing(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    (folder / "environments").mkdir(parents=True)
    (folder / "environments/dev.toml").write_text(
        '[auth.default]\ntype = "bearer"\ntoken = "of the workspace"\n'
    )
    said = imported(shell, collection(item("r")), "--into", "w", "--dry-run", "--json")
    assert said.json["needs"] == []
    assert imported(shell, collection(item("r")), "--into", "w").status == 0
    # It was brought without auth, and inherits nobody's.
    files = [one.read_text() for one in (folder / "requests").rglob("*.toml")]
    assert 'type = "none"' in "".join(files)


def test_what_is_refused_is_what_is_listed_and_the_rest_is_asked_about_when_it_is_sent(
    shell: Shell, tmp_path: Path
) -> None:
    proxy = "curl -x http://u:p@proxy.example:3128 https://a.example/"
    both = imported(shell, f"{proxy} -k", "--into", "w", name="c.sh")
    assert both.status == 2
    now, _, later = both.text.partition("Needs trust when sent: 1")
    assert "Needs trust: 1\n" in now
    assert "proxy.example" in later
    assert "verify = false" in both.err
    assert "proxy.example" not in both.err
    seen = shell.run("import", "c.sh", "--into", "w", "--dry-run", "--json")
    asked = {one["kind"]: one["asked"] for one in seen.json["needs"]}
    assert asked == {"verify = false": "now", "host": "when sent"}
    alone = imported(shell, proxy, "--into", "w", name="c.sh")
    assert alone.status == 0
    assert "Needs trust: " not in alone.text
    assert "Needs trust when sent: 1" in alone.text


def test_what_an_auth_reads_is_told_with_its_file(shell: Shell) -> None:
    command = 'curl -u "$WHO:$CANARY_VARIABLE" https://a.example/x -H "X-Other: $OTHER"\n'
    said = imported(shell, command, "--into", "new", "--dry-run", name="in.sh")
    told = [one for one in said.out.decode().splitlines() if "OS environment variable" in one]
    assert len(told) == 3
    assert all(one.endswith("requests/x.toml") for one in told)

"""What an import brings becomes no setting that runs a program; a report tells what is so."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.shell import Shell

from outrider.auth.schemes import SCHEMES

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
PROGRAM = ["/usr/bin/touch", "made"]


@pytest.mark.parametrize(
    "rows",
    [
        [{"key": "command", "value": PROGRAM, "type": "any"}],
        [{"key": "command", "value": "/usr/bin/touch made"}],
        {"command": PROGRAM, "timeout": 3},
    ],
)
@pytest.mark.parametrize("level", ["request", "collection"])
def test_no_auth_of_a_collection_runs_a_program(tmp_path: Path, rows: Any, level: str) -> None:
    auth = {"type": "command", "command": rows}
    request: dict[str, Any] = {"url": "https://api.example.com"}
    collection: dict[str, Any] = {"info": {"name": "x", "schema": SCHEMA}}
    (request if level == "request" else collection)["auth"] = auth
    collection["item"] = [{"name": "a", "request": request}]
    (tmp_path / "c.json").write_text(json.dumps(collection))
    shell = Shell(tmp_path / "home", tmp_path)
    said = shell.run("import", "c.json", "--into", "shop", "--yes")
    assert 'Auth type "command" is not supported' in said.text
    files = "".join(path.read_text() for path in (tmp_path / "shop").rglob("*.toml"))
    assert 'type = "command"' not in files
    checked = Shell(tmp_path / "home", tmp_path / "shop").run("check")
    assert "command = [" not in checked.text + checked.err


@pytest.mark.parametrize("kind", [one.type for one in SCHEMES])
def test_no_unknown_row_is_a_setting_of_an_auth(tmp_path: Path, kind: str) -> None:
    auth = {"type": kind, kind: [{"key": "command", "value": "/usr/bin/touch made"}]}
    item = {"name": "a", "request": {"url": "https://api.example.com", "auth": auth}}
    made = {"info": {"name": "x", "schema": SCHEMA}, "item": [item]}
    (tmp_path / "c.json").write_text(json.dumps(made))
    shell = Shell(tmp_path / "home", tmp_path)
    assert shell.run("import", "c.json", "--into", "shop", "--yes").status == 0
    auth = tomllib.loads((tmp_path / "shop/requests/a.toml").read_text()).get("auth", {})
    assert "command" not in auth or auth["type"].startswith("postman_")


def test_a_report_says_only_what_is_so_before_and_after_it_is_written(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    for key in ("first-key-0123456789", "other-key-9876543210"):
        (tmp_path / "a.sh").write_text(f"curl https://api.example.com -H 'X-Api-Key: {key}'\n")
        said = shell.run("import", "a.sh", "--into", "shop", "--env", "dev", "--dry-run")
        assert "saved" not in said.text
        said = shell.run("import", "a.sh", "--into", "shop", "--env", "dev", "--update", "--yes")
        assert "would" not in said.text
    assert 'Secrets of environment "dev" have other values: x_api_key.' in said.text


def test_private_keys_in_bodies_become_secrets(tmp_path: Path) -> None:
    key = '{"kty":"RSA","n":"PUBLICnabcdefgh","d":"LEAK01abcdefghijkl","q":"LEAK02abcdefghijkl"}'
    for language in ("json", "text"):
        body = {"mode": "raw", "raw": key, "options": {"raw": {"language": language}}}
        request = {"method": "POST", "url": "https://api.example.com", "body": body}
        example = {"name": "key", "code": 200, "body": key}
        item = {"name": "a", "request": request, "response": [example]}
        made = {"info": {"name": "x", "schema": SCHEMA}, "item": [item]}
        (tmp_path / "c.json").write_text(json.dumps(made))
        shell = Shell(tmp_path / "home", tmp_path)
        assert shell.run("import", "c.json", "--into", language, "--yes").status == 0
        root = tmp_path / language
        shared = [one for one in root.rglob("*") if one.is_file() and ".local." not in one.name]
        assert not any("LEAK" in one.read_text() for one in shared)
        assert "{{private_key_d}}" in (root / "requests/a.toml").read_text()


@pytest.mark.parametrize(
    ("listen", "script"),
    [
        ("prerequest", "console.log(pm.environment.get('access_token'));"),
        ("test", "pm.expect(pm.response.json().access_token).to.satisfy(isLong);"),
    ],
)
def test_a_script_that_fetches_nothing_is_only_kept(
    tmp_path: Path, listen: str, script: str
) -> None:
    event = [{"listen": listen, "script": {"exec": [script]}}]
    item = {"name": "a", "request": {"url": "https://api.example.com"}, "event": event}
    made = {"info": {"name": "x", "schema": SCHEMA}, "item": [item]}
    (tmp_path / "c.json").write_text(json.dumps(made))
    said = Shell(tmp_path / "home", tmp_path).run("import", "c.json", "--into", "shop").text
    assert "was kept as a comment" in said
    assert "fetches a token" not in said
    assert "Define the auth" not in said

"""What an import or its workspace keeps as a secret is in no other text, title or file name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.shell import Shell

SECRET = "QxLEAK01/abc+defgh"
ENCODED = "YSBub3RlOiBReExFQUswMS9hYmMrZGVmZ2g="
COMMANDS = f"""
curl https://api.example.com/p -d 'grant=x&note=QxLEAK01%2Fabc%2Bdefgh'
curl https://api.example.com/q -H 'X-Note: {SECRET}'
curl https://api.example.com/r -H 'X-Note: {ENCODED}'
"""
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "shop/environments").mkdir(parents=True)
    (tmp_path / "shop/outrider.toml").touch()
    environment(tmp_path, "dev", f'client_secret = "{SECRET}"')
    (tmp_path / "into.sh").write_text(COMMANDS)
    return Shell(tmp_path / "home", tmp_path)


def environment(root: Path, name: str, secret: str, table: str = "secrets") -> None:
    base = root / f"shop/environments/{name}.toml"
    declared = "[secrets]\nclient_secret = { prompt = true }\n" if table == "secrets" else ""
    base.write_text(declared)
    local = base.with_name(f"{name}.local.toml")
    local.write_text(f"[{table}]\n{secret}\n")
    local.chmod(0o600)


def shared(root: Path) -> Iterator[str]:
    """Paths and texts of all that git would take."""
    for path in root.rglob("*"):
        if path.is_file() and not path.name.endswith(".local.toml"):
            yield f"{path.relative_to(root)}\n{path.read_text()}"


def told(root: Path) -> str:
    return "\n".join(shared(root)).casefold()


def test_copies_of_a_secret_of_the_workspace_become_references(
    shell: Shell, tmp_path: Path
) -> None:
    said = shell.run("import", "into.sh", "--into", "shop", "--yes")
    root = tmp_path / "shop"
    assert "Copies of the workspace's secrets became references: {{client_secret}}." in said.text
    assert 'value = "{{client_secret}}"' in (root / "requests/p.toml").read_text()
    assert 'value = "{{client_secret}}"' in (root / "requests/q.toml").read_text()
    assert 'value = "{{client_secret_encoded}}"' in (root / "requests/r.toml").read_text()
    assert ENCODED in (root / "environments/dev.local.toml").read_text()
    assert "leak01" not in told(root)
    assert ENCODED.casefold() not in told(root)
    again = shell.run("import", "into.sh", "--into", "shop", "--update", "--yes")
    assert "up to date" in again.text


@pytest.mark.parametrize("chosen", [(), ("--env", "dev"), ("--env", "other"), ("--env", "new")])
@pytest.mark.parametrize(
    ("table", "other"),
    [
        ("secrets", f'client_secret = "{SECRET}"'),
        ("secrets", 'client_secret = "another-98765432"'),
        ("auth.default", f'client_secret = "{SECRET}"'),
        ("variables", f'api_key = "{SECRET}"'),
    ],
)
def test_no_environment_of_the_workspace_is_overlooked(
    shell: Shell, tmp_path: Path, chosen: tuple[str, ...], table: str, other: str
) -> None:
    environment(tmp_path, "other", other, table)
    said = shell.run("import", "into.sh", "--into", "shop", "--yes", *chosen)
    assert said.status == 0
    root = tmp_path / "shop"
    assert "leak01" not in told(root)
    assert ENCODED.casefold() not in told(root)
    local = "".join(path.read_text() for path in root.rglob("*.local.toml"))
    assert ENCODED in local


def test_another_secret_of_the_same_name_keeps_its_meaning(shell: Shell, tmp_path: Path) -> None:
    request = {
        "method": "POST",
        "url": "https://api.example.com/{{client_secret}}",
        "header": [{"key": "X-Note", "value": SECRET}],
    }
    values = [{"key": "client_secret", "value": "theirs-12345678", "type": "secret"}]
    write(tmp_path, "mine", {"item": [{"name": "a", "request": request}]}, values)
    shell.run("import", "mine.json", "env.json", "--into", "shop", "--yes")
    root = tmp_path / "shop"
    assert '"{{client_secret_2}}"' in (root / "requests/a.toml").read_text()
    assert f'client_secret_2 = "{SECRET}"' in (root / "environments/qa.local.toml").read_text()
    assert "leak01" not in told(root)


def write(root: Path, name: str, collection: dict[str, object], values: Sequence[object]) -> None:
    made = {"info": {"schema": SCHEMA, "name": name}, **collection}
    (root / f"{name}.json").write_text(json.dumps(made))
    scope = {"_postman_variable_scope": "environment"}
    (root / "env.json").write_text(json.dumps({"name": "qa", "values": values, **scope}))


SPELLED = "NameLeak-01_abcdefgh"


def test_names_and_files_tell_no_secret(shell: Shell, tmp_path: Path) -> None:
    request = {"method": "GET", "url": "https://api.example.com/{{client_secret}}"}
    example = {"name": f"ex {SPELLED}", "code": 200, "body": SPELLED}
    plain = {"name": "plain", "code": 200, "body": "{}"}
    items = [
        {"name": f"req {SPELLED}", "request": request, "response": [example, plain]},
        {"name": f"{SPELLED} req", "request": request},
        {"name": SPELLED, "request": request},
        {"name": "List orders", "request": request},
        {"name": f"sub {SPELLED}", "item": [{"name": "inner", "request": request}]},
        {"name": "x" * 68 + f" {SPELLED}", "request": request},
    ]
    collection: dict[str, object] = {
        "info": {"name": f"shop {SPELLED}", "schema": SCHEMA},
        "item": [{"name": f"folder {SPELLED} a", "item": items}],
    }
    values: Sequence[object] = [{"key": "client_secret", "value": SPELLED, "type": "secret"}]
    write(tmp_path, "names", collection, values)
    made = json.loads((tmp_path / "env.json").read_text())
    (tmp_path / "env.json").write_text(json.dumps(made | {"name": f"stage {SPELLED}"}))
    for into in ("new", "shop"):
        for _ in range(2):
            said = shell.run("import", "names.json", "env.json", "--into", into, "--yes")
            assert said.status == 0
            assert "leak" not in told(tmp_path / into)
        assert "up to date" in said.text
    there = tmp_path / "new/requests/folder-a"
    files = {path.relative_to(there).as_posix() for path in there.rglob("*.toml")}
    assert {"list-orders.toml", "req.toml", "req-2.toml", "request.toml"} < files
    assert "sub/inner.toml" in files
    order = (there / "folder.toml").read_text()
    assert all(f'"{name}"' in order for name in ("req", "req-2", "request", "list-orders", "sub"))
    assert (tmp_path / "new/examples/folder-a/req/plain.http").is_file()
    assert replace(shell, folder=tmp_path / "new").run("check").status == 0


def test_a_path_that_is_a_title_tells_no_secret(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "paths.sh").write_text(
        "curl https://api.example.com/login -d 'client_secret=slugleak01abcdefgh'\n"
        "curl https://api.example.com/m/slugleak01abcdefgh/x\n"
        "curl https://api.example.com/m/%73lugleak01abcdefgh/x\n"
    )
    assert shell.run("import", "paths.sh", "--into", "new").status == 0
    assert "lugleak01" not in told(tmp_path / "new")
    names = {path.name for path in (tmp_path / "new/requests").rglob("*.toml")}
    assert names == {"login.toml", "m-x.toml", "m-x-2.toml"}


def test_a_title_of_an_example_that_says_a_token_names_no_file(
    shell: Shell, tmp_path: Path
) -> None:
    example = {"name": "with token ELEAK50abcd1234efgh", "code": 200, "body": "{}"}
    item = {"name": "Get", "request": "https://api.example.com", "response": [example]}
    write(tmp_path, "said", {"item": [item]}, [])
    shell.run("import", "said.json", "--into", "new")
    assert "eleak50" not in told(tmp_path / "new")

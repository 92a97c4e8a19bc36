"""``outrider import`` as people call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shell import Shell

COMMANDS = """\
# what the wiki says
curl -u 'me:hush-hush' -k https://api.example.com/orders?status=open -o out.json
curl -X POST https://api.example.com/orders --data '{"a": 1}' -H 'Content-Type: application/json'
curl --no-such-option https://api.example.com/$THING
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder with a script in it."""
    (tmp_path / "commands.sh").write_text(COMMANDS)
    return Shell(tmp_path / "home", tmp_path)


def test_a_dry_run_shows_everything_and_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    said = shell.run("import", "commands.sh", "--into", "shop", "--dry-run")
    assert said.status == 0
    assert "3 requests, 1 environment" in said.text
    assert "--no-such-option is no option of curl" in said.text
    assert "Nothing was written. It would write:" in said.text
    assert not (tmp_path / "shop").exists()
    assert "hush-hush" not in said.text


def test_an_import_makes_a_workspace_that_is_right(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("import", "commands.sh", "--into", "shop", "--yes").status == 0
    root = tmp_path / "shop"
    secret_files = [path for path in root.rglob("*.toml") if "hush-hush" in path.read_text()]
    assert secret_files == [root / "environments/curl.local.toml"]
    assert secret_files[0].stat().st_mode & 0o077 == 0
    assert "*.local.toml" in (root / ".gitignore").read_text()
    checked = shell.run("check", "--workspace", "shop")
    assert checked.status == 0, checked.text


def test_a_second_import_doubles_nothing_and_asks(shell: Shell, tmp_path: Path) -> None:
    shell.run("import", "commands.sh", "--into", "shop", "--yes")
    root = tmp_path / "shop"
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    again = shell.run("import", "commands.sh", "--into", "shop", "--yes")
    assert again.status == 0
    assert "Nothing had to be written" in again.text
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    orders = root / "requests/orders.toml"
    orders.write_text("# mine\n" + orders.read_text().replace("status=open", "status=closed"))
    refused = shell.run("import", "commands.sh", "--into", "shop", "--yes")
    assert refused.status == 2
    assert "requests/orders.toml" in refused.err
    assert "status=closed" in orders.read_text()
    assert shell.run("import", "commands.sh", "--into", "shop", "--yes", "--update").status == 0
    assert orders.read_text().startswith("# mine\n")
    assert "status=open" in orders.read_text()


def test_json_says_all_of_it(shell: Shell) -> None:
    said = shell.run("import", "commands.sh", "--into", "shop", "--yes", "--json")
    told = said.json
    assert told["requests"] == ["orders", "orders-2", "thing"]
    assert {"verdict", "what", "source", "line"} <= told["report"][0].keys()
    assert "environments/curl.toml" in told["written"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nothing of interest", "is in no format that can be imported"),
        (b"\xff\xfe\x00\xd8", "is not text"),
        (None, "cannot be read: no such file or directory"),
    ],
)
def test_what_cannot_be_read_is_told(
    shell: Shell, tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "odd").write_bytes(content)
    said = shell.run("import", "odd", "--into", "shop")
    assert said.status == 3
    assert words in said.err
    assert not (tmp_path / "shop").exists()

"""An import writes secrets only into an overlay that nobody else has, and else writes nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.shell import Shell

FIRST = "curl https://api.example.com/a -H 'X-Api-Key: first-key-0123456789'\n"
SECOND = "curl https://api.example.com/b -H 'X-Api-Key: other-key-9876543210'\n"
GIT = shutil.which("git")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "one.sh").write_text(FIRST)
    (tmp_path / "two.sh").write_text(SECOND)
    shell = Shell(tmp_path / "home", tmp_path)
    assert shell.run("import", "one.sh", "--into", "shop", "--env", "dev", "--yes").status == 0
    return shell


def refused(shell: Shell, root: Path) -> str:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    said = shell.run("import", "two.sh", "--into", "shop", "--env", "dev", "--yes")
    assert said.status == 3
    assert "Nothing was written." in said.err
    assert "secret in" not in said.text
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return said.err


def test_an_overlay_that_others_can_read_gets_nothing(shell: Shell, tmp_path: Path) -> None:
    overlay = tmp_path / "shop/environments/dev.local.toml"
    overlay.chmod(0o644)
    assert "chmod 600 environments/dev.local.toml" in refused(shell, tmp_path / "shop")
    overlay.chmod(0o600)
    assert shell.run("import", "two.sh", "--into", "shop", "--env", "dev", "--yes").status == 0
    assert "first-key" in overlay.read_text()
    assert "other-key" in overlay.read_text()


@pytest.mark.skipif(GIT is None, reason="no git")
def test_an_overlay_that_git_tracks_gets_nothing(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    assert GIT is not None
    for words in (("init",), ("add", "--force", "environments/dev.local.toml")):
        subprocess.run((GIT, *words), cwd=root, check=True, capture_output=True)
    assert "git rm --cached environments/dev.local.toml" in refused(shell, root)


def test_blanks_at_the_ends_of_a_secret_are_removed_and_told(shell: Shell, tmp_path: Path) -> None:
    values = [{"key": "api_key", "value": " ghp_k3Jq9ZvT1mXw8Rb2YcLp5Nda\n"}]
    made = {"name": "qa", "values": values, "_postman_variable_scope": "environment"}
    (tmp_path / "qa.postman_environment.json").write_text(json.dumps(made))
    said = shell.run("import", "qa.postman_environment.json", "--into", "shop", "--yes")
    assert said.status == 0
    assert "at the ends of secrets were removed: api_key." in said.text
    overlay = (tmp_path / "shop/environments/qa.local.toml").read_text()
    assert 'api_key = "ghp_k3Jq9ZvT1mXw8Rb2YcLp5Nda"' in overlay

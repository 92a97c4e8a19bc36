"""A literal that a workspace has as a secret already refers to it: one value, one secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.importing.test_postman_beside_others import bring, called, table
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import environment, request

KEY = "7c4a8d09ca3762af61e5"
MADE = called(
    "Shop",
    request("One", header=[{"key": "X-Api-Key", "value": KEY}]),
    request("Two", method="POST", body={"mode": "raw", "raw": f'{{"pw": "{KEY}"}}'}),
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def secrets(root: Path, name: str = "dev") -> object:
    return table(root, f"environments/{name}.local.toml")["secrets"]


def test_a_collection_that_comes_again_by_itself(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    bring(shell, c=MADE, dev=environment("dev", password=KEY))
    assert secrets(root) == {"password": KEY}
    said = bring(shell, "--update", c=MADE)
    assert secrets(root) == {"password": KEY}
    assert "All files are up to date" in said.text
    assert table(root, "requests/one.toml")["headers"][0]["value"] == "{{password}}"


@pytest.mark.parametrize("command", ["-H 'X-Api-Key: {}'", "-d 'pw={}'", "-u 'ann:{}'"])
def test_a_command_for_a_workspace(shell: Shell, tmp_path: Path, command: str) -> None:
    root = tmp_path / "w"
    bring(shell, dev=environment("dev", deploy_secret=KEY))
    (tmp_path / "a.sh").write_text(f"curl https://api.example/x {command.format(KEY)}\n")
    said = shell.run("import", "a.sh", "--into", "w", "--yes")
    assert said.status == 0, said.err
    assert secrets(root) == {"deploy_secret": KEY}
    [made] = (root / "requests").glob("*.toml")
    assert "{{deploy_secret}}" in made.read_text()
    assert "Copies of the workspace's secrets became references" in said.text


def test_what_differs_elsewhere_or_has_two_names_is_another_thing(
    shell: Shell, tmp_path: Path
) -> None:
    root = tmp_path / "w"
    other = environment("prod", deploy_secret="e5fa44f2b31c1fb553b6")
    bring(shell, dev=environment("dev", deploy_secret=KEY), prod=other)
    (tmp_path / "a.sh").write_text(f"curl https://api.example/x -H 'X-Api-Key: {KEY}'\n")
    assert shell.run("import", "a.sh", "--into", "w", "--env", "dev").status == 0
    assert secrets(root) == {"deploy_secret": KEY, "x_api_key": KEY}


def test_one_value_in_several_commands_is_one_secret(shell: Shell, tmp_path: Path) -> None:
    text = (
        f"curl https://api.example/x -H 'X-Api-Key: {KEY}'\ncurl https://api.example/y -d pw={KEY}"
    )
    (tmp_path / "a.sh").write_text(text)
    assert shell.run("import", "a.sh", "--into", "w").status == 0
    assert secrets(tmp_path / "w", "a") == {"x_api_key": KEY}

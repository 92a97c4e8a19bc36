"""An auth that a file has stays where an import brings none, and that is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.importing.test_import_trust import collection, imported, item
from tests.shell import Shell

ENVIRONMENT = (
    '[variables]\nbase_url = "https://a.example"\n[secrets]\ntok = "hush-hush-1"\n'
    '[auth.default]\ntype = "bearer"\ntoken = "{{tok}}"\n'
)
USE = '[auth]\nuse = "default"\n'
BEARER = '[auth]\ntype = "bearer"\ntoken = "{{tok}}"\n'


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "w/environments").mkdir(parents=True)
    (tmp_path / "w/environments/dev.toml").write_text(ENVIRONMENT)
    (tmp_path / "w/requests").mkdir()
    (tmp_path / "w/requests/mine.toml").write_text('url = "{{base_url}}/ok"\n')
    return Shell(tmp_path / "home", tmp_path)


def test_a_folder_keeps_the_auth_that_was_written_into_it(shell: Shell) -> None:
    text = collection(item("r", url="https://a.example/x"))
    assert imported(shell, text, "--into", "w").status == 0
    file = shell.folder / "w/requests/nice/folder.toml"
    assert 'type = "none"' in file.read_text()
    file.write_text(file.read_text().replace('type = "none"', 'use = "default"'))
    said = imported(shell, text, "--into", "w", "--update", "--yes")
    assert said.status == 0
    assert 'use = "default"' in file.read_text()
    assert '[auth] in requests/nice/folder.toml was not changed: use = "default".' in said.text
    # What the import brings takes its place.
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": "{{tok}}"}]}
    said = imported(shell, collection(item("r"), auth=auth), "--into", "w", "--update", "--yes")
    assert 'type = "bearer"' in file.read_text()


def test_a_request_keeps_the_auth_that_was_written_into_it(shell: Shell) -> None:
    command = "curl https://a.example/orders\n"
    assert imported(shell, command, "--into", "w", name="c.sh").status == 0
    file = shell.folder / "w/requests/orders.toml"
    file.write_text(file.read_text().replace('[auth]\ntype = "none"\n', BEARER))
    assert BEARER in file.read_text()
    said = imported(shell, command, "--into", "w", "--update", "--yes", name="c.sh")
    assert said.status == 0
    assert BEARER in file.read_text()
    assert 'was not changed: type = "bearer".' in said.text
    own = "curl https://a.example/orders -H 'Authorization: Bearer 8f2b9c1d7e'\n"
    assert imported(shell, own, "--into", "w", "--update", "--yes", name="c.sh").status == 0
    assert 'type = "none"' in file.read_text()


def test_what_stays_goes_to_no_other_host_unasked(shell: Shell) -> None:
    text = collection(item("r", url="https://a.example/x"))
    assert imported(shell, text, "--into", "w").status == 0
    file = shell.folder / "w/requests/nice/r.toml"
    file.write_text(file.read_text() + USE)
    elsewhere = collection(item("r", url="https://evil.example/x"))
    said = imported(shell, elsewhere, "--into", "w", "--update")
    assert said.status == 2
    assert "credentials of the workspace go to evil.example" in said.err
    assert "evil.example" not in file.read_text()

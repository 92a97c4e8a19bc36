"""Local files of environments that git has already get no new credential, by no road."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from outrider.errors import SaveError
from outrider.storage.writing.document_updates import EnvironmentFiles
from outrider.storage.writing.file_operations import FileOperations

LOCAL = 'note = "x"\n[secrets]\nold = "was-there-1"\n[variables]\nbase = "http://localhost"\n'
BASE = """
[auth.default]
type = "basic"
username = "me"
password = "{{old}}"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that has the local file of an environment."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "dev.toml").write_text(BASE)
    (folder / "dev.local.toml").write_text(LOCAL.replace('note = "x"\n', ""))
    (folder / "dev.local.toml").chmod(0o600)
    (tmp_path / "outrider.toml").write_text("")
    for words in (["init", "-q"], ["add", "-A", "-f"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


NEW: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = (
    (("secrets", "new"), {"secrets": {"new": "Hush-hush-1"}}),
    (("secrets", "old"), {"secrets": {"old": "Hush-hush-1"}}),
    (("secrets", "new"), {"secrets": {"new": {"value": "Hush-hush-1"}}}),
    (("auth", "default", "password"), {"auth": {"default": {"password": "Hush-hush-1"}}}),
    (("variables", "api_key"), {"variables": {"api_key": "Hush-hush-1"}}),
    (("tls", "client_key_password"), {"tls": {"client_key_password": "Hush-hush-1"}}),
)


def edited(root: Path, tables: Mapping[str, Any], *private: tuple[str, ...]) -> EnvironmentFiles:
    documents = EnvironmentFiles.open(root, "dev", trusted=True)
    table = documents.table
    for name, value in tables.items():
        for key, inner in value.items():
            whole = {**table[name].get(key, {}), **inner} if isinstance(inner, dict) else inner
            table[name] = {**table[name], key: whole}
    documents.change(table, private)
    return documents


@pytest.mark.parametrize(("path", "tables"), NEW)
def test_a_new_credential_is_refused(
    path: tuple[str, ...], tables: Mapping[str, Any], root: Path
) -> None:
    documents = edited(root, tables, path)
    assert "Hush-hush-1" in documents.overlay.text
    with pytest.raises(SaveError, match="tracked by git: the secret was not saved"):
        documents.save()
    for file in root.rglob("*.toml"):
        assert "Hush-hush-1" not in file.read_text()


def test_what_is_no_credential_is_saved(root: Path) -> None:
    sources = {"token": {"env": "TOKEN"}, "other": {"prompt": True}}
    tables = {"variables": {"base": "http://other", "api_key": "{{old}}"}, "secrets": sources}
    documents = edited(root, tables, ("secrets", "token"), ("variables", "api_key"))
    assert documents.save()
    text = (root / "environments/dev.local.toml").read_text()
    assert "http://other" in text
    assert "TOKEN" in text
    assert "was-there-1" in text


def test_a_local_file_does_not_get_the_name_of_one_that_git_has(root: Path) -> None:
    folder = root / "environments"
    (folder / "two.toml").write_text("")
    (folder / "two.local.toml").write_text('[secrets]\na = "Hush-hush-1"\n')
    (folder / "two.local.toml").chmod(0o600)
    (folder / "dev.toml").unlink()
    (folder / "dev.local.toml").unlink()
    with pytest.raises(SaveError, match="tracked by git"):
        FileOperations(root, trusted=True).move_environment("two", "dev")
    assert sorted(one.name for one in folder.iterdir()) == ["two.local.toml", "two.toml"]

"""An environment and its overlay made to say what one table says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from outrider.errors import SaveError
from outrider.storage.writing.document_updates import EnvironmentFiles

BASE = """# shared
name = "Dev" # label

[variables]
base_url = "https://api" # where

[secrets]
client_secret = { env = "SECRET" }

[auth.default]
type = "oauth2"
client_id = "me"
client_secret = "{{client_secret}}"
"""
OVERLAY = """# mine
[variables]
base_url = "http://localhost"
[secrets]
pin = "1234"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/dev.toml").write_text(BASE)
    overlay = tmp_path / "environments/dev.local.toml"
    overlay.write_text(OVERLAY)
    overlay.chmod(0o600)
    return tmp_path


def opened(root: Path) -> EnvironmentFiles:
    return EnvironmentFiles.open(root, "dev", trusted=True)


def texts(root: Path) -> tuple[str, str]:
    folder = root / "environments"
    return (folder / "dev.toml").read_text(), (folder / "dev.local.toml").read_text()


def changed(root: Path, *private: tuple[str, ...], **tables: Any) -> tuple[str, str]:
    documents = opened(root)
    table = documents.table
    for name, value in tables.items():
        table[name] = {**table[name], **value} if isinstance(value, dict) else value
    documents.change(table, private)
    documents.save()
    return texts(root)


def test_the_same_table_writes_nothing(root: Path) -> None:
    documents = opened(root)
    documents.change(documents.table)
    assert not documents.save()
    assert texts(root) == (BASE, OVERLAY)


def test_each_change_goes_where_its_key_is_written(root: Path) -> None:
    base, overlay = changed(root, variables={"base_url": "http://other", "page": 2}, name="D")
    assert base == BASE.replace('"Dev"', '"D"').replace("# where\n", "# where\npage = 2\n")
    assert overlay == OVERLAY.replace("localhost", "other")


def test_a_secret_that_is_written_out_goes_to_the_overlay(root: Path) -> None:
    (root / "environments/dev.local.toml").unlink()
    base, overlay = changed(root, ("secrets", "client_secret"), secrets={"client_secret": "CANARY"})
    assert base == BASE
    assert overlay == '[secrets]\nclient_secret = "CANARY"\n'
    assert (root / "environments/dev.local.toml").stat().st_mode & 0o777 == 0o600


def test_a_whole_new_auth_leaves_its_secret_to_the_overlay(root: Path) -> None:
    auth = {"type": "basic", "username": "me", "password": "CANARY"}
    base, overlay = changed(root, ("auth", "b", "password"), auth={"b": auth})
    assert base == BASE + '\n[auth.b]\ntype = "basic"\nusername = "me"\n'
    assert overlay == OVERLAY + '\n[auth.b]\npassword = "CANARY"\n'


def test_a_secret_of_an_auth_that_was_a_reference_stays_one_for_the_others(root: Path) -> None:
    auth = {**opened(root).table["auth"]["default"], "client_secret": "CANARY"}
    base, overlay = changed(root, ("auth", "default", "client_secret"), auth={"default": auth})
    assert base == BASE
    assert 'client_secret = "CANARY"' in overlay


def test_a_secret_that_becomes_a_reference_goes_back_to_the_shared_file(root: Path) -> None:
    base, overlay = changed(root, secrets={"pin": {"env": "PIN"}})
    assert 'pin = { env = "PIN" }' in base
    assert "pin" not in overlay


def test_where_a_value_comes_from_is_known(root: Path) -> None:
    documents = opened(root)
    assert documents.file_of(("variables", "base_url")) == "environments/dev.local.toml"
    assert documents.file_of(("name",)) == "environments/dev.toml"
    assert documents.file_of(("color",)) == ""


def test_a_change_outside_is_noticed_and_not_overwritten(root: Path) -> None:
    documents = opened(root)
    documents.change({**documents.table, "name": "Mine"})
    unchanged = not documents.changed_on_disk
    (root / "environments/dev.toml").write_text(BASE.replace("Dev", "Theirs"))
    assert unchanged
    assert documents.changed_on_disk
    with pytest.raises(SaveError, match="changed on disk"):
        documents.save()
    assert "Theirs" in texts(root)[0]


@pytest.mark.parametrize("left", ["client_assertion", "private_key", ""])
def test_a_key_that_is_there_in_anothers_place_is_changed_with_it(root: Path, left: str) -> None:
    key, source = "{{key}}", {"env": "TOKEN"}
    folder = root / "environments"
    (folder / "dev.toml").write_text(f'[auth.default]\nclient_id = "me"\nprivate_key = "{key}"\n')
    (folder / "dev.local.toml").write_text('[auth.default]\nclient_assertion = { env = "TOKEN" }\n')
    documents = opened(root)
    table = documents.table
    assert table["auth"]["default"] == {"client_id": "me", "client_assertion": source}
    values = {"client_assertion": source, "private_key": "{{new}}"}
    wanted = {name: value for name, value in values.items() if name == left}
    table["auth"] = {"default": {"client_id": "me", **wanted}}
    documents.change(table)
    documents.save()
    assert opened(root).table["auth"]["default"] == {"client_id": "me", **wanted}
    base, overlay = texts(root)
    assert ("private_key" in base) == (left != "")
    assert ("client_assertion" in overlay) == (left == "client_assertion")
    assert "private_key" not in overlay


def test_neither_file_is_written_where_git_would_take_the_overlay(root: Path) -> None:
    (root / "environments/.gitignore").write_text("!*\n")
    documents = opened(root)
    table = documents.table
    table["variables"] = {"base_url": "http://other", "new": "1"}
    documents.change(table)
    with pytest.raises(SaveError, match="git would not ignore it"):
        documents.save()
    assert texts(root) == (BASE, OVERLAY)

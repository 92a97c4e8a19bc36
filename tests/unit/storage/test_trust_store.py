from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.shell import ROOT

from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.trust_store import TrustStore, commands_in

KEY = ("dev", "secret")


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "state" / "trust.json")


def test_a_workspace_is_trusted_by_its_real_path(tmp_path: Path, store: TrustStore) -> None:
    root, link, other = tmp_path / "w", tmp_path / "link", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    link.symlink_to(root)
    assert not store.is_trusted(root)
    store.trust(link, {})
    assert store.is_trusted(root)
    assert store.is_trusted(link)
    assert not store.is_trusted(other)
    assert not store.is_trusted(root / "inner")


def test_exactly_the_command_that_was_seen_is_allowed(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, {KEY: ["op", "read x"]})
    assert store.command_allowed(tmp_path, *KEY, ("op", "read x"))
    assert not store.command_allowed(tmp_path, *KEY, ["op", "read", "x"])
    assert not store.command_allowed(tmp_path, "dev", "other", ["op", "read x"])
    assert not store.command_allowed(tmp_path, "prod", "secret", ["op", "read x"])
    assert not store.command_allowed(tmp_path / "w", *KEY, ["op", "read x"])
    store.trust(tmp_path, {KEY: ["new"]})
    assert not store.command_allowed(tmp_path, *KEY, ["op", "read x"])


def test_the_store_is_private_and_shows_no_command(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, {KEY: ["op", "--token=hunter2"]})
    file = tmp_path / "state" / "trust.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "hunter2" not in file.read_text()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", '{"workspaces": []}', '{"workspaces": {"/x": 1}}', "[" * 99999]
)
def test_a_damaged_store_trusts_nothing_and_is_set_aside(
    tmp_path: Path, store: TrustStore, text: str
) -> None:
    file = tmp_path / "state" / "trust.json"
    file.parent.mkdir()
    file.write_text(text)
    file.chmod(0o600)
    assert not store.is_trusted(tmp_path)
    store.trust(tmp_path, {})
    assert store.is_trusted(tmp_path)
    assert file.with_name("trust.json.corrupt").read_text() == text


def test_a_store_that_others_can_write_trusts_nothing(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, {})
    file = tmp_path / "state" / "trust.json"
    file.chmod(0o622)
    assert not store.is_trusted(tmp_path)
    store.trust(tmp_path / "other", {})
    assert file.stat().st_mode & 0o777 == 0o600
    assert not store.is_trusted(tmp_path)


TRUST_MANY = """
import pathlib, sys
from outrider.storage.trust_store import TrustStore
store = TrustStore(pathlib.Path(sys.argv[1]))
for number in range(15):
    store.trust(pathlib.Path(f"/w/{sys.argv[2]}/{number}"), {})
"""


def test_two_processes_at_once_lose_nothing(tmp_path: Path, store: TrustStore) -> None:
    file = str(tmp_path / "state" / "trust.json")
    running = [
        subprocess.Popen((sys.executable, "-c", TRUST_MANY, file, name), cwd=ROOT) for name in "ab"
    ]
    assert [process.wait(timeout=PATIENCE) for process in running] == [0, 0]
    for name in "ab":
        assert all(store.is_trusted(Path(f"/w/{name}/{number}")) for number in range(15))


def test_every_command_of_every_environment_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "dev.toml").write_text('[secrets]\na = { command = ["x", "y"] }\nb = { env = "E" }')
    (folder / "prod.toml").write_text('[secrets]\na = { command = ["z"] }')
    (folder / "bad.toml").write_text("[")
    reader = WorkspaceReader(tmp_path, trusted=False)
    assert commands_in(reader) == {("dev", "a"): ("x", "y"), ("prod", "a"): ("z",)}

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.shell import ROOT

from outrider.model.trust import TrustKind, TrustNeed
from outrider.storage.trust_store import TrustStore

KEY = ("dev", "secret")
HOST = TrustNeed(TrustKind.HOST, ("login.example.com",))
VARIABLE = TrustNeed(TrustKind.PROCESS_VARIABLE, ("HOME",))


def command(*words: str, of: tuple[str, str] = KEY) -> TrustNeed:
    return TrustNeed(TrustKind.COMMAND, words, of)


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "state" / "trust.json")


def old_store(tmp_path: Path, root: Path, *commands: tuple[str, str, list[str]]) -> None:
    digests = [
        hashlib.sha256(json.dumps([*one[:2], one[2]]).encode()).hexdigest() for one in commands
    ]
    file = tmp_path / "state" / "trust.json"
    file.parent.mkdir()
    file.write_text(
        json.dumps({"version": 1, "workspaces": {str(root.resolve()): {"commands": digests}}})
    )
    file.chmod(0o600)


def test_a_workspace_is_trusted_by_its_real_path(tmp_path: Path, store: TrustStore) -> None:
    root, link, other = tmp_path / "w", tmp_path / "link", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    link.symlink_to(root)
    assert not store.trust_of(root).known
    store.trust(link, [HOST])
    assert store.trust_of(root).allows(HOST)
    assert store.trust_of(link).known
    assert not store.trust_of(other).allows(HOST)
    assert not store.trust_of(root / "inner").known


def test_exactly_what_was_seen_is_allowed(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, [command("op", "read x"), HOST])
    trust = store.trust_of(tmp_path)
    assert trust.allows(command("op", "read x"))
    assert not trust.allows(command("op", "read", "x"))
    assert not trust.allows(command("op", "read x", of=("dev", "other")))
    assert not trust.allows(command("op", "read x", of=("prod", "secret")))
    assert not trust.allows(TrustNeed(TrustKind.HOST, ("evil.example",)))
    assert not trust.allows(TrustNeed(TrustKind.KEYRING, HOST.subject))
    assert not trust.allows(VARIABLE)
    store.trust(tmp_path, [command("new")])
    assert not store.trust_of(tmp_path).allows(command("op", "read x"))
    assert not store.trust_of(tmp_path).allows(HOST)


def test_what_is_agreed_to_later_is_added(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, [HOST])
    store.agree(tmp_path, [VARIABLE])
    assert store.trust_of(tmp_path).missing([HOST, VARIABLE, command("x")]) == (command("x"),)


def test_a_store_of_version_1_keeps_paths_and_commands_and_asks_about_hosts(
    tmp_path: Path, store: TrustStore
) -> None:
    old_store(tmp_path, tmp_path, ("dev", "secret", ["op", "read"]))
    changed = command("op", "other")
    insecure = TrustNeed(TrustKind.INSECURE_HTTP, (), ("dev",))
    every = [command("op", "read"), changed, VARIABLE, HOST, insecure]
    assert store.trust_of(tmp_path).missing(every) == (changed, HOST)
    store.agree(tmp_path, [HOST], lambda: every)
    assert store.trust_of(tmp_path).commands is None
    assert store.trust_of(tmp_path).missing(every) == (changed,)
    assert not store.trust_of(tmp_path).allows(TrustNeed(TrustKind.PROCESS_VARIABLE, ("NEW",)))


def test_another_workspace_of_an_older_store_stays_as_it_is(
    tmp_path: Path, store: TrustStore
) -> None:
    old_store(tmp_path, tmp_path, ("dev", "secret", ["op"]))
    store.trust(tmp_path / "other", [HOST])
    assert store.trust_of(tmp_path).allows(command("op"))
    assert store.trust_of(tmp_path).allows(VARIABLE)
    assert not store.trust_of(tmp_path).allows(HOST)


def test_the_store_is_private_and_shows_no_command(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, [command("op", "--token=hunter2")])
    file = tmp_path / "state" / "trust.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "hunter2" not in file.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "5",
        '{"workspaces": []}',
        '{"workspaces": {"/x": 1}}',
        '{"workspaces": {"/x": {"agreed": "x"}}}',
        "[" * 99999,
    ],
)
def test_a_damaged_store_trusts_nothing_and_is_set_aside(
    tmp_path: Path, store: TrustStore, text: str
) -> None:
    file = tmp_path / "state" / "trust.json"
    file.parent.mkdir()
    file.write_text(text)
    file.chmod(0o600)
    assert not store.trust_of(tmp_path).known
    store.trust(tmp_path, ())
    assert store.trust_of(tmp_path).known
    assert file.with_name("trust.json.corrupt").read_text() == text


def test_a_store_that_others_can_write_trusts_nothing(tmp_path: Path, store: TrustStore) -> None:
    store.trust(tmp_path, [HOST])
    file = tmp_path / "state" / "trust.json"
    file.chmod(0o622)
    assert not store.trust_of(tmp_path).allows(HOST)
    store.trust(tmp_path / "other", ())
    assert file.stat().st_mode & 0o777 == 0o600
    assert not store.trust_of(tmp_path).known


TRUST_MANY = """
import pathlib, sys
from outrider.storage.trust_store import TrustStore
store = TrustStore(pathlib.Path(sys.argv[1]))
for number in range(15):
    store.trust(pathlib.Path(f"/w/{sys.argv[2]}/{number}"), ())
"""


def test_two_processes_at_once_lose_nothing(tmp_path: Path, store: TrustStore) -> None:
    file = str(tmp_path / "state" / "trust.json")
    running = [
        subprocess.Popen((sys.executable, "-c", TRUST_MANY, file, name), cwd=ROOT) for name in "ab"
    ]
    assert [process.wait(timeout=PATIENCE) for process in running] == [0, 0]
    for name in "ab":
        assert all(store.trust_of(Path(f"/w/{name}/{number}")).known for number in range(15))

"""Secrets of a real keyring, and keyrings that do not give any."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.shell import ROOT
from tests.unit.secret_providers.test_secret_providers import CANARY, PLACE, Room

from outrider.errors import SecretError
from outrider.model.trust import TRUST_EVERYTHING
from outrider.model.workspace import SecretRef
from outrider.secret_providers.keyring import TIME_LIMIT, KeyringProvider
from outrider.secret_providers.provider import SecretContext


@pytest.fixture
def room(tmp_path: Path) -> Room:
    root = tmp_path / "workspace"
    root.mkdir()
    return Room(root)


@pytest.fixture
def process(tmp_path: Path) -> dict[str, str]:
    """A process whose keyring is a file of its own."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }


def put(process: Mapping[str, str], service: str, user: str, secret: str) -> None:
    """Stores as the program of the library does."""
    words = [sys.executable, "-m", "keyring", "set", service, user]
    subprocess.run(words, env=process, input=secret.encode(), check=True, capture_output=True)


def odd(process: Mapping[str, str], name: str) -> dict[str, str]:
    backend = f"tests.servers.odd_keyring.{name}"
    return {**process, "PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": str(ROOT)}


async def refused(room: Room, process: Mapping[str, str], entry: str = "outrider/dev") -> str:
    with pytest.raises(SecretError) as found:
        await room.open("keyring", process=process, keyring=entry)
    (fault,) = found.value.faults
    assert (fault.code, fault.place) == ("secret_keyring", PLACE)
    assert "CANARY" not in repr(found.value) + repr(fault)
    return f"{fault.what} {fault.why} {fault.advice}"


@pytest.mark.parametrize("service", ["outrider", "https://login.example.test/oauth"])
async def test_an_entry_is_read_as_it_was_stored(
    room: Room, process: dict[str, str], service: str
) -> None:
    put(process, service, "dev", f"{CANARY} déjà")
    found = await room.open("keyring", process=process, keyring=f"{service}/dev")
    assert found == f"{CANARY} déjà"


async def test_what_is_not_there_is_told_with_the_way_to_put_it_there(
    room: Room, process: dict[str, str]
) -> None:
    told = await refused(room, process)
    assert "keyring entry outrider/dev not found." in told
    assert "keyring set outrider dev" in told


@pytest.mark.parametrize("entry", ["outrider", "/dev", "outrider/", "a\x00b/dev"])
async def test_an_entry_has_a_service_and_a_user(
    room: Room, process: dict[str, str], entry: str
) -> None:
    assert "outrider/staging" in await refused(room, process, entry)


async def test_keyrings_that_refuse_say_why(room: Room, process: dict[str, str]) -> None:
    assert "The keyring is locked." in await refused(room, odd(process, "Locked"))
    assert "The keyring failed: RuntimeError." in await refused(room, odd(process, "Failing"))
    none = {**process, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    assert "No system keyring is available" in await refused(room, none)


async def test_without_the_package_the_way_to_it_is_told(
    room: Room, process: dict[str, str], tmp_path: Path
) -> None:
    package = tmp_path / "before/keyring"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ModuleNotFoundError('keyring')\n")
    told = await refused(room, {**process, "PYTHONPATH": str(package.parent)})
    assert "outrider[keyring]" in told


async def test_a_keyring_that_hangs_is_ended(room: Room, process: dict[str, str]) -> None:
    context = SecretContext(
        room.root, "dev", TRUST_EVERYTHING, odd(process, "Silent"), None, lambda _: None
    )
    ref = SecretRef("k", "keyring", {"keyring": "outrider/dev"}, PLACE)
    with pytest.raises(SecretError, match=r"did not respond within 0\.5 s"):
        async with asyncio.timeout(PATIENCE):
            await KeyringProvider(time_limit=0.5).open(ref, context)


@pytest.mark.parametrize("name", ["Talkative", "Forking"])
async def test_what_a_keyring_prints_or_leaves_behind_is_no_part_of_the_secret(
    room: Room, process: dict[str, str], name: str
) -> None:
    found = await room.open("keyring", process=odd(process, name), keyring="outrider/dev")
    assert found == "CANARY-4711"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Asking", "asks for its own password on the terminal"),
        ("Leaving", "The keyring failed: SystemExit."),
        ("Dying", "The keyring failed."),
        ("Numeric", "The keyring failed: AttributeError."),
    ],
)
async def test_keyrings_that_misbehave_are_told(
    room: Room, process: dict[str, str], name: str, why: str
) -> None:
    assert why in await refused(room, odd(process, name))


def test_nobody_waits_long_for_a_keyring() -> None:
    assert TIME_LIMIT == 3.0


async def test_a_file_of_the_workspace_is_not_taken_for_the_library(
    room: Room, process: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room.file("keyring.py", "print('mine', end='')\n")
    monkeypatch.chdir(room.root)
    assert "not found" in await refused(room, process)

"""Where shared tokens are kept: the runtime directory, else the keyring, else a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outrider.engine.tokens.token_places import FolderPlace, KeyringPlace, find_place

_BACKEND = """
import pathlib
from keyring.backend import KeyringBackend

FILE = pathlib.Path({file!r})


class Kept(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        {get}

    def set_password(self, service, username, password):
        FILE.write_text(service + "|" + username + "|" + password)

    def delete_password(self, service, username):
        FILE.unlink()
"""
_READS = 'return FILE.read_text().split("|", 2)[2] if FILE.exists() else None'


def process(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), **more}


def keyring(tmp_path: Path, get: str = _READS) -> dict[str, str]:
    """Process variables with which a keyring of our own answers."""
    (tmp_path / "kept_keyring.py").write_text(
        _BACKEND.format(file=str(tmp_path / "entry"), get=get)
    )
    backend = {"PYTHON_KEYRING_BACKEND": "kept_keyring.Kept", "PYTHONPATH": str(tmp_path)}
    return process(tmp_path, **backend)


def increment(data: bytes) -> bytes:
    return str(int(data or b"0") + 1).encode()


async def test_the_runtime_directory_is_the_first_choice(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    place, problem = await find_place(process(tmp_path, XDG_RUNTIME_DIR=str(runtime)))
    assert isinstance(place, FolderPlace)
    assert (str(place), problem) == (str(runtime / "outrider"), "")
    await place.change(increment)
    await place.change(increment)
    await place.change(lambda _: None)
    assert await place.load() == b"2"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("runtime", ["", "run", "loose", "missing", "file"])
async def test_without_a_private_one_it_is_a_file_of_the_state_folder(
    tmp_path: Path, runtime: str
) -> None:
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose").chmod(0o755)
    (tmp_path / "file").touch(0o600)
    path = runtime if runtime in {"", "run"} else str(tmp_path / runtime)
    no_keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    found = process(tmp_path, XDG_RUNTIME_DIR=path, **no_keyring)
    place, problem = await find_place(found)
    assert isinstance(place, FolderPlace)
    assert problem == ""
    folder = tmp_path / "home/.local/state/outrider/tokens"
    assert str(place) == str(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    await place.change(increment)
    assert (folder / "tokens.json").stat().st_mode & 0o777 == 0o600


async def test_a_keyring_comes_before_the_file(tmp_path: Path) -> None:
    place, problem = await find_place(keyring(tmp_path))
    assert isinstance(place, KeyringPlace)
    assert (str(place), problem) == ("keyring entry outrider/tokens", "")
    assert await place.load() == b""
    await place.change(increment)
    await place.change(increment)
    assert await place.load() == b"2"
    assert (tmp_path / "entry").read_text() == "outrider|tokens|2"
    lock = place.locks.try_lock("01")
    assert lock is not None
    os.close(lock)
    assert not (tmp_path / "home/.local/state/outrider/tokens/tokens.json").exists()


async def test_a_folder_that_others_can_read_is_said_and_not_used(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    (runtime / "outrider").mkdir(parents=True)
    runtime.chmod(0o700)
    (runtime / "outrider").chmod(0o755)
    place, problem = await find_place(process(tmp_path, XDG_RUNTIME_DIR=str(runtime)))
    assert place is None
    assert problem.startswith(str(runtime / "outrider"))
    assert "chmod 700" in problem


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    (runtime / "outrider").touch(0o600)
    place, problem = await find_place(process(tmp_path, XDG_RUNTIME_DIR=str(runtime)))
    assert place is None
    assert str(runtime / "outrider") in problem

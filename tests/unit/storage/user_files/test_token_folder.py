"""The folder of shared tokens: private or not used at all, and locks that die with their holder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from outrider.storage.user_files.token_folder import MAX_BYTES, TokenFolder


@pytest.fixture
def folder(tmp_path: Path) -> TokenFolder:
    made = TokenFolder(tmp_path / "run" / "outrider")
    made.prepare()
    return made


def test_the_folder_and_the_document_are_the_users_alone(folder: TokenFolder) -> None:
    path = Path(str(folder))
    with folder.writing():
        folder.save(b"{}")
    assert path.stat().st_mode & 0o777 == 0o700
    assert (path / "tokens.json").stat().st_mode & 0o777 == 0o600
    assert folder.load() == b"{}"
    assert folder.problem() == ""


def loosen(path: Path) -> None:
    path.chmod(0o750)


def loosen_document(path: Path) -> None:
    (path / "tokens.json").chmod(0o640)


def link_document(path: Path) -> None:
    (path / "tokens.json").unlink()
    (path / "tokens.json").symlink_to("/etc/hostname")


def replace_folder(path: Path) -> None:
    for file in path.iterdir():
        file.unlink()
    path.rmdir()
    path.symlink_to("/tmp")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (loosen, "can be read by others. Run: chmod 700"),
        (loosen_document, "can be read by others. Run: chmod 600"),
        (link_document, "is not a regular file"),
        (replace_folder, "is not a folder"),
    ],
)
def test_what_others_could_read_is_not_used(
    folder: TokenFolder, spoil: Callable[[Path], None], told: str
) -> None:
    with folder.writing():
        folder.save(b"{}")
    spoil(Path(str(folder)))
    assert told in folder.problem()


@pytest.mark.parametrize("spoil", [loosen_document, link_document])
def test_a_document_that_others_could_read_is_none(
    folder: TokenFolder, spoil: Callable[[Path], None]
) -> None:
    with folder.writing():
        folder.save(b"{}")
    spoil(Path(str(folder)))
    assert folder.load() == b""


def test_a_document_that_is_no_file_or_too_large_is_none(folder: TokenFolder) -> None:
    assert folder.load() == b""
    document = Path(str(folder)) / "tokens.json"
    document.write_bytes(b" " * (MAX_BYTES + 1))
    document.chmod(0o600)
    assert folder.load() == b""
    document.unlink()
    os.mkfifo(document, 0o600)
    assert folder.load() == b""


def test_a_lock_has_one_holder_and_is_free_when_that_one_is_killed(folder: TokenFolder) -> None:
    first = folder.try_lock("01")
    assert first is not None
    assert folder.try_lock("01") is None
    other = folder.try_lock("02")
    assert other is not None
    os.close(first)
    os.close(other)
    hold = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from outrider.storage.user_files.token_folder import TokenFolder\n"
        "held = TokenFolder(Path(sys.argv[1])).try_lock('01')\n"
        "print(held is not None, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(folder)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        assert folder.try_lock("01") is None
        holder.kill()
    again = folder.try_lock("01")
    assert again is not None
    os.close(again)


def test_no_lock_follows_a_link(folder: TokenFolder, tmp_path: Path) -> None:
    (Path(str(folder)) / "01.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        folder.try_lock("01")
    assert not (tmp_path / "elsewhere").exists()

"""A file that a thread writes."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import pytest

from outrider.storage.files.background_file import BackgroundFile


def test_what_was_taken_is_written_and_in_its_place_only_once_it_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "body"
    target.write_text("old")
    file = BackgroundFile(str(target))
    file.write(b"of the exchange before")
    file.truncate()
    pieces = [bytes([n % 256]) * 1000 for n in range(3000)]
    for piece in pieces:
        file.write(piece)
    assert target.read_text() == "old"
    assert file.size == 3_000_000
    file.commit()
    file.discard()
    assert target.read_bytes() == b"".join(pieces)
    assert [one.name for one in tmp_path.iterdir()] == ["body"]


def test_what_is_not_kept_is_gone(tmp_path: Path) -> None:
    file = BackgroundFile(str(tmp_path / "body"))
    file.write(b"x" * 1000)
    file.discard()
    file.discard()
    assert not list(tmp_path.iterdir())


def _write_on(file: BackgroundFile) -> None:
    for _ in range(100_000):
        file.write(b"x" * 1000)
        time.sleep(0.0001)


def test_a_full_disk_is_told_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    file = BackgroundFile("/dev/full")
    with pytest.raises(OSError, match="No space") as told:
        _write_on(file)
    assert told.value.errno == errno.ENOSPC
    with pytest.raises(OSError, match="No space"):
        file.commit()
    file.discard()


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        BackgroundFile(str(tmp_path / "no/body"))

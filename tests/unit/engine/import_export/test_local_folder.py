"""What an import may read beside a file, or of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.import_export import local_folder
from outrider.engine.import_export.import_run import ImportRun
from outrider.engine.import_export.local_folder import LocalFolder
from outrider.errors import ImportRejected


def folder(root: Path) -> LocalFolder:
    (root / "in/a/b").mkdir(parents=True)
    (root / "in/.git").mkdir()
    (root / "in/a/b/one.txt").write_text("one")
    (root / "in/two.txt").write_bytes(b"\xef\xbb\xbftwo")
    (root / "in/.git/config").write_text("x")
    (root / "outside.txt").write_text("no")
    (root / "in/link.txt").symlink_to(root / "outside.txt")
    (root / "in/linked").symlink_to(root)
    return LocalFolder(root / "in")


def test_files_in_any_depth_are_named_and_read(tmp_path: Path) -> None:
    found = folder(tmp_path)
    assert found.names() == ["a/b/one.txt", "link.txt", "two.txt"]
    assert (found.read("a/b/one.txt"), found.read("two.txt")) == ("one", "two")
    assert found.read("a/../two.txt") == "two"


@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "link.txt", "linked/outside.txt", "a", "absent", "a\0b", ".", ""],
)
def test_nothing_outside_is_to_be_had(tmp_path: Path, name: str) -> None:
    assert folder(tmp_path).read(name) is None


def test_an_absolute_path_is_not_to_be_had(tmp_path: Path) -> None:
    found = folder(tmp_path)
    assert found.read(str(tmp_path / "in/two.txt")) is None


def test_there_are_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = folder(tmp_path)
    monkeypatch.setattr(local_folder, "MOST_BYTES", 8)
    assert found.read("two.txt") is not None
    with pytest.raises(ImportRejected, match="What the import reads is larger"):
        found.read("two.txt")
    monkeypatch.setattr(local_folder, "MOST_FILES", 2)
    with pytest.raises(ImportRejected, match="has more than 2 files"):
        found.names()


def test_a_folder_of_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match="has no supported format"):
        ImportRun.read([str(tmp_path)], tmp_path, agreed=())

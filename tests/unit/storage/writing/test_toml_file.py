from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shell import ROOT

from outrider.errors import SaveError
from outrider.storage.writing.toml_file import TomlFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.toml"
    path.write_text('name = "x"\n')
    return path


def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "real.toml"
    target.parent.mkdir()
    target.write_text("a = 1\n")
    target.chmod(0o640)
    link = tmp_path / "x.toml"
    link.symlink_to("elsewhere/real.toml")
    document = TomlFile.load(link)
    document.set(("a",), 2)
    assert document.save()
    assert link.is_symlink()
    assert target.read_text() == "a = 2\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in target.parent.iterdir()) == ["real.toml"]


def test_a_change_from_outside_is_never_overwritten_unless_asked(file: Path) -> None:
    document = TomlFile.load(file)
    document.set(("name",), "mine")
    status = file.stat()
    file.write_text('name = "y"\n')
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    with pytest.raises(SaveError, match="changed on disk"):
        document.save()
    assert file.read_text() == 'name = "y"\n'
    assert document.is_edited
    assert document.save(force=True)
    assert file.read_text() == 'name = "mine"\n'


def test_a_touched_file_with_the_same_bytes_is_no_change(file: Path) -> None:
    document = TomlFile.load(file)
    document.set(("name",), "mine")
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data)
    assert document.save()


def test_a_deleted_file_and_a_new_name_that_is_taken_are_refused(file: Path) -> None:
    document = TomlFile.load(file)
    document.set(("name",), "mine")
    file.unlink()
    with pytest.raises(SaveError, match="was deleted"):
        document.save()
    fresh = TomlFile.create(file)
    fresh.set(("name",), "new")
    file.write_text("")
    with pytest.raises(SaveError, match="exists already"):
        fresh.save()
    assert file.read_text() == ""


def test_a_file_with_a_second_name_is_not_cut_off(file: Path) -> None:
    os.link(file, file.with_name("other.toml"))
    document = TomlFile.load(file)
    document.set(("name",), "mine")
    with pytest.raises(SaveError, match="hard link"):
        document.save()
    assert file.stat().st_nlink == 2


def test_two_saves_in_a_row_are_fine_and_the_second_does_nothing(file: Path) -> None:
    document = TomlFile.load(file)
    document.set(("name",), "mine")
    assert document.save()
    assert not document.save()
    document.set(("name",), "mine again")
    assert document.save()


def test_half_a_character_is_refused_before_anything_is_written(file: Path) -> None:
    document = TomlFile.load(file)
    document.set(("name",), "\ud800")
    with pytest.raises(SaveError, match="unpaired surrogate"):
        document.save()
    assert file.read_text() == 'name = "x"\n'


def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", program, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


FULL = """
import pathlib, resource, sys
from outrider.errors import SaveError
from outrider.storage.writing.toml_file import TomlFile
document = TomlFile.load(pathlib.Path(sys.argv[1]))
document.set(("name",), "y" * 5000)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    document.save()
except SaveError as error:
    print(error.what, document.is_edited)
"""


def test_a_file_that_cannot_grow_leaves_the_old_one_whole(file: Path) -> None:
    done = run(FULL, str(file))
    assert "was not saved: the file would be larger than this process may write. True" in (
        done.stdout + done.stderr
    )
    assert file.read_text() == 'name = "x"\n'
    assert [path.name for path in file.parent.iterdir()] == ["x.toml"]


READ_ONLY = """
import fcntl, os, pathlib, sys
import tomlkit
from outrider.errors import SaveError
from outrider.storage.files import atomic_write
from outrider.toml_text import text_edits  # as somebody else nothing can be imported
from outrider.storage.writing.toml_file import TomlFile
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
document = TomlFile.load(pathlib.Path(sys.argv[1]))
document.set(("name",), "y")
try:
    document.save()
except SaveError as error:
    print(error.what)
"""


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o666, 0o555)])
def test_a_read_only_file_or_folder_is_not_written(
    reachable: Path, file: Path, of_file: int, of_folder: int
) -> None:
    assert file.parent == reachable
    file.chmod(of_file)
    file.parent.chmod(of_folder)
    done = run(READ_ONLY, str(file))
    file.parent.chmod(0o755)
    assert "was not saved: read-only: permission denied." in done.stdout + done.stderr
    assert file.read_text() == 'name = "x"\n'

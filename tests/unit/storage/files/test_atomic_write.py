from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shell import ROOT

from outrider.storage.files.atomic_write import remove_leftovers, write_atomically
from outrider.storage.writing.toml_file import TomlFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.toml"
    path.write_text('name = "x"\n')
    return path


def test_new_files_with_secrets_are_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        for name, path in (
            ("a.toml", ("secrets", "key")),
            ("b.local.toml", ("variables", "x")),
            ("c.toml", ("variables", "x")),
        ):
            document = TomlFile.create(tmp_path / "new" / name)
            document.set(path, "hunter2")
            document.save()
    finally:
        os.umask(old)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    assert modes == {"a.toml": 0o600, "b.local.toml": 0o600, "c.toml": 0o666}


def test_what_killed_saves_left_is_swept_and_foreign_files_stay(file: Path) -> None:
    folder = file.parent
    dead = subprocess.Popen((sys.executable, "-c", ""))
    dead.wait()
    (folder / f".x.toml.outrider-{dead.pid}-0.tmp").write_text("half")
    (folder / f".x.toml.outrider-{os.getppid()}-0.tmp").write_text("alive")
    (folder / ".x.toml.tmp").write_text("foreign")
    assert remove_leftovers(folder) == 1
    assert len(list(folder.iterdir())) == 3


def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", program, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full")
def test_a_full_disk_is_called_by_its_name() -> None:
    with pytest.raises(OSError, match="No space") as caught:
        Path("/dev/full").write_bytes(b"x")
    from outrider.storage.files.atomic_write import save_error

    assert save_error(caught.value, "x.toml").what == "x.toml was not saved: disk full."


KILLED = """
import os, pathlib, signal, sys
from outrider.storage.files import atomic_write
real = getattr(os, sys.argv[2])
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, sys.argv[2], die)
atomic_write.write_atomically(pathlib.Path(sys.argv[1]), b"new")
"""


@pytest.mark.parametrize("call", ["fchmod", "fsync", "replace"])
def test_a_save_that_is_killed_leaves_the_old_file_whole(file: Path, call: str) -> None:
    done = run(KILLED, str(file), call)
    assert done.returncode == -signal.SIGKILL
    assert file.read_text() == 'name = "x"\n'
    write_atomically(file, b"name = 1\n")
    remove_leftovers(file.parent)
    assert [path.name for path in file.parent.iterdir()] == ["x.toml"]

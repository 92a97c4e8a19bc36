"""Saving while the disk fails or the process is told to end: the old file or the new one, whole."""

from __future__ import annotations

import errno
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shell import ROOT

OLD = 'name = "old"\n'

SAVING = """
import errno, os, pathlib, signal, sys
from outrider.errors import SaveError
from outrider.storage.writing.toml_file import TomlFile
document = TomlFile.load(pathlib.Path(sys.argv[1]))
document.set(("name",), "new")
call, what = sys.argv[2:]
real = getattr(os, call)
def instead(*args, **kwargs):
    setattr(os, call, real)
    if what.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, what))
        return real(*args, **kwargs)
    raise OSError(getattr(errno, what), "injected")
setattr(os, call, instead)
try:
    document.save()
except SaveError as error:
    print(error.what, document.is_edited)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.toml"
    path.write_text(OLD)
    return path


def saving(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", SAVING, str(file), *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("call", "what", "said"),
    [
        ("fsync", "EIO", "the disk or the network file system failed"),
        ("fsync", "ENOSPC", "disk full"),
        ("fsync", "EDQUOT", "quota"),
        ("replace", "EXDEV", ""),
        ("replace", "EACCES", "read-only"),
        ("replace", "EROFS", "the file system is read-only"),
        ("fchmod", "EPERM", "not permitted"),
    ],
)
def test_what_the_disk_refuses_leaves_the_old_file_and_the_edits(
    file: Path, call: str, what: str, said: str
) -> None:
    done = saving(file, call, what)
    assert "was not saved" in done.stdout, done.stderr
    assert said in done.stdout
    assert done.stdout.endswith("True\n")
    assert file.read_text() == OLD
    assert [one.name for one in file.parent.iterdir()] == ["x.toml"]


@pytest.mark.parametrize("call", ["fchmod", "fsync", "replace"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_the_middle_leaves_the_old_file_or_the_new_one(
    file: Path, call: str, number: signal.Signals
) -> None:
    done = saving(file, call, number.name)
    assert done.returncode != 0
    assert file.read_text() in {OLD, 'name = "new"\n'}


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(
    ("calls", "error"), [("fsync", "EIO"), ("rename,renameat,renameat2", "EXDEV")]
)
def test_the_system_itself_may_refuse(file: Path, calls: str, error: str) -> None:
    words = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}"]
    words += ["-e", f"inject={calls}:error={error}"]
    program = SAVING.replace("setattr(os, call, instead)\ntry", "try")
    done = subprocess.run(
        [*words, sys.executable, "-c", program, str(file), "fsync", error],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("may not trace")
    assert "was not saved" in done.stdout, done.stderr
    assert hasattr(errno, error)
    assert file.read_text() == OLD
    assert [one.name for one in file.parent.iterdir()] == ["x.toml"]

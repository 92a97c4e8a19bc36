from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.shell import ROOT

from outrider.program_path import find_program
from outrider.storage.writing.git_ignore import tracked_files

TRAP = "#!/bin/sh\ntouch {}\n"


def program(folder: Path, name: str, mode: int = 0o755, ran: Path = Path("/dev/null")) -> str:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(TRAP.format(ran))
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("path", ["", ".", "./", "bin", ":", ".:", "::bin:../work"])
def test_a_program_of_the_working_folder_is_never_found(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "bin"):
        program(folder, "trap-here")
    assert find_program("trap-here", path) is None
    there = program(tmp_path / "there", "trap-here")
    assert find_program("trap-here", f"{path}:{tmp_path}/there") == there


def test_the_first_that_may_be_run_is_taken(tmp_path: Path) -> None:
    locked = program(tmp_path / "a", "tool", 0o644)
    (tmp_path / "b" / "tool").mkdir(parents=True)
    path = f"{tmp_path}/a:{tmp_path}/b"
    assert find_program("tool", path) == locked
    good = program(tmp_path / "c", "tool")
    assert find_program("tool", f"{path}:{tmp_path}/c") == good
    assert find_program("./tool", path) == "./tool"
    assert find_program("sh", None) in {"/bin/sh", "/usr/bin/sh"}


@pytest.mark.parametrize("path", ["{}:.", ".:{}", ":{}", "."])
def test_git_of_the_workspace_is_never_run(path: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for folder in (tmp_path, tmp_path / "environments"):
        program(folder, "git", ran=tmp_path / "ran")
    (tmp_path / "environments/dev.toml").touch()
    process = {"PATH": path.format("/usr/local/bin:/usr/bin:/bin")}
    assert tracked_files(tmp_path, ["environments/dev.toml"], True, process)
    assert not (tmp_path / "ran").exists()


def test_every_program_that_is_started_by_a_name_is_looked_for() -> None:
    started = re.compile(r"(?:subprocess_exec|subprocess\.run|Popen)\(.{0,120}", re.DOTALL)
    known = ("sys.executable", "program", "(git,", "[tmux,")
    for file in (ROOT / "tui").rglob("*.py"):
        for found in started.findall(file.read_text("utf-8")):
            assert any(word in found for word in known), (file, found)

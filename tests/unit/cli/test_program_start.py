"""Which program is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.cli.program_start import require_program
from outrider.errors import OutriderError, ProgramNotFound, ProgramNotRunnable


def script(path: Path, mode: int = 0o755) -> Path:
    """A program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def test_a_name_is_looked_for_in_path_and_a_path_is_one(tmp_path: Path) -> None:
    first, second = script(tmp_path / "a" / "run", 0o644), script(tmp_path / "b" / "run")
    path = f"{first.parent}:{second.parent}"
    # One that may not be run is passed over where there is another, as shells do.
    assert require_program("run", path) == str(second)
    assert require_program(str(second), "") == str(second)
    with pytest.raises(ProgramNotRunnable):
        require_program("run", str(first.parent))


def test_what_lies_in_the_working_folder_is_not_found_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "ls")
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", ":", "relative"):
        with pytest.raises(ProgramNotFound):
            require_program("outrider-no-such-program", path)
    assert require_program("./ls", "") == "./ls"
    assert require_program("ls", ".:/usr/bin:/bin") != "./ls"


def test_what_the_system_refuses_to_look_at_is_126(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for path in (f"/{'x' * 5000}", str(tmp_path / "loop")):
        with pytest.raises(ProgramNotRunnable):
            require_program(path, "")


@pytest.mark.parametrize("name", ["", "no-such", "/no/such", "no/such", "/etc/passwd/x", "a\0b/c"])
def test_what_is_not_there_is_127(name: str) -> None:
    with pytest.raises(OutriderError) as caught:
        require_program(name, "/usr/bin")
    assert caught.value.exit_code == 127

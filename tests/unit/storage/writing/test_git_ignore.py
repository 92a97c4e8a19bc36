from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from outrider.errors import DocumentError, Fault, SaveError
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import (
    ignore_overlays,
    refuse_open_overlay,
    secret_warnings,
    tracked_files,
)

IGNORES: list[tuple[bytes | None, bytes]] = [
    (None, b"*.local.toml\n"),
    (b"", b"*.local.toml\n"),
    (b"a\n# \xff\n", b"a\n# \xff\n*.local.toml\n"),
    (b"a", b"a\n*.local.toml\n"),
    (b"a\r\nb\r\n", b"a\r\nb\r\n*.local.toml\r\n"),
    (b"*.local.toml\n!*.local.toml\n", b"*.local.toml\n!*.local.toml\n*.local.toml\n"),
    (b"x\n*.local.toml \n", b"x\n*.local.toml \n"),
    (b"*.local.toml\t\n", b"*.local.toml\t\n*.local.toml\n"),
]
GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="no git")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/dev.toml").write_text('[secrets]\na = { env = "A" }\nb = "hunter2"\n')
    return tmp_path


def git(root: Path, *words: str) -> None:
    assert GIT is not None
    subprocess.run((GIT, *words), cwd=root, check=True, capture_output=True)


def warnings(root: Path, *, trusted: bool = True, path: str | None = None) -> tuple[Fault, ...]:
    reader = WorkspaceReader(root, trusted=trusted)
    env = {"PATH": path if path is not None else os.environ["PATH"], "HOME": str(root)}
    return secret_warnings(reader, [reader.environment("dev")], env)


def test_a_literal_secret_outside_of_git_is_nobodys_business(root: Path) -> None:
    assert not warnings(root)


@needs_git
def test_a_literal_secret_that_git_would_take_along_is_a_warning(root: Path) -> None:
    git(root, "init")
    (fault,) = warnings(root)
    assert str(fault.place) == "environments/dev.toml:3: secrets.b"
    assert "hunter2" not in str(fault)
    (root / ".gitignore").write_text("environments/dev.toml\n")
    assert not warnings(root)
    git(root, "add", "--force", "environments/dev.toml")
    assert len(warnings(root)) == 1


@needs_git
def test_git_never_runs_in_an_untrusted_workspace_and_runs_no_monitor_in_a_trusted_one(
    root: Path,
) -> None:
    git(root, "init")
    canary = root / "canary"
    monitor = root / "monitor.sh"
    monitor.write_text(f"#!/bin/sh\ntouch {canary}\n")
    monitor.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(monitor))
    programs = root / "bin"
    programs.mkdir()
    (programs / "git").write_text(f"#!/bin/sh\ntouch {canary}\nexit 1\n")
    (programs / "git").chmod(0o755)
    assert len(warnings(root, trusted=False, path=f"{programs}:{os.environ['PATH']}")) == 1
    assert len(warnings(root)) == 1
    assert not canary.exists()


@needs_git
def test_git_is_asked_once_about_all_files_of_a_repository(root: Path) -> None:
    inner = root / "inner"
    names = ["a.toml", "b*.toml", "kept.toml", "sub/ä b.toml", "gone.toml", ":!x.toml"]
    for folder in (root, inner):
        (folder / "sub").mkdir(parents=True)
        git(folder, "init")
        for name in names[:-2] + names[-1:]:
            (folder / name).write_text("")
    (root / ".gitignore").write_text("*.toml\n!/a.toml\n!/:*\n")
    git(root, "add", "--force", "kept.toml")
    asked = root.parent / f"{root.name}-asked"
    programs = root.parent / f"{root.name}-bin"
    programs.mkdir()
    (programs / "git").write_text(f'#!/bin/sh\necho >> "{asked}"\nexec "{GIT}" "$@"\n')
    (programs / "git").chmod(0o755)
    files = [*names, *(f"inner/{name}" for name in names), "inner/sub/../a.toml"]
    process = {"PATH": f"{programs}:{os.environ['PATH']}"}
    found = tracked_files(root, files, True, process)
    present = [name for name in names if name != "gone.toml"]
    expected = {"a.toml", "kept.toml", ":!x.toml", "inner/sub/../a.toml"}
    assert found == expected | {f"inner/{name}" for name in present}
    assert len(asked.read_text().splitlines()) == 2


@needs_git
def test_in_an_untrusted_workspace_what_git_ignores_is_no_warning(root: Path) -> None:
    git(root, "init")
    assert len(warnings(root, trusted=False)) == 1
    (root / ".gitignore").write_text("environments/dev.toml\n")
    assert not warnings(root, trusted=False)
    assert not warnings(root, path="/nonexistent")
    git(root, "add", "--force", "environments/dev.toml")
    assert len(warnings(root, trusted=False)) == 1
    assert len(warnings(root, path="/nonexistent")) == 1


@needs_git
def test_an_overlay_that_others_have_takes_no_secrets(root: Path) -> None:
    refuse_open_overlay(root, "environments/dev.local.toml")
    overlay = root / "environments/dev.local.toml"
    overlay.touch(mode=0o644)
    with pytest.raises(DocumentError, match="Other users"):
        refuse_open_overlay(root, "environments/dev.local.toml")
    overlay.chmod(0o600)
    refuse_open_overlay(root, "environments/dev.local.toml")
    git(root, "init")
    (root / ".gitignore").write_text("*.local.toml\n")
    refuse_open_overlay(root, "environments/dev.local.toml")
    git(root, "add", "--force", "environments/dev.local.toml")
    with pytest.raises(DocumentError, match="tracked by git"):
        refuse_open_overlay(root, "environments/dev.local.toml")


def test_without_git_a_repository_around_is_enough_for_a_warning(root: Path) -> None:
    (root / ".git").mkdir()
    assert len(warnings(root, path="/nonexistent")) == 1


@pytest.mark.parametrize(("before", "after"), IGNORES)
def test_the_pattern_is_appended_and_no_other_byte_changes(
    tmp_path: Path, before: bytes | None, after: bytes
) -> None:
    file = tmp_path / ".gitignore"
    if before is not None:
        file.write_bytes(before)
    assert ignore_overlays(tmp_path) == (before != after)
    assert file.read_bytes() == after
    assert not ignore_overlays(tmp_path)


def test_a_gitignore_that_git_does_not_follow_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    (tmp_path / ".gitignore").symlink_to("other")
    with pytest.raises(SaveError, match="symbolic link"):
        ignore_overlays(tmp_path)
    assert (tmp_path / "other").read_text() == ""


OVERLAY = "environments/dev.local.toml"
TAKEN_BACK = ("!environments/*.local.toml", "!*.toml", "!/environments/*", "!dev*", "*.local.toml/")


def _git_ignores(root: Path) -> bool:
    assert GIT is not None
    asked = (GIT, "check-ignore", "--quiet", "--", OVERLAY)
    return subprocess.run(asked, cwd=root, check=False).returncode == 0


@needs_git
def test_rules_that_take_an_overlay_back_get_the_pattern_behind_them(root: Path) -> None:
    """Whatever the rules say, git itself ignores the overlay afterwards."""
    git(root, "init")
    for rule in TAKEN_BACK:
        (root / ".gitignore").write_text(f"*.local.toml\n{rule}\n")
        ignore_overlays(root, OVERLAY)
        assert _git_ignores(root), rule
        assert not ignore_overlays(root, OVERLAY)


@needs_git
def test_an_overlay_that_git_takes_all_the_same_is_refused_before_a_byte_is_written(
    root: Path,
) -> None:
    """A file with rules that is nearer wins, and another repository knows none of ours."""
    git(root, "init")
    nearer = root / "environments/.gitignore"
    for rules in ("!*\n", "\ufeff!*.toml\n", "!dev.local.toml\r\n"):
        nearer.write_bytes(rules.encode())
        for refuse in (ignore_overlays, refuse_open_overlay):
            with pytest.raises(SaveError, match="git would not ignore it") as refused:
                refuse(root, OVERLAY)
            assert "end of environments/.gitignore" in refused.value.advice
        assert not (root / ".gitignore").exists()
    nearer.write_text("!*\n*.local.toml\n")
    assert ignore_overlays(root, OVERLAY)
    assert _git_ignores(root)
    nearer.unlink()
    git(root / "environments", "init")
    with pytest.raises(SaveError):
        ignore_overlays(root, OVERLAY)


def test_rules_count_before_there_is_a_repository_and_not_outside_of_it(root: Path) -> None:
    (root / ".gitignore").write_text("*.local.toml\n!environments/*.local.toml\n")
    assert ignore_overlays(root, OVERLAY)
    (root / "environments/.gitignore").write_text("!*\n")
    with pytest.raises(SaveError):
        ignore_overlays(root, OVERLAY)
    inner = root / "inner"
    inner.mkdir()
    (inner / "environments").symlink_to(root / "environments")
    assert ignore_overlays(inner, OVERLAY)


@needs_git
def test_a_tracked_overlay_that_was_deleted_takes_no_secrets(root: Path) -> None:
    git(root, "init")
    (root / OVERLAY).touch(mode=0o600)
    git(root, "add", "--force", OVERLAY)
    (root / OVERLAY).unlink()
    with pytest.raises(DocumentError, match="tracked by git"):
        refuse_open_overlay(root, OVERLAY)

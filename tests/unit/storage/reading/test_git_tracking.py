"""What git tracks and ignores is told as git itself tells it, without running it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from outrider.storage.reading.git_tracking import is_ignored, is_in_index

GIT = shutil.which("git")
pytestmark = pytest.mark.skipif(GIT is None, reason="no git")

FILES = (
    "a.local.toml", "environments/a.local.toml", "environments/a.toml", "x/y/z.toml", "x/b.toml",
    "x/secret/a.toml", "build/out.toml", "[odd] name.toml", "k3.toml", "über/ß.toml", "end .toml",
)  # fmt: skip
IGNORES = (
    "*.local.toml", "/a.local.toml", "environments/*.toml", "environments", "x/**/z.toml",
    "**/z.toml", "x/**", "build/", "*.toml\n!*.local.toml",
    "environments/\n!environments/a.toml", "#*.toml\n\n",
    r"\[odd\]*", "k[0-9].toml", "k[!0-9].toml", "[a-k]?.toml", "über", "end\\ .toml",
    "*.toml  ", "!*.toml", "[", "secret", "/x/*\n!/x/secret", "y/", "x/y/", "**", "*", "a.toml/",
    "*.local.toml\t", " *.local.toml", "\ufeff*.toml", "*.toml\n\ufeff!*.toml", "\ufeff!*", "*\n!#",
    "*.toml\r\n!*.local.toml\r", "x\x0c*.toml", "x\u2028*.toml\n", "x\r*.toml",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}


def git(root: Path, home: dict[str, str], *words: str) -> int:
    assert GIT is not None
    return subprocess.run(
        (GIT, *words), cwd=root, env=home, capture_output=True, check=False
    ).returncode


def make(root: Path, home: dict[str, str]) -> Path:
    for file in FILES:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("a = 1\n")
    git(root, home, "init")
    return root


def test_patterns_mean_what_git_takes_them_to_mean(tmp_path: Path, home: dict[str, str]) -> None:
    root = make(tmp_path / "w", home)
    for text in IGNORES:
        (root / ".gitignore").write_bytes(f"{text}\n".encode())
        for file in FILES:
            wanted = git(root, home, "check-ignore", "--quiet", "--", file) == 0
            assert is_ignored(root / file, home) is wanted, (text, file)


def test_patterns_of_folders_of_the_repository_and_of_the_user_count(
    tmp_path: Path, home: dict[str, str]
) -> None:
    root = make(tmp_path / "w", home)
    (root / ".gitignore").write_text("*.toml\n")
    (root / "x/.gitignore").write_text("!z.toml\n/b.toml\n")
    (root / ".git/info/exclude").write_text("!k3.toml\n")
    config = tmp_path / "home/.config/git"
    config.mkdir(parents=True)
    (config / "ignore").write_text("*.local.toml\n")
    for file in FILES:
        wanted = git(root, home, "check-ignore", "--quiet", "--", file) == 0
        assert is_ignored(root / file, home) is wanted, file
    (root / ".gitignore").unlink()
    assert is_ignored(root / "a.local.toml", home)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_the_index_tells_what_is_tracked(
    tmp_path: Path, home: dict[str, str], version: str
) -> None:
    root = make(tmp_path / "w", home)
    tracked = ("environments/a.local.toml", "über/ß.toml", "x/b.toml")
    assert is_in_index(root / tracked[0]) is False
    git(root, home, "add", "--force", "--", *tracked)
    if version == "3":
        git(root, home, "add", "--intent-to-add", "--force", "--", "x/y/z.toml")
    git(root, home, "update-index", "--index-version", version)
    for file in FILES:
        is_tracked = file in tracked or (version == "3" and file == "x/y/z.toml")
        assert is_in_index(root / file) is is_tracked, file


def test_a_worktree_has_an_index_of_its_own(tmp_path: Path, home: dict[str, str]) -> None:
    root = make(tmp_path / "w", home)
    person = ("-c", "user.name=a", "-c", "user.email=a@b")
    git(root, home, "add", "--force", "x/b.toml")
    git(root, home, *person, "commit", "-m", "one")
    git(root, home, "worktree", "add", "../other")
    assert is_in_index(tmp_path / "other/x/b.toml") is True
    assert is_in_index(tmp_path / "other/k3.toml") is False
    assert is_in_index(tmp_path / "none.toml") is False


def test_files_that_are_no_files_of_git_tell_nothing(tmp_path: Path, home: dict[str, str]) -> None:
    (tmp_path / "w/.git").mkdir(parents=True)
    for data in (b"", b"DIRC", b"DIRC\0\0\0\x02", os.urandom(500)):
        (tmp_path / "w/.git/index").write_bytes(data)
        assert not is_in_index(tmp_path / "w/a.toml")
    (tmp_path / "w/.gitignore").mkdir()
    assert not is_ignored(tmp_path / "w/a.toml", home)


def test_a_pattern_that_would_take_long_matches_nothing(
    tmp_path: Path, home: dict[str, str]
) -> None:
    (tmp_path / "w/.git").mkdir(parents=True)
    (tmp_path / "w/.gitignore").write_text("a*" * 40 + "b\n")
    assert not is_ignored(tmp_path / "w" / ("a" * 200), home)
    (tmp_path / "w/.gitignore").write_text("*\n!" + "a*" * 40 + "b\n")
    assert not is_ignored(tmp_path / "w/anything", home)
    (tmp_path / "w/.gitignore").write_text("[z-a]\n")
    assert not is_ignored(tmp_path / "w/a", home)

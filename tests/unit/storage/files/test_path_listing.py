"""Paths that somebody may mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.storage.files.path_listing import MAX_LISTED, paths_beginning_with


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a.json", "ab.pdf", ".hidden", "up/pic.png", "up/deep/x"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "bad\x1bname").write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ("a.json", "ab.pdf", "up/")),
        ("a", ("a.json", "ab.pdf")),
        ("up/", ("up/deep/", "up/pic.png")),
        ("up/p", ("up/pic.png",)),
        (".", (".hidden",)),
        ("none/", ()),
        ("a.json/", ()),
        ("\0", ()),
    ],
)
def test_they_are_listed_as_they_are_written(
    root: Path, typed: str, found: tuple[str, ...]
) -> None:
    assert paths_beginning_with(root, typed) == found


def test_the_home_folder_is_meant_by_a_tilde(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root))
    assert paths_beginning_with(root / "up", "~/a") == ("~/a.json", "~/ab.pdf")


def test_no_more_than_so_many_are_listed(tmp_path: Path) -> None:
    for number in range(MAX_LISTED + 10):
        (tmp_path / f"f{number}").touch()
    assert len(paths_beginning_with(tmp_path, "f")) == MAX_LISTED

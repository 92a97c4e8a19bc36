"""A registry imports the member that is asked for, and all only for whoever goes through them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from outrider.lazy_registry import LazyRegistry


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LazyRegistry[object]:
    """A registry of two members in a package on disk."""
    package = tmp_path / "shelf_of_two"
    package.mkdir()
    for name in ("__init__", "one", "two"):
        (package / f"{name}.py").write_text(f"class Member:\n    name = {name!r}\n")
        monkeypatch.delitem(sys.modules, f"shelf_of_two.{name}", raising=False)
    monkeypatch.delitem(sys.modules, "shelf_of_two", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    return LazyRegistry("shelf_of_two", {"first": "one:Member", "second": "two:Member"})


def loaded() -> set[str]:
    return {name for name in sys.modules if name.startswith("shelf_of_two.")}


def test_names_import_nothing(shelf: LazyRegistry[object]) -> None:
    assert shelf.names == ("first", "second")
    assert len(shelf) == 2
    assert shelf.find("third") is None
    assert loaded() == set()


def test_the_member_that_is_asked_for_is_imported_and_made_once(
    shelf: LazyRegistry[object],
) -> None:
    found = shelf.find("second")
    assert getattr(found, "name", "") == "two"
    assert loaded() == {"shelf_of_two.two"}
    assert shelf.find("second") is found


def test_all_are_there_in_their_order(shelf: LazyRegistry[object]) -> None:
    assert [getattr(one, "name", "") for one in shelf] == ["one", "two"]
    assert shelf[0] is shelf.find("first")
    assert shelf[1:] == (shelf.find("second"),)
    assert shelf.find("second") in shelf

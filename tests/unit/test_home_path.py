from __future__ import annotations

import pytest
from tests.shell import ROOT

from outrider.errors import UsageError
from outrider.home_path import expand_home


def test_the_home_folder_is_the_one_that_is_given_else_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/us")
    assert expand_home("~/a", "/home/me") == "/home/me/a"
    assert expand_home("~") == "/home/us"
    for path in ("", "a/~/b", "./~x", "/a"):
        assert expand_home(path) == path


def test_a_user_whom_nobody_knows_is_named() -> None:
    with pytest.raises(UsageError, match="home folder ~nosuchuser") as caught:
        expand_home("~nosuchuser/a.json")
    assert caught.value.code == "no_such_home"


def test_no_other_place_expands_paths() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tui").rglob("*.py")
        if "expanduser(" in file.read_text("utf-8")
    ]
    assert found == ["tui/outrider/home_path.py"]

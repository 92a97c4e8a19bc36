from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.shell import ROOT

from outrider.errors import Severity
from outrider.model.theme import ANSI_NAMES, ROLES, Shade
from outrider.storage import package_data
from outrider.storage.user_files.theme_files import read_themes, shipped_themes, themes_folder

FILES = sorted((ROOT / "themes").glob("*.toml"))


def test_there_are_themes() -> None:
    assert len(FILES) >= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_theme_has_its_file_s_name_and_a_colour_for_every_role(path: Path) -> None:
    theme = tomllib.loads(path.read_text(encoding="utf-8"))
    assert theme["name"] == path.stem
    assert set(theme) == {"name", "dark", *ROLES}
    for table, roles in ROLES.items():
        assert set(theme[table]) == set(roles)
        for role, color in theme[table].items():
            rgb, index, name = color
            assert re.fullmatch(r"#[0-9a-f]{6}", rgb), f"{table}.{role}"
            assert 0 <= index < 256
            assert name in ANSI_NAMES
    assert shipped_themes()[path.stem].shades == {
        table: {role: Shade(*color) for role, color in theme[table].items()} for table in ROLES
    }


def test_a_theme_of_one_s_own_may_leave_out_what_it_does_not_change(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[syntax]\nkey = "#ABCDEF"\n')
    (tmp_path / "paper.toml").write_text('dark = false\n[base]\nbackground = "#ffffff"\n')
    found = read_themes(tmp_path)
    assert found.faults == ()
    mine, dark = found.themes["mine"], found.themes["outrider-dark"]
    assert mine.color("syntax", "key") == "#ABCDEF"
    assert mine.color("syntax", "string") == dark.color("syntax", "string")
    paper, light = found.themes["paper"], found.themes["outrider-light"]
    assert not paper.dark
    assert paper.color("base", "background") == "#ffffff"
    assert paper.color("base", "foreground") == light.color("base", "foreground")


def test_a_theme_of_one_s_own_may_replace_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "outrider-dark.toml").write_text('[base]\nbackground = "#000000"\n')
    theme = read_themes(tmp_path).themes["outrider-dark"]
    assert theme.color("base", "background") == "#000000"


@pytest.mark.parametrize(
    "color",
    [
        '["#123456", 256, "red"]',
        '["#123456", 1]',
        '["#123456", 1, "rot"]',
        '["#12", 1, "red"]',
        '["#123456", true, "red"]',
        '"red"',
        '"#12345"',
        '"#1234567"',
        '"$primary"',
        '"#123456; }"',
        "5",
        '"\\u001b[0m"',
    ],
)
def test_a_colour_that_is_none_is_a_warning_and_the_usual_one_is_taken(
    tmp_path: Path, color: str
) -> None:
    (tmp_path / "mine.toml").write_text(f"[status]\n2xx = {color}\n")
    found = read_themes(tmp_path)
    (fault,) = found.faults
    assert str(fault.place) == f"{tmp_path / 'mine.toml'}:2: status.2xx"
    assert fault.severity is Severity.WARNING
    assert found.themes["mine"].color("status", "2xx") == found.themes["outrider-dark"].color(
        "status", "2xx"
    )


def test_an_unknown_role_is_a_warning_with_the_nearest_known_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[base]\nbackgrund = "#000000"\n[synatx]\n')
    advice = [fault.advice for fault in read_themes(tmp_path).faults]
    assert advice == ["Did you mean background?", "Did you mean syntax?"]


def test_a_broken_theme_is_a_warning_and_looks_as_usual(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff[")
    found = read_themes(tmp_path)
    assert found.faults
    assert found.themes["mine"].shades == found.themes["outrider-dark"].shades


@pytest.mark.parametrize("name", ["Mine", "a b", "1st", "x;y", "ü"])
def test_a_file_whose_name_is_no_theme_s_name_is_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text("")
    found = read_themes(tmp_path)
    assert name not in found.themes
    assert [fault.code for fault in found.faults] == ["theme_name"]


def test_a_missing_folder_is_no_fault(tmp_path: Path) -> None:
    assert read_themes(tmp_path / "none").themes == shipped_themes()
    assert themes_folder({"XDG_CONFIG_HOME": str(tmp_path)}) == tmp_path / "outrider/themes"


def test_an_installation_without_themes_still_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_data, "_PACKAGE", tmp_path / "tui" / "outrider")
    assert shipped_themes() == {}
    (tmp_path / "mine.toml").write_text("")
    assert read_themes(tmp_path).themes == {}

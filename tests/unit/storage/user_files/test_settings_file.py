from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shell import ROOT
from textual.keys import _character_to_key

from outrider.errors import DocumentError, Fault, SaveError, Severity
from outrider.model.settings import UserSettings
from outrider.storage.user_files.key_syntax import split_keys
from outrider.storage.user_files.settings_file import read_settings, remember_setting, settings_file
from outrider.storage.user_files.user_folders import config_folder, state_folder

PANES = {"console.copy": "y", "console.clear": "c", "requests.new": "n", "list.filter": "slash"}
BINDINGS = {"send": "ctrl+r", "save": "ctrl+s", "next_environment": "f2", "quit": "ctrl+q"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def read(file: Path, text: str | bytes) -> tuple[UserSettings, tuple[Fault, ...]]:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    found = read_settings(file, BINDINGS, lambda: PANES)
    return found.settings, found.faults


def test_without_a_file_everything_is_as_usual(file: Path) -> None:
    found = read_settings(file, BINDINGS)
    assert found.settings == UserSettings()
    assert found.faults == ()
    assert found.settings.theme == "outrider-dark"
    assert found.settings.mouse


def test_every_setting_is_read(file: Path) -> None:
    settings, faults = read(
        file,
        """
        theme = "nord"
        mouse = false
        editor = "code --wait"
        [keys]
        send = "f5, ctrl+enter"
        next_environment = "alt+n"
        """,
    )
    assert faults == ()
    assert settings == UserSettings(
        theme="nord",
        keys={"send": "f5,ctrl+enter", "next_environment": "alt+n"},
        mouse=False,
        editor="code --wait",
    )


def test_an_unknown_name_is_a_warning_with_its_line_and_the_nearest_known_one(file: Path) -> None:
    settings, faults = read(file, 'them = "nord"\n\n[keys]\nsned = "f5"\nsave = "f6"\n')
    assert settings.theme == "outrider-dark"
    assert settings.keys == {"save": "f6"}
    theme, key = faults
    assert str(theme.place) == f"{file}:1: them"
    assert theme.advice == "Did you mean theme?"
    assert str(key.place) == f"{file}:4: keys.sned"
    assert key.advice == "Did you mean send?"
    assert {fault.severity for fault in faults} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ('""', "empty key"),
        ('"ctrl+"', "not a key"),
        ('"contrl+r"', "modifier"),
        ('"ctrl+ctrl+r"', "modifier"),
        ('"f25"', "not a key"),
        ('"crtl-r"', "not a key"),
        ('"ctrl+m"', "Enter"),
        ('"f5,ctrl+i"', "Tab"),
        ('"ctrl+shift+r"', "terminals send as"),
        ("5", "text"),
        ('"\\u001b"', "not a key"),
    ],
)
def test_a_key_that_no_terminal_sends_is_a_warning(file: Path, keys: str, reason: str) -> None:
    settings, faults = read(file, f'[keys]\nsave = "f6"\nsend = {keys}\n')
    assert settings.keys == {"save": "f6"}
    assert [fault.place.line for fault in faults if fault.place] == [3]
    assert reason in faults[0].what
    assert "\x1b" not in faults[0].what


@pytest.mark.parametrize(
    "keys", ["ctrl+r", "alt+1", "f24", "ctrl+f1", "ctrl+shift+up", "pageup", "ctrl+backslash"]
)
def test_what_a_terminal_sends_is_accepted(file: Path, keys: str) -> None:
    settings, faults = read(file, f'[keys]\nsend = "{keys}"\n')
    assert settings.keys == {"send": keys}
    assert faults == ()


@pytest.mark.parametrize(
    "keys", ["a", "A", "?", "f5,space", "enter", "shift+tab", "left", "delete"]
)
def test_what_fields_need_is_no_key_for_everywhere_but_one_for_a_pane(
    file: Path, keys: str
) -> None:
    settings, faults = read(file, f'[keys]\nsend = "{keys}"\n')
    assert settings.keys == {}
    assert "could no longer be typed" in faults[0].what
    settings, faults = read(file, f'[keys]\nconsole.copy = "{keys}"\n')
    assert set(settings.keys) == {"console.copy"}
    assert faults == ()


def test_the_keys_of_a_pane_are_written_in_a_table_or_with_a_dot(file: Path) -> None:
    for text in (
        '[keys]\nconsole.copy = "Y, alt+y"\n',
        '[keys]\n"console.copy" = "Y,alt+y"\n',
        '[keys.console]\ncopy = "Y,alt+y"\n',
    ):
        assert read(file, text) == (UserSettings(keys={"console.copy": "Y,alt+y"}), ())
    _, faults = read(file, '[keys.console]\ncoppy = "Y"\n')
    assert faults[0].advice == "Did you mean copy?"


def test_two_panes_may_use_one_key_and_one_pane_may_not(file: Path) -> None:
    assert read(file, '[keys]\nconsole.copy = "n"\n')[1] == ()
    settings, faults = read(file, '[keys]\nconsole.copy = "c"\n')
    assert settings.keys == {"console.copy": "c"}
    assert faults[0].what == "c is now the key of console.copy, and no longer of console.clear."


def test_a_panes_key_that_holds_everywhere_already_is_refused(file: Path) -> None:
    settings, faults = read(file, '[keys]\nconsole.copy = "ctrl+s"\nrequests.new = "a"\n')
    assert settings.keys == {"requests.new": "a"}
    assert "is the key of save everywhere" in faults[0].what


def test_panes_are_asked_for_only_where_somebody_has_other_keys(file: Path) -> None:
    def panes() -> dict[str, str]:
        raise AssertionError("asked")

    file.write_text('theme = "nord"\n')
    assert read_settings(file, BINDINGS, panes).faults == ()


@pytest.mark.parametrize("character", [chr(code) for code in range(33, 127) if chr(code) != ","])
def test_a_character_is_the_key_that_textual_calls_so(character: str) -> None:
    assert split_keys(character) == (_character_to_key(character),)


def test_of_two_bindings_for_one_key_the_first_counts(file: Path) -> None:
    settings, faults = read(file, '[keys]\nsend = "f5"\nsave = "f6,f5"\n')
    assert settings.keys == {"send": "f5"}
    assert "keys.send" in faults[0].what


def test_taking_the_key_of_another_binding_is_said(file: Path) -> None:
    settings, faults = read(file, '[keys]\nsend = "ctrl+s"\n')
    assert settings.keys == {"send": "ctrl+s"}
    assert faults[0].what == "ctrl+s is now the key of send, and no longer of save."
    assert read(file, '[keys]\nsend = "ctrl+s"\nsave = "ctrl+r"\n')[1] == ()


@pytest.mark.parametrize(
    "content",
    [
        b"theme = ",
        b"\xff\xfe",
        b"[keys]\n[keys]\n",
        b"a = " + b"[" * 5000,
        b"theme = 5\nmouse = 'yes'\neditor = []\nkeys = 'f5'\n",
        b"keys = [1]\n",
        b"x" * 2_000_000,
    ],
)
def test_nothing_in_the_file_is_more_than_a_warning(file: Path, content: bytes) -> None:
    settings, faults = read(file, content)
    assert settings == UserSettings()
    assert faults
    assert {fault.severity for fault in faults} == {Severity.WARNING}


def test_what_is_no_file_is_a_warning(file: Path) -> None:
    file.mkdir()
    assert read_settings(file, BINDINGS).faults
    fifo = file / "fifo"
    os.mkfifo(fifo)
    assert read_settings(fifo, BINDINGS).faults


def test_a_remembered_setting_changes_nothing_else(file: Path) -> None:
    file.write_text('# mine\ntheme = "nord"  # for now\n\n[keys]\n# send it\nsend = "f5"\n')
    file.chmod(0o640)
    remember_setting(file, "theme", "outrider-light")
    assert file.read_text() == (
        '# mine\ntheme = "outrider-light"  # for now\n\n[keys]\n# send it\nsend = "f5"\n'
    )
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_setting_is_remembered_where_there_is_no_file_yet(tmp_path: Path) -> None:
    file = tmp_path / "a/b/settings.toml"
    remember_setting(file, "theme", "nord")
    assert read_settings(file, BINDINGS).settings.theme == "nord"


def test_a_new_setting_stands_above_the_tables(file: Path) -> None:
    file.write_text('[keys]\nsend = "f5"\n')
    remember_setting(file, "mouse", False)
    assert read_settings(file, BINDINGS).settings == UserSettings(keys={"send": "f5"}, mouse=False)


def test_a_broken_file_is_not_overwritten(file: Path) -> None:
    file.write_text("theme = ")
    with pytest.raises(DocumentError):
        remember_setting(file, "theme", "nord")
    assert file.read_text() == "theme = "


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError):
        remember_setting(tmp_path / "file/settings.toml", "theme", "nord")


def test_the_folders_are_those_of_xdg(tmp_path: Path) -> None:
    assert settings_file({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}) == Path(
        "/c/outrider/settings.toml"
    )
    assert config_folder({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}) == Path(
        "/h/.config/outrider"
    )
    assert state_folder({"HOME": "/h"}) == Path("/h/.local/state/outrider")


REMEMBERING = """
import sys
from pathlib import Path
from outrider.errors import SaveError
from outrider.storage.user_files.settings_file import remember_setting
done = 0
for number in range(40):
    try:
        remember_setting(Path(sys.argv[1]), "theme", f"{sys.argv[2]}-{number}")
        done += 1
    except SaveError as refused:
        assert refused.code == "changed_outside", refused.what
print(done)
"""


def test_two_processes_at_once_never_leave_half_a_file(file: Path) -> None:
    file.write_text('# mine\nmouse = false\n[keys]\nsend = "f5"\n')
    words = (sys.executable, "-c", REMEMBERING, str(file))
    both = [
        subprocess.Popen((*words, name), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    while any(process.poll() is None for process in both):
        found = read_settings(file, BINDINGS)
        assert not found.faults
        assert found.settings.mouse is False
    assert all(int(process.communicate()[0]) > 0 for process in both)
    assert read_settings(file, BINDINGS).settings.theme.startswith(("one-", "two-"))
    assert file.read_text().startswith("# mine\n")
    assert [one.name for one in file.parent.iterdir()] == [file.name]

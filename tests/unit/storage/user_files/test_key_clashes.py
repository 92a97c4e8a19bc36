"""Which of two bindings has a key: only those that are live at once meet."""

from __future__ import annotations

import pytest

from outrider.storage.user_files.key_clashes import (
    KeyReach,
    KeyTurn,
    LivePlaces,
    without_clashes,
)

WORKBENCH, DIALOGS = LivePlaces.WORKBENCH, LivePlaces.DIALOGS
REACH = {
    "repaint": KeyReach(KeyTurn.PROGRAM),
    "send": KeyReach(KeyTurn.SCREEN, WORKBENCH),
    "save": KeyReach(KeyTurn.SCREEN, WORKBENCH),
    "console.copy": KeyReach(KeyTurn.PANE, WORKBENCH),
    "console.clear": KeyReach(KeyTurn.PANE, WORKBENCH),
    "list.half_down": KeyReach(KeyTurn.PANE),
    "run_setup.run": KeyReach(KeyTurn.PANE, DIALOGS),
    "run_setup.back": KeyReach(KeyTurn.PANE, DIALOGS),
    "escape": KeyReach(KeyTurn.REST, WORKBENCH),
    "suspend": KeyReach(KeyTurn.REST, WORKBENCH),
}
USUAL = {
    "repaint": "ctrl+l",
    "send": "ctrl+r",
    "save": "ctrl+s",
    "console.copy": "y",
    "console.clear": "c,delete",
    "list.half_down": "ctrl+d",
    "run_setup.run": "ctrl+r",
    "run_setup.back": "b",
    "escape": "escape",
    "suspend": "ctrl+z",
}


@pytest.mark.parametrize(
    ("wanted", "lost", "said"),
    [
        ({"send": "f5,ctrl+r"}, {}, []),
        ({"run_setup.run": "ctrl+s"}, {}, []),
        ({"run_setup.run": "y"}, {}, []),
        ({"console.copy": "escape"}, {}, []),
        ({"console.copy": "ctrl+z"}, {}, []),
        ({"send": "f5", "run_setup.run": "f5"}, {}, []),
        ({"console.copy": "n", "run_setup.run": "n"}, {}, []),
        (
            {"console.copy": "c"},
            {"console.clear": {"c"}},
            ["c is now the key of console.copy, and no longer of console.clear."],
        ),
        (
            {"console.copy": "c,delete"},
            {"console.clear": {"c", "delete"}},
            ["c is now the key of console.copy, and no longer of console.clear."],
        ),
        (
            {"send": "ctrl+z"},
            {"suspend": {"ctrl+z"}},
            ["ctrl+z is now the key of send, and no longer of suspend."],
        ),
        (
            {"send": "ctrl+d"},
            {},
            ["ctrl+d is now the key of send, and of list.half_down in dialogs only."],
        ),
        (
            {"repaint": "ctrl+d"},
            {"list.half_down": {"ctrl+d"}},
            ["ctrl+d is now the key of repaint, and no longer of list.half_down."],
        ),
    ],
)
def test_a_key_is_taken_where_both_are_live(
    wanted: dict[str, str], lost: dict[str, set[str]], said: list[str]
) -> None:
    found = without_clashes(wanted.items(), USUAL, REACH.__getitem__, "settings.toml")
    assert found.keys == wanted
    assert found.lost == lost
    assert [fault.what for fault in found.faults] == said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"send": "ctrl+l"}, "keys.send has ctrl+l, which is the key of repaint everywhere."),
        (
            {"run_setup.run": "ctrl+l"},
            "keys.run_setup.run has ctrl+l, which is the key of repaint everywhere.",
        ),
        (
            {"console.copy": "ctrl+s"},
            "keys.console.copy has ctrl+s, which is the key of save in the workbench.",
        ),
        (
            {"escape": "ctrl+s"},
            "keys.escape has ctrl+s, which is the key of save in the workbench.",
        ),
    ],
)
def test_a_key_that_another_is_asked_for_first_is_refused(
    wanted: dict[str, str], said: str
) -> None:
    found = without_clashes(wanted.items(), USUAL, REACH.__getitem__, "settings.toml")
    assert found.keys == {}
    assert found.lost == {}
    assert [fault.what for fault in found.faults] == [said]
    assert [str(fault.place) for fault in found.faults] == [
        f"settings.toml: keys.{next(iter(wanted))}"
    ]


def test_of_two_settings_that_meet_the_first_counts() -> None:
    wanted = {"send": "f5", "console.copy": "f5", "list.half_down": "f6", "save": "f6"}
    found = without_clashes(wanted.items(), USUAL, REACH.__getitem__, "settings.toml")
    assert found.keys == {"send": "f5", "list.half_down": "f6"}
    assert len(found.faults) == 2

"""Keys of one's own: they work, and every place that names a key names them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from textual.binding import Binding

from outrider.cli.main import main
from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_table import key_rows
from outrider.keymap.pane_keys import _all_widgets, pane_bindings

FOUND_BY_NAME = {"edit_folder", "edit_workspace", "run_with"}
"""Actions without a key of their own: the palette has them, and the tree has one for the folder."""


def settings(home: Path, text: str) -> None:
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def test_a_panes_key_and_one_for_what_had_none_can_be_given(lab: Lab, home: Path) -> None:
    settings(
        home,
        '[keys]\nzoom = "f9"\nleader = "f12"\nrows.add = "i"\n[keys.requests]\nmove = "?, f11"\n',
    )
    async with seated(lab, LARGE) as seat:
        assert "F12 Go" in seat.lines[-1]
        await seat.press("f12")
        await seat.sees("F12 … choose an action")
        await seat.press("r", "f9")
        await seat.until(lambda: seat.work.has_class("-zoom"), "the zoom")
        await seat.press("f9", "m")
        await seat.pilot.pause()
        assert seat.app.screen is seat.work
        for key in ("question_mark", "f11"):
            await seat.press(key)
            await seat.dialog()
            await seat.sees('Move "list" to')
            await seat.press("escape")
            await seat.at_work()
        await seat.press("f1")
        await seat.dialog()
        await seat.sees("? F11")
        await seat.press("escape")
        await seat.at_work()
        await seat.press("f12", "p", "down")
        await seat.until(lambda: "i Add" in seat.lines[-1], "the hint")
        await seat.sees("No parameters. Press i, or type :name in the URL.")
        await seat.press("i")
        await seat.type("limit")
        await seat.press("enter")
        await seat.until(lambda: len(seat.editor.request.query_params) == 1, "the row")
        assert seat.said == ""


async def test_every_place_that_names_the_key_for_sending_names_the_users(
    lab: Lab, home: Path
) -> None:
    settings(home, '[keys]\nsend = "f5"\nleader = "ctrl+y"\nhelp = "f7"\nquit = "f10"\n')
    async with seated(lab, LARGE) as seat:
        await seat.sees("F5 Send", "F5    Send; the token", "F7 Help", "Send F5", "^Y H  Show")
        await seat.sees("^Y    Show all other", "F7    Show the keys")
        assert "^R" not in seat.text
        assert "ctrl+r" not in seat.text
        assert "Send F5" in seat.lines[2]
        await seat.press("ctrl+c")
        await seat.until(lambda: "Press f10 to quit" in seat.said, "the word")


async def test_the_first_start_shows_the_three_keys_that_matter_and_no_other_start_does(
    lab: Lab,
) -> None:
    steps = ("Send; the token", "Show all other actions", "Show the keys of the focused pane")
    async with seated(lab) as seat:
        await seat.sees(*steps)
        await seat.send()
        await seat.sees("200 OK")
        assert not any(step in seat.text for step in steps)
    async with seated(lab) as seat:
        await seat.sees(steps[0])
        await seat.pilot.pause(0.2)
        assert steps[1] not in seat.text
        assert steps[2] not in seat.text


async def test_the_palette_offers_what_the_focused_pane_does(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "r", "ctrl+p")
        await seat.dialog()
        await seat.sees("Commands · Requests", "Move to another folder")
        await seat.type("new folder")
        await seat.press("enter")
        await seat.sees("─ New folder ")
        await seat.press("escape")
        await seat.at_work()
        await seat.send()
        await seat.press("ctrl+g", "g", "ctrl+p")
        await seat.dialog()
        await seat.type("clear the console")
        await seat.press("enter")
        await seat.at_work()
        await seat.until(lambda: len(seat.work.context.engine.console) == 0, "the console to clear")


def test_every_action_can_be_reached_and_is_in_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["keys", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    known = {row["id"] for row in rows}
    assert known >= {action.id for action in ACTIONS} | set(pane_bindings())
    for row in rows:
        assert row["keys"] or row["after_leader"] or row["id"] in FOUND_BY_NAME
        assert row["description"]
    leaders = [row["after_leader"] for row in rows if row["after_leader"]]
    assert len(leaders) == len(set(leaders))


def test_the_table_shows_keys_of_ones_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(home, '[keys]\nsend = "f5"\nconsole.copy = "Y"\nhelp = "x"\n')
    assert main(["keys"]) == 0
    told = capsys.readouterr()
    lines = [" ".join(line.split()) for line in told.out.split("\n")]
    assert "send f5* ctrl+g x Send; fetch a token first if needed" in lines
    assert any(line.startswith("console.copy Y* ") for line in lines)
    assert "* changed in your settings" in lines
    assert 'keys.help has "x"' in told.err
    assert main(["keys", "--markdown"]) == 0
    assert "| `send` | `f5` | `x` |" in capsys.readouterr().out


def test_a_key_that_another_has_taken_is_told_and_not_listed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(home, '[keys]\nsend = "f5,ctrl+r"\nrun_setup.run = "ctrl+s"\n')
    assert main(["keys"]) == 0
    assert capsys.readouterr().err == ""
    settings(home, '[keys]\nconsole.copy = "Y"\nsend = "ctrl+l"\n')
    assert main(["keys", "--json"]) == 0
    told = capsys.readouterr()
    assert "Y is now the key of console.copy, and no longer of console.copy_value." in told.err
    assert "keys.send has ctrl+l, which is the key of repaint everywhere." in told.err
    rows = {row["id"]: row["keys"] for row in json.loads(told.out)}
    assert rows["console.copy"] == ["Y"]
    assert rows["console.copy_value"] == []
    assert rows["send"] == ["ctrl+r"]


async def test_a_dialog_has_its_key_though_the_workbench_has_it_too(lab: Lab, home: Path) -> None:
    settings(home, '[keys.run_setup]\nrun = "ctrl+s"\n[keys.requests]\nnew_folder = "ctrl+l"\n')
    async with seated(lab, LARGE) as seat:
        await seat.until(lambda: "the key of repaint everywhere" in seat.said, "the word")
        await seat.press("ctrl+g", "r", "W")
        await seat.dialog()
        await seat.sees("^S run")
        before = seat.app.screen
        await seat.press("ctrl+s")
        await seat.until(lambda: seat.app.screen is not before, "the run")


def test_no_two_keys_of_one_place_are_the_same() -> None:
    """Within a pane a widget and the pane around it may share a key; one class may not."""
    everywhere = [
        key for row in key_rows({}) if row.where == "Everywhere" for key in row.keys.split(",")
    ]
    named = [key for key in everywhere if key]
    assert len(named) == len(set(named))
    by_place: dict[tuple[str, str, str], str] = {}
    for row in key_rows({}):
        place = (row.where, row.id.partition(".")[0])
        for key in row.keys.split(",") if "." in row.id else ():
            assert by_place.setdefault((*place, key), row.id) == row.id


def test_every_key_of_every_widget_is_in_the_table() -> None:
    rows = list(key_rows({}))
    told = {row.id for row in rows} | {row.sentence for row in rows}
    for kind in _all_widgets():
        for binding in kind.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                assert binding.id in told, f"{kind.__name__} {binding.key}"
    named = [row.id for row in rows if row.id]
    assert len(named) == len(set(named))

"""Around the work: leaving, help, commands, themes, keys, sizes, copies and files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.toxic import answers as says
from tests.servers.toxic import response, toxic_server

from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.help_dialog import HelpDialog
from outrider.keymap.actions import ACTIONS
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.body_editor import BodyEditor
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree

PANES = (EnvironmentList, RequestTree, RequestEditor, ResponsePanel, ConsolePanel)

# Leaving.


async def test_without_anything_to_lose_quitting_asks_nothing(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+q")
        await seat.until(lambda: seat.app._exit, "the end")
    assert seat.app.return_code == 0


@pytest.mark.parametrize("keys", [["ctrl+q"], ["ctrl+g", "q"]])
async def test_quitting_with_unsaved_edits_asks_and_staying_stays(
    lab: Lab, keys: list[str]
) -> None:
    async with seated(lab) as seat:
        await seat.edit_url("{{base_url}}/typed")
        await seat.press(*keys)
        await seat.dialog()
        assert "Save changes to these requests?" in seat.text
        await seat.press("c")
        await seat.at_work()
        await seat.press(*keys)
        await seat.dialog()
        await seat.press("escape")
        await seat.at_work()
        assert seat.app.is_running
        assert seat.editor.request.url.endswith("/typed")


async def test_quitting_saves_everything_where_that_is_wanted(lab: Lab) -> None:
    lab.request("other", "{{base_url}}/other")
    async with seated(lab) as seat:
        for name in ("list", "other"):
            await seat.open(name)
            await seat.edit_url(f"{{{{base_url}}}}/typed-{name}")
        await seat.press("ctrl+q")
        await seat.dialog()
        await seat.press("s")
        await seat.until(lambda: seat.app._exit, "the end")
    for name in ("list", "other"):
        assert f"typed-{name}" in (lab.root / f"requests/{name}.toml").read_text()


async def test_quitting_throws_edits_away_where_that_is_wanted(lab: Lab) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    async with seated(lab) as seat:
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("ctrl+q")
        await seat.dialog()
        await seat.press("d")
        await seat.until(lambda: seat.app._exit, "the end")
    assert (lab.root / "requests/list.toml").read_bytes() == before


async def test_quitting_does_not_end_where_a_scratch_request_gets_no_name(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "n")
        await seat.edit_url("{{base_url}}/typed")
        await seat.press("ctrl+q")
        await seat.dialog()
        await seat.press("s")
        await seat.until(lambda: "Save as" in seat.text, "the question")
        await seat.press("escape")
        await seat.at_work()
        assert not seat.app._exit


# Finding one's way.


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("e", "Environments"),
        ("r", "Requests"),
        ("u", "Request"),
        ("b", "Response"),
        ("g", "Console"),
    ],
)
async def test_the_leader_reaches_every_pane_and_help_explains_it(
    lab: Lab, key: str, title: str
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", key, "f1")
        await seat.until(lambda: isinstance(seat.app.screen, HelpDialog), "the help")
        box = seat.app.screen.query_one(DialogBox)
        assert box.title == title
        # A list that is not laid out has no end to go to.
        await seat.sees(f"╭─ {title} ─")
        lines = seat.app.screen.query_one(WrappedList)
        await seat.until(lambda: lines.count > 0 and bool(lines.size), "the lines of the help")
        for _ in range(20):
            # The list may be laid out once more after it has a size.
            await seat.press("end")
            if "Quit" in seat.text:
                break
        await seat.sees("Quit")
        await seat.press("escape")
        await seat.at_work()


async def test_every_action_can_be_found_by_its_name(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+p")
        await seat.dialog()
        for action in ACTIONS:
            if action.id != "commands":
                await seat.fill(action.label)
                # Twice: what was typed, and what it found.
                assert seat.text.count(action.label) > 1
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+p")
        await seat.dialog()
        await seat.type("send")
        await seat.press("enter")
        await seat.sees("200 OK")


@pytest.mark.parametrize("key", ["e", "r", "u", "b", "g"])
async def test_a_pane_gets_the_whole_screen_between_our_lines_and_gives_it_back(
    lab: Lab, key: str
) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", key)
        focused = seat.work.focused
        assert focused is not None
        pane = next(one for one in focused.ancestors_with_self if isinstance(one, PANES))
        before = pane.region
        await seat.press("ctrl+g", "z")
        await seat.until(lambda: pane.region.size == (80, 21), "the whole screen")
        assert "Lab" in seat.lines[0]
        assert "^R Send" in seat.lines[-1]
        await seat.press("ctrl+g", "z")
        await seat.until(lambda: pane.region == before, "its place")


# What is remembered.


async def test_a_theme_is_chosen_at_once_and_remembered(lab: Lab, home: Path) -> None:
    async with seated(lab) as seat:
        assert seat.app.theme == "outrider-dark"
        await seat.press("ctrl+g", "h")
        await seat.dialog()
        await seat.type("outrider-light")
        await seat.press("enter")
        await seat.until(lambda: seat.app.theme == "outrider-light", "the theme")
    assert 'theme = "outrider-light"' in (home / "config/outrider/settings.toml").read_text()
    async with seated(lab) as again:
        assert again.app.theme == "outrider-light"


@pytest.mark.parametrize("theme", ["outrider-dark", "outrider-light", "outrider-contrast"])
async def test_each_theme_paints_every_pane(lab: Lab, home: Path, theme: str) -> None:
    settings(home, f'theme = "{theme}"\n')
    async with seated(lab) as seat:
        assert seat.app.theme == theme
        await seat.send()
        await seat.sees("200 OK")
        await seat.press("ctrl+g", "b", "2", "3", "4", "5")
        assert seat.app.fault is None


def settings(home: Path, text: str) -> None:
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def test_a_key_of_the_settings_replaces_the_usual_one(lab: Lab, home: Path) -> None:
    settings(home, '[keys]\nsend = "f5"\nnext_environment = "ctrl+t"\n')
    async with seated(lab) as seat:
        await seat.press("ctrl+r")
        await seat.pilot.pause()
        assert seat.work.controls.sending.outcome is None
        assert not seat.work.controls.sending.sends.any_under_way
        await seat.press("f5")
        await seat.sees("200 OK")
        await seat.press("ctrl+g", "g", "c", "ctrl+t")
        assert len(seat.work.context.engine.console) == 0
        assert "F5 Send" in seat.text


async def test_a_remapped_key_is_the_one_that_help_and_palette_name(lab: Lab, home: Path) -> None:
    settings(home, '[keys]\nsend = "f5"\n')
    async with seated(lab, LARGE) as seat:
        await seat.press("f1")
        await seat.dialog()
        await seat.press("pagedown", "pageup")
        assert "F5" in seat.text
        await seat.press("escape", "ctrl+p")
        await seat.dialog()
        await seat.type("send")
        assert "F5" in seat.text.split("Commands")[1]


async def test_what_does_not_count_in_the_settings_is_told(lab: Lab, home: Path) -> None:
    settings(home, 'theme = 7\n[keys]\nsend = "ctrl+nonsense"\nwarp = "f9"\n')
    async with seated(lab) as seat:
        assert "settings.toml" in seat.said
        await seat.send()
        await seat.sees("200 OK")


# Copies and files.


async def test_body_header_and_url_are_copied(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        await seat.press("ctrl+g", "b", "y")
        await seat.until(lambda: '"orders"' in seat.copied, "the body")
        await seat.press("3", "y")
        await seat.until(lambda: seat.copied and '"orders"' not in seat.copied, "a header")
        await seat.press("u")
        await seat.until(lambda: seat.copied.endswith("/orders"), "the URL")
        await seat.press("ctrl+g", "g", "end", "y")
        await seat.until(lambda: "GET" in seat.copied, "a line of the console")
        assert "Copied" in seat.said


async def test_a_copy_that_is_too_long_goes_to_a_private_file(lab: Lab, home: Path) -> None:
    body = b'"' + b"x" * 300_000 + b'"'
    async with toxic_server(says(response(body, b"Content-Type: application/json"))) as server:
        lab.request("long", server.url, '[auth]\ntype = "none"\n')
        async with seated(lab) as seat:
            await seat.open("long")
            await seat.send()
            await seat.press("ctrl+g", "b", "y")
            await seat.until(lambda: "saved to" in seat.said, "the word")
    file = home / "state/outrider/copied.txt"
    assert file.stat().st_size == len(body)
    assert file.stat().st_mode & 0o777 == 0o600


async def save_body(seat: Seat, name: str) -> None:
    await seat.press("ctrl+g", "b", "s")
    await seat.dialog()
    await seat.fill(name)
    await seat.press("enter")


async def test_a_body_is_saved_byte_for_byte_and_overwrites_only_when_told(
    lab: Lab, tmp_path: Path
) -> None:
    body = b"\x00\xff\x1b[31m bytes"
    async with toxic_server(says(response(body))) as server:
        lab.request("raw", server.url, '[auth]\ntype = "none"\n')
        async with seated(lab) as seat:
            await seat.open("raw")
            await seat.send()
            await save_body(seat, str(tmp_path / "body.bin"))
            await seat.until(lambda: f"Saved {len(body)} B to " in seat.said, "the word")
            assert (tmp_path / "body.bin").read_bytes() == body
            assert (tmp_path / "body.bin").stat().st_mode & 0o777 == 0o600
            (tmp_path / "body.bin").write_text("mine")
            await save_body(seat, str(tmp_path / "body.bin"))
            await seat.until(lambda: "exists." in seat.text, "the question")
            await seat.press("n")
            await seat.at_work()
            assert (tmp_path / "body.bin").read_text() == "mine"
            await save_body(seat, str(tmp_path / "no/such/folder"))
            await seat.until(lambda: "was not saved" in seat.text, "the refusal")
            await seat.press("enter")
            await seat.at_work()
            await save_body(seat, str(tmp_path / "body.bin"))
            await seat.until(lambda: "exists." in seat.text, "the question")
            await seat.press("o")
            await seat.until(lambda: (tmp_path / "body.bin").read_bytes() == body, "the body")


async def test_a_request_gets_a_row_a_body_and_an_auth_by_key(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "p")
        editor = seat.editor
        for name in ("params", "headers", "body", "auth", "options", "variables", "checks"):
            assert editor.tab == name
            await seat.press("right")
        await seat.press("right", "right")
        assert editor.tab == "body"
        assert editor.query(BodyEditor)
        editor.open_tab("params")
        await seat.pilot.pause()
        await seat.press("a")
        await seat.type("limit")
        await seat.press("tab")
        await seat.type("1")
        await seat.press("enter", "ctrl+r")
        await seat.sees("200 OK")
        assert seat.editor.request.query_params[0].name == "limit"
        await seat.press("ctrl+s")
        await seat.until(lambda: "limit" in (lab.root / "requests/list.toml").read_text())


# Sizes.


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5)])
async def test_a_terminal_that_is_too_small_is_told_so(lab: Lab, size: tuple[int, int]) -> None:
    async with seated(lab, size) as seat:
        await seat.pilot.pause()
        assert f"{size[0]}×{size[1]}: 60×16" in seat.lines[1]
        assert "dev" in seat.lines[0]
        await seat.pilot.resize_terminal(80, 24)
        await seat.pilot.pause()
        assert "60×16" not in seat.text


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 16)])
async def test_a_terminal_that_is_large_enough_is_not(lab: Lab, size: tuple[int, int]) -> None:
    async with seated(lab, size) as seat:
        assert "required" not in seat.text
        await seat.send()
        await seat.sees("200 OK")

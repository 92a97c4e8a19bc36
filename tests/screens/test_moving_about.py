"""Getting about by key: the leader's choices, vim's keys in lists, and the way out of a dialog."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated

from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_display import display_key
from outrider.widgets.sidebar.request_tree import RequestTree


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_keys_after_the_leader_are_shown_while_it_waits(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        before = seat.text
        await seat.press("ctrl+g")
        offered = [
            f"{display_key(one.leader_key)} {one.label}"
            for one in ACTIONS
            if one.leader_key and not one.repeats
        ]
        await seat.sees("^G … choose an action", "Go to", "1 Env 1…9", "←→↑↓ Move edge", *offered)
        # The next key means nothing else.
        assert seat.lines[-1] == " esc Close"
        await seat.press("escape")
        await seat.until(lambda: seat.text == before, "the screen as it was")
        await seat.press("ctrl+g", "f9")
        await seat.until(lambda: "F9 has no action" in seat.said, "the word")


async def test_vim_keys_move_in_lists_and_dialogs(lab: Lab) -> None:
    for number in range(30):
        lab.request(f"many/r{number:02}", "{{base_url}}/x")
    async with seated(lab) as seat:
        tree = seat.work.query_one(RequestTree)
        await seat.press("ctrl+g", "r", "g")
        assert tree.cursor == 0
        await seat.press("j", "j", "k")
        assert tree.cursor == 1
        await seat.press("ctrl+d")
        half = tree.cursor
        assert half > 3
        await seat.press("ctrl+u", "G")
        assert tree.cursor == tree.count - 1
        await seat.press("h")
        selected = tree.selected
        assert selected is not None
        assert selected.is_folder
        await seat.press("h")
        assert "many" in tree._tree.folded
        await seat.press("l")
        assert not tree._tree.folded
        await seat.press("f1")
        await seat.dialog()
        top = seat.text
        await seat.press("ctrl+d", "j")
        await seat.until(lambda: seat.text != top, "the help to move")
        await seat.press("g")
        await seat.until(lambda: seat.text == top, "the help at its top")


async def test_what_a_new_token_does_is_said_at_once(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("escape")
        await seat.press("ctrl+t")
        await seat.until(lambda: "Fetching a new token…" in seat.said, "the word")
        await seat.until(lambda: "New token, valid for" in seat.said, "the token")


@pytest.mark.parametrize("dialog", ["ctrl+o", "f1", "ctrl+p", "ctrl+n"])
async def test_quitting_over_a_dialog_quits_and_loses_nothing(lab: Lab, dialog: str) -> None:
    async with seated(lab) as seat:
        await seat.edit_url("{{base_url}}/typed")
        await seat.press(dialog)
        await seat.dialog()
        await seat.press("ctrl+q")
        await seat.sees("Save changes to these requests?")
        await seat.press("ctrl+q")
        await seat.sees("Save changes to these requests?")
        await seat.press("c")
        await seat.at_work()
        assert seat.editor.request.url.endswith("/typed")
        await seat.press("ctrl+q")
        await seat.sees("Save changes to these requests?")
        await seat.press("d")
        await seat.until(lambda: seat.app._exit, "the end")

"""The terminal's own cursor stands where the next key works, in every view."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual.widget import Widget

from outrider.terminal.rendering.focus_cursor import focus_cursor
from outrider.terminal.rendering.focus_in_sight import visible_part


def line_at_cursor(seat: Seat) -> str:
    """The screen from the cursor to the end of its line."""
    cell = focus_cursor(seat.app.screen)
    assert cell is not None
    return seat.lines[cell.y][cell.x :]


async def _at(seat: Seat, keys: Sequence[str], text: str) -> None:
    await seat.press(*keys)
    await seat.until(lambda: line_at_cursor(seat).startswith(text), f"the cursor at {text!r}")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_it_is_in_whatever_has_the_focus_all_around(lab: Lab, size: tuple[int, int]) -> None:
    async with seated(lab, size) as seat:
        await seat.send()
        await seat.sees("200 OK")
        seen: list[Widget] = []
        for _ in range(40):
            focused = seat.app.screen.focused
            assert focused is not None
            if focused in seen:
                break
            seen.append(focused)
            cell = focus_cursor(seat.app.screen)
            assert cell is not None
            assert visible_part(focused).contains_point(cell), focused
            await seat.press("tab")
        assert len(seen) > 6


async def test_it_is_on_the_chosen_row_tab_and_word(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await _at(seat, ["ctrl+g", "e"], "▌1 dev")
        await _at(seat, ["ctrl+g", "r", "home"], " ▾ Bills")
        await _at(seat, ["down"], "▌  GET  pay")
        await _at(seat, ["ctrl+g", "u", "shift+tab"], " ▾")


async def test_it_is_at_the_caret_of_a_field_also_behind_wide_characters(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        await seat.edit_url("http://a/日本x")
        await seat.press("ctrl+g", "u", "end", "left")
        cell = focus_cursor(seat.app.screen)
        assert cell is not None
        before = seat.lines[cell.y].index("http")
        assert cell.x == before + len("http://a/") + 4
        await seat.fill("http://a/" + "x" * 300)
        cell = focus_cursor(seat.app.screen)
        focused = seat.app.screen.focused
        assert focused is not None
        assert cell is not None
        assert cell.x == focused.content_region.right - 1


async def test_it_is_at_the_line_of_a_response(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        await seat.sees("200 OK")
        await _at(seat, ["ctrl+g", "b"], "{")
        first = focus_cursor(seat.app.screen)
        await seat.press("down", "down")
        after = focus_cursor(seat.app.screen)
        assert first is not None
        assert after is not None
        assert (after.x, after.y) == (first.x, first.y + 2)


async def test_it_is_in_dialogs_and_in_the_panel_of_choices(files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await seat.press("ctrl+g", "r", "home", "down", "x")
        await seat.dialog()
        await _at(seat, [], " n  Cancel")
        await _at(seat, ["down"], " x  Delete")
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+g")
        await seat.sees("choose an action")
        cell = focus_cursor(seat.app.screen)
        assert cell is not None
        menu = next(at for at, line in enumerate(seat.lines) if "choose an action" in line)
        assert cell.y == menu + 1
        await seat.press("escape", "f1")
        await seat.dialog()
        assert focus_cursor(seat.app.screen) is not None

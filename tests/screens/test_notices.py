"""Notices are in nobody's way, and go when they have been seen."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.test_mouse_selection import find

from outrider.dialogs.dialog_box import DialogBox
from outrider.widgets.sidebar.environment_list import EnvironmentList

SIZES = [(60, 16), SMALL, LARGE]


async def told(seat: Seat, *texts: str, severity: str = "information") -> None:
    for text in texts:
        seat.app.notify(text, severity=severity, timeout=30, markup=False)  # type: ignore[arg-type]
    await seat.sees(*(text[:20] for text in texts))
    await seat.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", ["e", "r", "u", "p", "b", "g"])
async def test_a_notice_covers_neither_the_last_line_nor_the_cursor(
    lab: Lab, size: tuple[int, int], keys: str
) -> None:
    long = "A notice that is as long as the whole line of a narrow terminal, and then some more."
    async with seated(lab, size, notices=True) as seat:
        await seat.send()
        await seat.press("ctrl+g", keys, "end")
        before = seat.lines
        bar = _bar_rows(seat)
        await told(seat, long)
        counting = {0, seat.work.query_one(EnvironmentList).region.y}
        changed = {y for y, line in enumerate(seat.lines) if line != before[y]}
        rows = changed - counting
        assert rows
        assert seat.lines[-1] == before[-1]
        assert not bar.intersection(rows)
        assert len(rows) <= 2


def _bar_rows(seat: Seat) -> set[int]:
    """The lines of the screen in which the cursor is."""
    focused = seat.work.focused
    assert focused is not None
    if hasattr(focused, "cursor_screen_offset"):
        return {focused.cursor_screen_offset.y}
    row = focused.cursor_row() if hasattr(focused, "cursor_row") else None
    return set() if row is None else {focused.content_region.y + row}


async def test_two_notices_are_two_rows_and_a_third_is_no_more(lab: Lab) -> None:
    async with seated(lab, LARGE, notices=True) as seat:
        await told(seat, "The first notice", "The second notice")
        assert [find(seat, f"The {one} notice")[1] for one in ("first", "second")] == [37, 38]
        seat.app.notify("The third notice", timeout=30, markup=False)
        await seat.sees("The second notice", "The third notice")
        assert "The first notice" not in seat.text
        assert find(seat, "The third notice")[1] == 38


async def test_a_notice_leaves_the_keys_of_a_dialog_to_be_read(lab: Lab) -> None:
    async with seated(lab, (60, 16), notices=True) as seat:
        await seat.send()
        await told(seat, "Something that was said before")
        await seat.press("ctrl+g", "t")
        dialog = await seat.dialog()
        box = dialog.query_one(DialogBox)
        await seat.until(lambda: "  esc ─╯" in seat.text, "the keys")
        keys = seat.lines[box.region.bottom - 1]
        await told(seat, "Something that is said now, in more than a word or two")
        assert seat.lines[box.region.bottom - 1] == keys


async def test_what_went_wrong_stays_until_a_key_and_what_went_well_does_not(lab: Lab) -> None:
    async with seated(lab, LARGE, notices=True) as seat:
        seat.app.notify("It went wrong", severity="warning", timeout=0.2)
        seat.app.notify("It went well", timeout=2)
        await seat.sees("It went wrong", "It went well")
        await seat.until(lambda: "It went well" not in seat.text, "its end")
        assert "It went wrong" in seat.text
        await seat.press("down")
        await seat.until(lambda: "It went wrong" not in seat.text, "its end")

"""The keys in the lower edge of a dialog are buttons, and what the upper one says is true."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.dialogs.command_palette import CommandPalette
from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.help_dialog import HelpDialog
from outrider.dialogs.picker import Picker, PickerList
from outrider.dialogs.picker_item import PickerItem
from outrider.dialogs.report_dialog import ReportDialog
from outrider.dialogs.token_dialog import TokenDialog
from outrider.toolkit.chip_line import Chip
from outrider.toolkit.lists.leader_menu import LeaderMenu

SIZES = [(60, 16), SMALL, LARGE]


async def click_key(seat: Seat, text: str) -> None:
    """Clicks a key of the lower edge, by a part of what is said there."""
    box = seat.app.screen.query_one(DialogBox).region
    line = seat.lines[box.bottom - 1]
    assert text in line, line
    await seat.pilot.click(offset=(line.index(text, box.x), box.bottom - 1))
    await seat.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_a_key_or_its_word_is_as_good_as_the_key(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        await seat.send()
        for at_key in ("v reveal", "reveal"):
            await seat.press("ctrl+g", "t")
            dialog = await seat.dialog()
            assert isinstance(dialog, TokenDialog)
            await click_key(seat, at_key)
            await seat.until(lambda one=dialog: one._revealed is not None, "the token in clear")  # type: ignore[misc]
            await click_key(seat, "esc ─")
            await seat.at_work()
        await seat.press("ctrl+n")
        await seat.dialog()
        await click_key(seat, "enter choose")
        await seat.at_work()
        # The line beside the keys is none.
        await seat.press("ctrl+g", "t")
        await seat.dialog()
        box = seat.app.screen.query_one(DialogBox).region
        await seat.pilot.click(offset=(box.x + 2, box.bottom - 1))
        assert isinstance(seat.app.screen, TokenDialog)


@pytest.mark.parametrize("size", SIZES)
async def test_answers_of_a_report_are_clicked_wherever_they_stand(
    lab: Lab, size: tuple[int, int]
) -> None:
    long = "an answer of many words, for which there is no room in any lower edge at all, however"
    for words in (("write 3", "update 4"), (long, long)):
        async with seated(lab, size) as seat:
            found: list[str | None] = []
            answers = [("w", words[0], "new"), ("o", words[1], "all")]
            report = ReportDialog("Import", ["a line"] * 60, answers)
            seat.app.push_screen(report, found.append)
            await seat.dialog()
            await seat.sees("a line", f"o  {words[1][:9]}" if words[0] == long else "o update 4")
            row = next(
                y
                for y, line in enumerate(seat.lines)
                if f" {words[1][:9]}" in line and "o " in line
            )
            row += words[0] == long and f"w  {words[0][:9]}" in seat.lines[row]
            x = seat.lines[row].index(words[1][:9])
            await seat.pilot.click(offset=(x, row))
            await seat.at_work()
            assert found == ["all"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_palette_keeps_its_place_counts_and_finds_requests(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await seat.press("ctrl+p")
        palette = await seat.dialog()
        assert isinstance(palette, CommandPalette)
        box = palette.query_one(DialogBox)
        await seat.until(lambda: box.region.height > 5, "the list")
        before, every = box.region, palette.query_one(PickerList).told_count
        await seat.type("list")
        await seat.sees(f" of {every} ─╮")
        assert box.region == before
        assert before.y >= 1
        assert before.bottom < size[1]
        await seat.fill("nothing is called so")
        await seat.sees(f"0 of {every} ─╮")
        assert box.region == before
        await seat.fill("get list")
        await seat.sees("GET list")
        await seat.press("enter")
        await seat.at_work()
        await seat.until(lambda: seat.work.context.request_id == "list", "the request")


async def test_what_was_looked_for_is_marked_in_the_palette(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+p", *"tok")
        palette = await seat.dialog()
        await seat.sees("Clear tokens")
        y = next(at for at, line in enumerate(seat.lines) if "Clear tokens" in line)
        strip = palette._compositor.render_strips()[y]
        marked = [one.text for one in strip if one.style and one.style.underline]
        assert marked == ["tok"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_leaders_menu_turns_its_pages_and_its_keys_are_clicked(
    files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await seat.press("ctrl+g")
        await seat.sees("choose an action")
        menu = seat.work.query_one(LeaderMenu)
        seen = seat.text
        await seat.press("tab")
        if menu.has_more:
            await seat.until(lambda: seat.text != seen, "the second page")
            await seat.sees("2 of 2")
            seen += seat.text
            await seat.press("tab")
            await seat.sees("1 of 2")
        for words in ("Go to", "x Send", "q Quit", "z Zoom", "g Console", "←→↑↓ Move edge"):
            assert words in seen or words == "Go to", words
        assert seat.lines[0] == seat.status.rstrip()
        line = next(y for y, text in enumerate(seat.lines) if "t Token" in text)
        await seat.pilot.click(offset=(seat.lines[line].index("t Token"), line))
        assert isinstance(await seat.dialog(), TokenDialog)
        assert not menu.display
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+g")
        await seat.sees("esc Close")
        await seat.pilot.click(offset=(seat.lines[-1].index("esc Close"), size[1] - 1))
        await seat.until(lambda: not menu.display, "its end")
        assert "^R Send" in seat.lines[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_line_of_a_long_list_can_be_reached_in_every_dialog(
    lab: Lab, size: tuple[int, int]
) -> None:
    many = [f"entry {number}" for number in range(60)]
    async with seated(lab, size) as seat:
        for dialog in (
            ReportDialog("Report", many, chips=[Chip("60 entries")]),
            HelpDialog("Help", [("", one) for one in many]),
            Picker("Pick", [PickerItem(one, one) for one in many]),
        ):
            seat.app.push_screen(dialog)
            await seat.dialog()
            await seat.sees("entry 0")
            # A list that is not laid out yet has no end to go to.
            for _ in range(30):
                await seat.press("pagedown")
                if "entry 59" in seat.text:
                    break
            await seat.sees("entry 59")
            box = dialog.query_one(DialogBox).region
            assert box.y >= 1
            assert box.bottom < size[1]
            await seat.press("escape")
            await seat.at_work()

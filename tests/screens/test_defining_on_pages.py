"""A name without a value is defined from the pages of an environment and of a folder."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.test_environment_form import form_of
from tests.screens.test_folder_page import page_of_folder, the_page

from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.dialogs.table_page import TablePage
from outrider.dialogs.value_dialog import ValueDialog
from outrider.toolkit.sheet.sheet_view import SheetView


async def _on_row(seat: Seat, label: str) -> None:
    """Puts the page's cursor on a row."""
    page = seat.app.screen
    assert isinstance(page, TablePage)
    rows = page.sheet.lines.rows
    page.sheet.lines.select(next(at for at, row in enumerate(rows) if row.cells[0] == label))
    await seat.pilot.pause()


async def _dialog(seat: Seat, name: str) -> None:
    await seat.until(lambda: isinstance(seat.app.screen, ValueDialog), "the dialog")
    await seat.sees(f'Define "{name}"')


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_one_in_a_row_of_an_environment_is_defined_and_other_edits_stay(
    lab: Lab, size: tuple[int, int]
) -> None:
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace("[variables]\n", '[variables]\npath = "/{{tenant}}/x"\n')
    assert "{{tenant}}" in text
    file.write_text(text)
    async with seated(lab, size) as seat:
        page = await form_of(seat)
        await _on_row(seat, "path")
        await seat.press("enter", "end")
        await seat.type("/{{path2}}")
        # The one before the cursor is the one that is meant.
        await seat.press("f6")
        await _dialog(seat, "path2")
        await seat.type("two")
        await seat.press("down", "right", "right", "enter")
        await seat.until(lambda: seat.app.screen is page, "the page")
        await seat.until(lambda: "path2" in str(page.sheet.table["variables"]), "the row")
        assert page.sheet.table["variables"]["path"] == "/{{tenant}}/x/{{path2}}"
        assert 'path2 = "two"' in file.read_text()
        assert "/{{tenant}}/x/{{path2}}" not in file.read_text()
        assert page.sheet.lines.row is not None
        assert page.sheet.lines.row.cells[0] == "path"
        await seat.press("f6")
        await _dialog(seat, "tenant")
        await seat.type("t1")
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is page, "the page")
        await seat.press("f6")
        await seat.pilot.pause()
        assert seat.app.screen is page
        await seat.press("ctrl+s")
        await seat.at_work()
    assert 'path = "/{{tenant}}/x/{{path2}}"' in file.read_text()
    assert 'path2 = "two"' in file.read_text()


async def test_what_was_probably_meant_takes_its_place_and_can_be_undone(lab: Lab) -> None:
    lab.write(
        {"requests/billing/folder.toml": 'headers = [{ name = "X", value = "{{base_ulr}}" }]'}
    )
    lab.request("billing/pay", "{{base_url}}/pay")
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "r", "home", "e")
        page = await the_page(seat)
        await _on_row(seat, "X")
        assert "not defined" in seat.text
        await seat.press("f6")
        await _dialog(seat, "base_ulr")
        await seat.press("r")
        await seat.until(lambda: seat.app.screen is page, "the page")
        await seat.until(lambda: "{{base_url}}" in str(page.sheet.table), "the name")
        await seat.press("u")
        await seat.until(lambda: "{{base_ulr}}" in str(page.sheet.table), "the one before")


async def test_one_in_a_folder_is_defined_in_the_workspace(files: Lab) -> None:
    folder = 'name = "Bills"\n[variables]\na = "{{team}}/{{$env.NOPE_}}"\n'
    files.write({"requests/billing/folder.toml": folder})
    async with seated(files, LARGE) as seat:
        page = await page_of_folder(seat)
        await _on_row(seat, "a")
        await seat.press("f6")
        await _dialog(seat, "team")
        await seat.type("red")
        await seat.press("down", "right", "right", "right", "enter")
        await seat.until(lambda: seat.app.screen is page, "the page")
        await seat.until(lambda: "Defined team in outrider.toml." in seat.said, "the word")
        await seat.press("f6")
        await seat.sees("Enter NOPE_")
        await seat.press("escape")
        await seat.press("escape")
        await seat.at_work()
    assert 'team = "red"' in (files.root / "outrider.toml").read_text()


async def test_a_secret_and_a_label_have_nothing_to_define(lab: Lab) -> None:
    file = lab.root / "environments/dev.toml"
    file.write_text('name = "{{nothing}}"\n' + file.read_text())
    async with seated(lab, LARGE) as seat:
        page = await form_of(seat)
        for index, row in enumerate(page.sheet.lines.rows):
            if row.group in {"general", "secrets"}:
                page.sheet.lines.select(index)
                await seat.press("f6")
        await seat.pilot.pause()
        assert isinstance(seat.app.screen, EnvironmentDialog)
        assert isinstance(seat.app.screen.focused, SheetView)

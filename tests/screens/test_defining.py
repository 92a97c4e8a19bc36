"""A reference that is marked, because nothing has its name, is defined where it stands."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.dialogs.value_dialog import ValueDialog


async def asked(seat: Seat, name: str) -> None:
    await seat.until(lambda: isinstance(seat.app.screen, ValueDialog), "the dialog")
    await seat.sees(f'Define "{name}"', f'Variable "{name}" is not defined.')


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_one_at_the_cursor_is_defined_from_the_url(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        await seat.edit_url("{{base_url}}/{{first}}/{{second}}")
        await seat.press("ctrl+g", "u", "end", "f6")
        await asked(seat, "second")
        await seat.type("two")
        await seat.press("down", "right", "right", "enter")
        await seat.at_work()
        assert "Defined second in environments/dev.toml." in seat.said
        await seat.press("f6")
        # Of those that are left, the first.
        await asked(seat, "first")
        await seat.type("one")
        await seat.press("enter")
        await seat.at_work()
        await seat.press("f6")
        await seat.pilot.pause()
        assert seat.app.screen is seat.work
    assert 'second = "two"' in (lab.root / "environments/dev.toml").read_text()


async def test_what_was_probably_meant_takes_its_place(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.edit_url("{{base_ulr}}/x")
        await seat.press("ctrl+g", "u", "f6")
        await asked(seat, "base_ulr")
        await seat.press("r")
        await seat.at_work()
        assert seat.editor.request.url == "{{base_url}}/x"


async def test_one_in_a_row_and_one_in_a_body_are_defined(lab: Lab) -> None:
    lab.write(
        {
            "requests/list.toml": (
                'url = "{{base_url}}"\nmethod = "POST"\n'
                'headers = [{ name = "A", value = "{{h}}" }]\n'
                '[body]\ntype = "text"\ncontent = "a {{b}}"\n'
            )
        }
    )
    async with seated(lab, LARGE) as seat:
        for tab, name in (("headers", "h"), ("body", "b")):
            seat.editor.open_tab(tab)
            await seat.pilot.pause()
            await seat.pilot.pause()
            if tab == "body":
                await seat.press("down")
            await seat.press("f6")
            await asked(seat, name)
            await seat.press("escape")
            await seat.at_work()

"""The fields of an environment's page: what is completed, and where keys go."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.screens.test_environment_form import form_of, go, put

from outrider.dialogs.environment_dialog import EnvironmentDialog


async def test_references_are_completed_in_every_value_and_need_an_end(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "token_endpoint")
        await seat.press("enter")
        await seat.fill("{{ba")
        await seat.sees("›base_url")
        await seat.press("enter", "enter")
        assert form.sheet.table["auth"]["default"]["token_endpoint"] == "{{base_url}}"
        await put(seat, "base_url", "http://{{host/x")
        await seat.sees('✗ Reference "{{host" has no end.')
        await seat.press("ctrl+s")
        await seat.sees("This environment has errors")
        await seat.press("escape")
        await go(seat, "value")
        await seat.press("enter")
        await seat.fill("{{ba")
        await seat.pilot.pause()
        # A secret is what it is.
        assert "›base_url" not in seat.text
        await seat.press("escape")
        rows = form.sheet.lines.rows
        path = ("auth", "default", "client_secret")
        form.sheet.lines.select(next(i for i, row in enumerate(rows) if row.model_value == path))
        await seat.press("enter")
        await seat.fill("{{cl")
        # What is typed at once is a reference all the same.
        await seat.sees("›client_secret")


async def test_tab_goes_to_the_next_field_and_keeps_what_was_typed(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "name")
        await seat.press("enter")
        await seat.fill("Devel")
        await seat.press("tab")
        await seat.type("ours")
        await seat.press("tab", "tab")
        # Choices are passed over: nothing is typed into them.
        assert form.sheet.edited.cells[0] == "base_url"
        await seat.press("shift+tab", "shift+tab")
        assert form.sheet.edited.cells[0] == "color"
        await seat.press("escape")
        assert form.sheet.table["name"] == "Devel"
        assert form.sheet.table["description"] == "ours"


async def test_another_source_of_a_secret_keeps_what_was_typed_for_the_first(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "client_secret")
        for kind, value in (("env", "LAB_SECRET"), ("dotenv", ".env")):
            while _kind(form) != kind:
                await seat.press("right")
            await seat.press("down", "enter")
            await seat.fill(value)
            await seat.press("enter", "up")
        while _kind(form) != "env":
            await seat.press("left")
        assert form.sheet.table["secrets"]["client_secret"] == {"env": "LAB_SECRET"}
        while _kind(form) != "literal":
            await seat.press("left")
        assert form.sheet.table["secrets"]["client_secret"] == "dev-only-secret"


def _kind(form: EnvironmentDialog) -> str:
    row = form.sheet.lines.row
    assert row is not None
    return row.cells[-1]


async def test_the_parts_stand_beside_the_rows_where_there_is_room(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "client_secret")
        marked = [line for line in seat.lines[1:] if "▌" in line]
        assert len(marked) == 1
        assert "▌ Secrets" in marked[0]
        await put(seat, "base_url", "{{nope")
        await seat.until(lambda: any("Variables" in one and "! 1" in one for one in seat.lines))
        await seat.pilot.click(form.parts, offset=(4, 0))
        assert form.sheet.lines.current == 0


async def test_the_parts_give_way_to_the_rows(lab: Lab) -> None:
    async with seated(lab, (99, 30)) as seat:
        form = await form_of(seat)
        assert not form.parts.display


async def test_nothing_is_added_to_a_part_that_is_always_the_same(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "proxy")
        await seat.press("a")
        assert not form.sheet.editing
        await go(seat, "base_url")
        await seat.press("a")
        assert form.sheet.editing

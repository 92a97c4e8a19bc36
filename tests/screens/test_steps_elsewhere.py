"""Steps that agree, choose, or lead to where something is changed."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from tests.screens.step_taking import fails, keep, trusted
from tests.servers.strict import StrictServers

from outrider.toolkit.sheet.sheet import Sheet

DEV = "environments/dev.toml"
LOCAL = "environments/dev.local.toml"
SECRET = "dev-only-secret"
MISTYPED = 'url = "{{base_ulr}}/orders" # the list\n'


# The other steps.


async def test_after_consent_the_send_goes_on(own_secret: Lab) -> None:
    async with seated(own_secret, process={"LAB_SECRET": SECRET}) as seat:
        await trusted(seat)
        await seat.sees("200 OK")
        assert "Trusted." in seat.said


async def test_what_was_refused_can_be_agreed_to_later(own_secret: Lab) -> None:
    async with seated(own_secret, process={"LAB_SECRET": SECRET}) as seat:
        await seat.press("ctrl+r")
        await seat.sees("Trust only what you")
        await seat.press("n")
        await seat.at_work()
        await seat.press("ctrl+g", "b")
        await seat.sees("e Trust workspace")
        await seat.press("e")
        await seat.sees("Trust only what you")
        await seat.press("t")
        await seat.sees("200 OK")


async def test_an_environment_is_chosen_and_the_send_goes_on(lab: Lab) -> None:
    async with seated(lab) as seat:
        seat.work.context.workspace.activate("")
        lab_auth = '[auth]\nuse = "default"\n'
        lab.write({"requests/list.toml": f'url = "{{{{base_url}}}}/orders"\n{lab_auth}'})
        await fails(seat, "e Choose environment")
        await seat.press("e")
        await seat.dialog()
        await seat.press("enter")
        await seat.sees("200 OK")


async def test_a_request_that_is_too_slow_gets_more_time(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("list", "{{base_url}}/slow?seconds=30", "[options]\ntimeout = 0.2\n")
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+r")
        await seat.sees("Problem", "e Raise timeout")
        await seat.press("ctrl+g", "b", "e")
        await seat.until(lambda: seat.editor.tab == "options", "the options")
        await seat.until(lambda: _row(seat) == "timeout", "the row")


def _row(seat: Seat) -> str:
    pane = next((one for one in seat.editor.query(Sheet) if one.display), None)
    row = pane.lines.row if pane is not None else None
    return row.cells[0] if row is not None else ""


async def test_a_fault_in_an_environment_leads_to_its_row(lab: Lab) -> None:
    text = (lab.root / DEV).read_text()
    lab.write({DEV: text.replace('type = "oauth2"', 'type = "oauth2"\ngrant_type = "none_such"')})
    async with seated(lab, LARGE) as seat:
        await fails(seat, "e Edit dev")
        await seat.press("e")
        await seat.sees("Environment dev")
        sheet = next(iter(seat.app.screen.query(Sheet)))
        assert sheet.lines.row is not None
        assert "grant" in sheet.lines.row.cells[0].lower()


async def test_a_dialog_that_tells_an_error_offers_its_step(lab: Lab) -> None:
    text = (lab.root / DEV).read_text()
    lab.write({DEV: text.replace('"orders.read orders.write"', '"{{scope}}"')})
    async with seated(lab) as seat:
        await seat.press("ctrl+t")
        await seat.sees('Variable "scope" is not defined.', "OK", 'e  Define "scope"')
        await seat.press("e")
        await seat.sees('Define "scope"', "enter Define and try again")
        await keep(seat, "orders.read", 0)
        await seat.until(lambda: "token POST" in seat.console, "the token")

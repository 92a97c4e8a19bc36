"""Headers of the token request and members of its response, filled in on an environment's page."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.screens.test_environment_form import form_of, go


async def test_headers_and_members_are_added_below_their_headings(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await form_of(seat)
        for heading, name, text in (
            ("token headers", "X-Tenant", "orders"),
            ("token response", "access_token", "data.accessToken"),
        ):
            await go(seat, heading)
            await seat.press("a")
            await seat.type(name)
            await seat.press("tab")
            await seat.type(text)
            await seat.press("enter")
        await seat.press("ctrl+s")
        await seat.at_work()
    default = lab.reader().environment("dev").auths["default"].table
    assert default["token_headers"] == {"X-Tenant": "orders"}
    assert default["token_response"] == {"access_token": "data.accessToken"}

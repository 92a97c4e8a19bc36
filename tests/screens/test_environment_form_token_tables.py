"""Headers of the token request and members of its response, filled in on an environment's page."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.screens.test_environment_form import form_of, go, put


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


async def test_a_grant_by_assertion_and_bound_tokens_are_chosen(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "dpop")
        await seat.press("right")
        await go(seat, "grant_type")
        for _ in range(9):
            await seat.press("right")
            await seat.pilot.pause()
            row = form.sheet.lines.row
            if row is not None and "jwt-bearer" in row.cells[-1]:
                break
        await go(seat, "token_endpoint_auth_method")
        assert form.sheet.lines.row is not None
        assert form.sheet.lines.row.cells[-1] == "none"
        await put(seat, "service_account", "{{client_secret}}")
        await put(seat, "assertion_subject", "ann@example.com")
        await seat.press("ctrl+s")
        await seat.sees("service_account is not a JSON object.")
        await seat.press("s")
        await seat.at_work()
    default = lab.reader().environment("dev").auths["default"].table
    assert default["dpop"] is True
    assert default["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert default["service_account"] == "{{client_secret}}"
    assert default["assertion_subject"] == "ann@example.com"

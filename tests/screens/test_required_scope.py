"""A scope that does not cover the operation is shown before anything is sent."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.servers.strict import StrictServers

SENTENCE = 'The requested scope lacks "billing"'


async def test_the_auth_tab_says_which_scope_an_imported_operation_lacks(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request("list", "{{base_url}}/orders", "# Required scope: orders.read billing\n")
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.sees("Auth oauth2 ✗")
        seat.editor.open_tab("auth")
        await seat.sees(SENTENCE)
        assert demo_servers.api.recorder.count == 0
        text = (lab.root / "environments/dev.toml").read_text()
        scope = 'scope = "orders.read orders.write"'
        assert scope in text
        lab.write({"environments/dev.toml": text.replace(scope, 'scope = "orders.read billing"')})
        await seat.press("ctrl+g", "l")
        await seat.until(lambda: "Auth oauth2 ✗" not in seat.text, "the mark to go")

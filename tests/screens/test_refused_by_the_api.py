"""Beside a 401 of the API, the screen says what it comes from and what to change."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

from tests.engine_lab import Lab
from tests.screens.seat import Seat, seated
from tests.servers.toxic import ok, toxic_server
from textual.widgets import Static

SMALL = (80, 24)
WORDS = "Wrong audience for this API, read more about it in https://docs.example/tokens-and-such"


def noted(seat: Seat) -> str:
    """What stands above the body, in one line."""
    shown = seat.response.query_one("#response-notes", Static)
    rows = (shown.render_line(y).text.strip() for y in range(shown.size.height))
    return " ".join(filter(None, rows))


async def test_the_cause_and_the_change_are_in_sight_on_a_small_screen(lab: Lab) -> None:
    claims = json.dumps({"aud": "https://management.example.com/api/v2/"}).encode()
    token = f"eyJhbGciOiJSUzI1NiJ9.{urlsafe_b64encode(claims).rstrip(b'=').decode()}.c2ln"
    body = json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": 60}).encode()
    challenge = f'WWW-Authenticate: Bearer error="invalid_token", error_description="{WORDS}"'
    refused = ok(b"no", challenge.encode(), status=b"401 Unauthorized")
    async with toxic_server(ok(body)) as login, toxic_server(refused) as api:
        lab.environment("dev", api=api.url, token=login.url)
        async with seated(lab, SMALL) as seat:
            await seat.open("list")
            await seat.send()
            await seat.sees("The API rejected a fresh token: 401 invalid_token")
            assert noted(seat) == (
                "! The API rejected a fresh token: 401 invalid_token "
                'The token\'s aud is "https://management.example.com/api/v2/", which the API does '
                "not accept. Ask the provider of the API which audience it requires; add "
                "[auth.default.token_parameters] with audience = what it says "
                "(environments/dev.toml)."
            )
            await seat.press("ctrl+g", "b", "5")
            await seat.until(lambda: seat.response.tab == "token", "the tab")
            await seat.sees("API message:", "Wrong audience for this API")
            assert "--" not in noted(seat)
            api.behaviour = ok(b"fine")
            await seat.send()
            await seat.until(lambda: noted(seat) == "", "the notes to go")

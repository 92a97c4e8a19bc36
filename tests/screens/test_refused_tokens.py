"""A refused token request on the screen: the server's words, the cause, and what to change."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.servers.refusing import RefusingServer

SHOWN = {
    "zitadel-scope": (
        "Token request refused: 400 invalid_scope",
        'Server message: "scope openid missing"',
        "No scope was sent, and the server requires one.",
        'Add scope = "openid" to [auth.default]',
    ),
    "429-seconds": (
        "Token request refused: 429 too_many",
        "The server limits the rate of token requests.",
        "Try again in 1 h (Retry-After).",
    ),
    "github": (
        "Token request refused: 200 bad_verification_code",
        "See https://docs.github.com/apps/",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
async def test_a_refusal_is_shown_with_its_cause_and_change(name: str, lab: Lab) -> None:
    with RefusingServer() as server:
        text = (lab.root / "environments/dev.toml").read_text()
        lines = [line for line in text.split("\n") if not line.startswith("scope")]
        changed = [
            f'token_endpoint = "{server.url}/{name}"' if line.startswith("token_endpoint") else line
            for line in lines
        ]
        lab.write({"environments/dev.toml": "\n".join(changed)})
        async with seated(lab, LARGE) as seat:
            await seat.open("list")
            await seat.send()
            await seat.sees("No response", *SHOWN[name], "The API request was not sent.")

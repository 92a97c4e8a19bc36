"""A refused token request on the screen: the server's words, the cause, and what to change."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated
from tests.screens.step_taking import fails
from tests.servers.refusing import RefusingServer

from outrider.toolkit.sheet.sheet import Sheet

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
            await seat.sees("✗ No token", "not sent", *SHOWN[name], "The API request was not sent.")


async def test_all_of_the_servers_words_are_shown_on_a_key(lab: Lab) -> None:
    with RefusingServer() as server:
        text = (lab.root / "environments/dev.toml").read_text()
        lines = [
            f'token_endpoint = "{server.url}/long-words"'
            if one.startswith("token_endpoint")
            else one
            for one in text.split("\n")
        ]
        lab.write({"environments/dev.toml": "\n".join(lines)})
        async with seated(lab, SMALL) as seat:
            await seat.open("list")
            await seat.send()
            await seat.sees("refused by 12", "Press m to show the whole")
            await seat.press("ctrl+g", "b")
            assert "Rule 11" not in seat.text
            await seat.press("m")
            await seat.sees("Server message:", "Rule 0: parameter p0")
            await seat.press("end")
            await seat.sees(
                "Rule 11: parameter p11", "Trace ID: 7-42", "Press m to show less of it."
            )
            await seat.press("m")
            await seat.sees("Press m to show the whole")


async def test_words_that_are_shown_whole_have_no_key(lab: Lab) -> None:
    with RefusingServer() as server:
        text = (lab.root / "environments/dev.toml").read_text()
        lines = [
            f'token_endpoint = "{server.url}/sjis"' if one.startswith("token_endpoint") else one
            for one in text.split("\n")
        ]
        lab.write({"environments/dev.toml": "\n".join(lines)})
        async with seated(lab, SMALL) as seat:
            await seat.open("list")
            await seat.send()
            await seat.sees("Server message:")
            assert "whole message" not in seat.text


async def test_the_key_goes_to_where_the_line_is_to_be_written(lab: Lab) -> None:
    with RefusingServer() as server:
        text = (lab.root / "environments/dev.toml").read_text()
        lines = [
            f'token_endpoint = "{server.url}/inside"' if one.startswith("token_endpoint") else one
            for one in text.split("\n")
        ]
        lab.write({"environments/dev.toml": "\n".join(lines)})
        async with seated(lab, LARGE) as seat:
            await fails(seat, "Add token_response = {", "e Edit dev")
            await seat.press("e")
            await seat.sees("Environment dev")
            sheet = next(iter(seat.app.screen.query(Sheet)))
            await seat.until(lambda: sheet.lines.row is not None, "a row")
            assert sheet.lines.row is not None
            assert sheet.lines.row.cells[0].strip() == "token response"

"""What a value means stands in the edge below the response; escapes are decoded by a key."""

from __future__ import annotations

import base64
import json
import time

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.screens.past_sends import API_EXCHANGE
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.widgets.view_models import SendOutcome

TOKEN = (
    ".".join(
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
        for one in ({"alg": "RS256"}, {"iss": "https://login.example", "exp": time.time() + 7230})
    )
    + ".c2ln"
)
BODY = json.dumps(
    {
        "plain": "words",
        "created": "2026-03-01T11:00:00Z",
        "big": 9007199254740993,
        "token": TOKEN,
        "name": "caf\u00e9 \U0001f600 \u0007",
        "folded": {"at": 1772362800},
    }
)


def outcome_with_body(text: str) -> SendOutcome:
    """A response that is this JSON."""
    data = text.encode()
    assert API_EXCHANGE.response is not None
    response = replace(API_EXCHANGE.response, content=data, size=len(data))
    return SendOutcome("list", "dev", replace(API_EXCHANGE, response=response))


def _edge_below(seat: Seat) -> str:
    """The line below the response."""
    pane = seat.response
    return seat.lines[pane.region.bottom][pane.region.x :]


async def _on(seat: Seat, text: str) -> None:
    view = seat.response.pane.view
    rows = view.layout_shown.rows
    line = next(at for at in range(rows.count) if text in rows.text(at))
    await seat.press("home", *["down"] * line)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_value_at_the_cursor_is_told_below_and_nothing_where_it_says_nothing(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        seat.response.show(outcome_with_body(BODY))
        await seat.press("ctrl+g", "b")
        plain = _edge_below(seat)
        assert "Console" in plain
        await _on(seat, '"plain"')
        assert _edge_below(seat) == plain
        await _on(seat, '"created"')
        await seat.until(lambda: "11:00:00 UTC" in _edge_below(seat), "the date")
        assert "Console" in _edge_below(seat)
        await _on(seat, '"big"')
        await seat.until(lambda: "JavaScript reads" in _edge_below(seat), "the number")
        await _on(seat, '"token"')
        await seat.until(lambda: "JWT RS256 · expires in " in _edge_below(seat), "the token")
        await seat.press("up", "up", "up")
        await seat.until(lambda: _edge_below(seat) == plain, "the edge as it was")
        await seat.press("3")
        await seat.until(lambda: _edge_below(seat) == plain, "the edge as it was")


async def test_escapes_are_decoded_by_a_key_and_controls_stay_visible(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        seat.response.show(outcome_with_body(BODY))
        await seat.press("ctrl+g", "b")
        await seat.sees(r"caf\u00e9 \ud83d\ude00 \u0007")
        await _on(seat, '"name"')
        await seat.press("d")
        await seat.sees("café 😀 ␇")
        assert seat.response.pane.view.cursor is not None
        seat.response.show(outcome_with_body(BODY.replace("caf", "tof")))
        await seat.sees("tofé")
        await seat.press("d")
        await seat.sees(r"tof\u00e9")


async def test_it_is_a_fact_of_the_title_where_no_line_is_below(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        seat.response.show(outcome_with_body(BODY))
        await seat.press("ctrl+g", "b")
        await _on(seat, '"created"')
        await seat.press("ctrl+g", "z")
        await seat.until(lambda: "UTC" in seat.lines[seat.response.region.y - 1], "the date")

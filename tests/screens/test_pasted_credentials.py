"""Pasted credentials get into no file that is shared, and the environment's auth is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from textual import events

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"
COOKIE = "session=9f8a7b6c5d4e3f2a1b0c"
LINES = f"accept: application/json\nauthorization: Bearer {TOKEN}\ncookie: {COOKIE}\n"


async def paste(seat: Seat, text: str) -> None:
    """What a terminal with bracketed paste sends."""
    focused = seat.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await seat.pilot.pause()
    await seat.pilot.pause()


def _shared(root: Path) -> str:
    """All that git takes along."""
    files = [one for one in root.rglob("*.toml") if not one.name.endswith(".local.toml")]
    return "".join(one.read_text() for one in files)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_header_lines_pasted_into_the_table_become_rows_and_references(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with seated(lab, size) as seat:
        seat.editor.open_tab("headers")
        await seat.pilot.pause()
        await paste(seat, LINES)
        await seat.until(lambda: len(seat.editor.request.headers) == 3, "the rows")
        await seat.until(lambda: "authorization, cookie" in seat.said, "the offer")
        assert "environments/dev.local.toml" in seat.said
        assert "environment's auth (oauth2)" in seat.said
        await seat.press("ctrl+s")
        await seat.until(lambda: "saved in environments/dev.local.toml" in seat.said, "the word")
    shared, local = _shared(lab.root), (lab.root / "environments/dev.local.toml").read_text()
    for secret in (TOKEN, COOKIE.partition("=")[2]):
        assert secret not in shared
        assert secret in local
    assert "{{" in (lab.root / "requests/list.toml").read_text()


async def test_they_are_dropped_for_the_environment_s_auth_by_a_key(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        seat.editor.open_tab("headers")
        await seat.pilot.pause()
        await paste(seat, LINES)
        await seat.until(lambda: len(seat.editor.request.headers) == 3, "the rows")
        await seat.press("ctrl+g", "a")
        await seat.until(lambda: "Removed: authorization, cookie." in seat.said, "the word")
        assert [row.name for row in seat.editor.request.headers] == ["accept"]
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
    assert TOKEN not in _shared(lab.root)
    assert not (lab.root / "environments/dev.local.toml").exists()


async def test_one_line_pasted_into_a_new_name_and_a_value_pasted_alone(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        seat.editor.open_tab("headers")
        await seat.pilot.pause()
        await seat.press("a")
        await seat.pilot.pause()
        await paste(seat, f"Authorization: Bearer {TOKEN}")
        await seat.until(lambda: len(seat.editor.request.headers) == 1, "the row")
        (row,) = seat.editor.request.headers
        assert (row.name, row.value) == ("Authorization", f"Bearer {TOKEN}")
        await seat.press("a")
        await seat.pilot.pause()
        await seat.type("X-Api-Key")
        await seat.press("enter")
        await paste(seat, "k3yk3yk3yk3yk3yk3y9")
        await seat.press("enter")
        await seat.until(lambda: "X-Api-Key" in seat.said, "the offer")
        await seat.press("ctrl+s")
        await seat.until(lambda: "saved in environments/dev.local.toml" in seat.said, "the word")
    shared = _shared(lab.root)
    assert TOKEN not in shared
    assert "k3yk3y" not in shared


async def test_a_pasted_command_with_credentials_is_offered_the_same(lab: Lab) -> None:
    command = (
        f"curl 'http://127.0.0.1:8765/v1/orders' -H 'authorization: Bearer {TOKEN}' -b '{COOKIE}'"
    )
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.press("ctrl+g", "u")
        await paste(seat, command)
        offer = "to use the environment's auth (oauth2) instead."
        await seat.until(lambda: offer in seat.said, "the offer")
        await seat.press("ctrl+g", "a")
        await seat.until(lambda: "The request inherits auth now." in seat.said, "the word")
        request = seat.editor.request
        assert request.auth is None
        assert not [row for row in request.headers if TOKEN in row.value or "9f8a" in row.value]
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved" in seat.said, "the word")
    assert TOKEN not in _shared(lab.root)
    assert "9f8a7b" not in _shared(lab.root)


async def test_a_paste_without_credentials_says_nothing(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        seat.editor.open_tab("headers")
        await seat.pilot.pause()
        await paste(seat, "accept: text/plain\naccept-language: en")
        await seat.until(lambda: len(seat.editor.request.headers) == 2, "the rows")
        assert not seat.said

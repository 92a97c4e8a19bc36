"""The cookies of an environment on the screen: seen, edited and forgotten."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.toxic import ok, toxic_server

from outrider.dialogs.cookie_dialog import CookieDialog
from outrider.dialogs.text_prompt import TextPrompt
from outrider.engine.cookies.cookie_jar import CookieJar

FIELDS = ("sid=first-value-of-sid; Path=/; HttpOnly", "theme=dark; Max-Age=3600", "z=1; Path=/v1")


def keeping(lab: Lab, cookies: str = "keep = true") -> None:
    file = lab.root / "environments/dev.toml"
    file.write_text(f"[cookies]\n{cookies}\n{file.read_text()}")


def filled(seat: Seat) -> CookieJar:
    workspace = seat.work.context.workspace
    jar = workspace.cookie_jars.of(workspace.environment)
    assert jar is not None
    jar.take(FIELDS, "https://api.test/", time.time())
    return jar


async def test_cookies_are_seen_edited_and_forgotten(lab: Lab) -> None:
    keeping(lab)
    for size in (LARGE, SMALL):
        async with seated(lab, size) as seat:
            jar = filled(seat)
            await seat.press("ctrl+g", "O")
            assert isinstance(await seat.dialog(), CookieDialog)
            assert "sid" in seat.text
            assert "api.test/" in seat.text
            assert "HttpOnly" in seat.text
            assert "first-value-of-sid" not in seat.text
            await seat.press("v")
            await seat.until(lambda: "first-value-of-sid" in seat.text, "the value")
            await seat.press("enter")
            assert isinstance(await seat.dialog(), TextPrompt)
            await seat.type("second")
            await seat.press("enter")
            assert isinstance(await seat.dialog(), CookieDialog)
            values = {one.name: one.value.reveal() for one in jar.kept}
            assert values["sid"] == "second"
            await seat.press("x")
            assert isinstance(await seat.dialog(), CookieDialog)
            await seat.until(lambda: "sid" not in seat.text, "one fewer")
            assert {one.name for one in jar.kept} == {"theme", "z"}
            await seat.press("X")
            await seat.at_work()
            assert jar.kept == ()
            assert "2 cookies cleared." in seat.said


async def test_what_is_not_kept_or_not_there_is_told(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "O")
        await seat.until(lambda: "No cookies are kept" in seat.said, "how to keep them")
    keeping(lab)
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "O")
        await seat.until(lambda: "No cookies yet." in seat.said, "that there are none")


async def test_what_a_response_sets_goes_along_and_is_stored_if_asked(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    keeping(lab, "keep = true\nstore = true")
    answer = ok(b"{}", b"Set-Cookie: sid=0123456789abcdef; Path=/")
    async with toxic_server(answer) as server:
        lab.request("raw", f"{server.url}/a", '[auth]\ntype = "none"\n')
        async with seated(lab, LARGE) as seat:
            await seat.open("raw")
            await seat.send()
            jar = seat.work.context.workspace.cookie_jars
            (file,) = (tmp_path / "state").rglob("cookies/*.json")
            assert "0123456789abcdef" in file.read_text()
            assert jar.of(seat.work.context.workspace.environment) is not None
            await seat.press("ctrl+g", "O")
            assert isinstance(await seat.dialog(), CookieDialog)
            await seat.press("x")
            await seat.at_work()
            assert file.read_text() == "[]"
            assert "0123456789abcdef" not in seat.text

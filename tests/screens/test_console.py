"""The console of the workbench: commands, files, and the way back to the request."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.canary import leaks
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.screens.seat import LARGE, Seat, seated
from tests.servers.strict import StrictServers

from outrider.model.secret import MASK
from outrider.widgets.console.console_panel import ConsolePanel

SECRET = "dev-only-secret"


async def in_console(seat: Seat, *keys: str) -> ConsolePanel:
    await seat.press("ctrl+g", "g", *keys)
    return seat.work.query_one(ConsolePanel)


async def test_the_console_tells_all_that_happened(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        panel = await in_console(seat, "home", "enter", "ctrl+g", "z")
        for text in ("POST", "Host: 127.0.0.1", "User-Agent: outrider/", "Content-Length:"):
            await seat.sees(text)
        told = "\n".join(line for row in panel._entries for line in row.details)
        assert "* connection 127.0.0.1:" in told
        assert ", new" in told
        assert "bytes received" in told
        assert leaks([SECRET], [("the screen", seat.text.encode())]) == []
        await seat.press("t")
        assert panel.selected is not None
        assert panel.selected.kind.value == "api"


async def test_an_entry_and_the_request_are_copied_as_curl(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.press("ctrl+g", "y")
        await seat.until(lambda: seat.copied.startswith("curl "), "the command")
        assert f"Bearer {MASK}" in seat.copied
        assert demo_servers.authorization.recorder.count == 0
        await seat.send()
        await in_console(seat, "end", "u")
        await seat.until(lambda: "--header" in seat.copied, "the command")
        assert f"Bearer {MASK}" in seat.copied
        await seat.press("U")
        await seat.until(lambda: MASK not in seat.copied, "the command in clear")
        await seat.until(lambda: "unmasked secrets" in seat.said, "the warning")
        command = seat.copied
        await seat.press("y", "ctrl+g", "Y")
        await seat.until(lambda: seat.copied == command, "the same of the request")
        if shutil.which("curl"):
            done = subprocess.run(
                ["bash", "-c", command], capture_output=True, timeout=PATIENCE, check=True
            )
            assert b'"orders"' in done.stdout


async def save(seat: Seat, kind: str, answer: str, path: Path) -> None:
    await in_console(seat, "s")
    await seat.dialog()
    await seat.type(kind)
    await seat.press("enter")
    await seat.until(lambda: "Mask secrets in the file" in seat.text, "the question")
    await seat.press(answer)
    await seat.until(lambda: "Save the console as" in seat.text, "the path")
    await seat.fill("~nosuchuser/console")
    await seat.press("enter")
    await seat.sees("not found")
    await seat.fill(str(path))
    await seat.press("enter")


@pytest.mark.parametrize("kind", ["har", "jsonl", "text"])
async def test_the_console_is_saved_masked_or_in_clear(lab: Lab, kind: str, tmp_path: Path) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.send()
        path = tmp_path / "console.out"
        path.write_text("older")
        path.chmod(0o644)
        await save(seat, kind, "m", path)
        await seat.until(lambda: "exists." in seat.text, "the question")
        await seat.press("o")
        await seat.until(lambda: "Saved " in seat.said, "the word")
        assert path.stat().st_mode & 0o777 == 0o600
        told = path.read_bytes()
        token = seat.work.context.engine.cache.tokens()[0][1].value.reveal()
        assert leaks([SECRET, token], [("the file", told)]) == []
        assert b"/orders" in told
        if kind == "har":
            entries = json.loads(told)["log"]["entries"]
            assert [one["comment"].split()[0] for one in entries] == ["token", "api"]
            assert entries[0]["serverIPAddress"] == "127.0.0.1"
        other = tmp_path / "clear.out"
        await save(seat, kind, "r", other)
        await seat.until(other.exists, "the file")
        assert token.encode() in other.read_bytes()
        assert other.stat().st_mode & 0o777 == 0o600


async def test_an_entry_leads_to_its_request(lab: Lab) -> None:
    lab.request("other", "{{base_url}}/other")
    async with seated(lab) as seat:
        await seat.open("other")
        await seat.send()
        await seat.open("list")
        await in_console(seat, "end", "r")
        await seat.until(lambda: seat.work.context.request_id == "other", "the request")
        await in_console(seat, "c")
        assert len(seat.work.context.engine.console) == 0
        await seat.press("r")
        assert "no request" in seat.said

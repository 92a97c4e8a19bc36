"""What a run leaves on the disk: nothing of what was sent and received, and no secret."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import seated

from outrider.model.secret import Secret

SECRET = "dev-only-secret"


async def test_no_file_holds_a_token_a_secret_or_a_body_after_sends(files: Lab, home: Path) -> None:
    written = {one for one in files.root.rglob("*") if one.is_file()}
    async with seated(files) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/orders?key={{client_secret}}")
        for _ in range(3):
            await seat.send()
            await seat.sees("200 OK")
        tokens = [
            field.value.reveal()
            for entry in seat.work.context.engine.console
            if entry.exchange is not None
            for field in entry.exchange.request.headers
            if field.name.lower() == "authorization" and isinstance(field.value, Secret)
        ]
        assert tokens
        await seat.press("ctrl+q")
        await seat.dialog()
        await seat.press("d")
        await seat.until(lambda: seat.app._exit, "the end")
    assert {one for one in files.root.rglob("*") if one.is_file()} == written
    hidden = [SECRET, base64.b64encode(SECRET.encode()).decode(), "orders-dev:"]
    hidden += [token.removeprefix("Bearer ").removeprefix("Basic ") for token in tokens]
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes().decode("utf-8", "replace")
            assert not any(text in data for text in hidden), path
            assert "customer" not in data, path

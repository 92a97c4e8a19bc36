"""The whole screen, line by line, as it was agreed on: one picture for each size.

Write the agreed text anew with OUTRIDER_SNAPSHOTS=write, and look at what changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lab import Lab
from tests.screens.kit import LARGE, SMALL, seated

AGREED = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_first_screen_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    lab.write({"environments/production.toml": 'name = "Production"\nprotected = true\n'})
    lab.request("orders/create", more='name = "Create"\nmethod = "POST"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("list", "No response yet", "^R Send", "f1 explains")
        text = "\n".join(line.rstrip() for line in seat.lines) + "\n"
    file = AGREED / f"first-{size[0]}x{size[1]}.txt"
    if os.environ.get("OUTRIDER_SNAPSHOTS") == "write":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")

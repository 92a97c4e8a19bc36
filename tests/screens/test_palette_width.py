"""The palette shows every description whole at 80 columns, whatever pane has the focus."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import seated


@pytest.mark.parametrize("place", ["e", "r", "u", "p", "b", "g"])
async def test_no_description_is_cut(lab: Lab, place: str) -> None:
    async with seated(lab, size=(80, 24)) as seat:
        await seat.press("ctrl+g", place)
        await seat.press("ctrl+p")
        await seat.dialog()
        for _ in range(8):
            assert "…" not in seat.text.partition("╭─ Commands")[2].partition("╰")[0]
            await seat.press("pagedown")

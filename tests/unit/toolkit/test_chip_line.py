"""Sums as chips: what matters most stays where there is little room."""

from __future__ import annotations

import pytest
from tests.unit.widgets.widget_app import HOSTILE, Bench, strips_of

from outrider.toolkit.chip_line import Chip, ChipLine, fitting_chips

CHIPS = (Chip("4 requests"), Chip("~ 2 changed", "warning"), Chip("✗ 2 not imported", "error"))


@pytest.mark.parametrize(("cells", "shown"), [(100, 3), (45, 3), (44, 2), (20, 1), (0, 1)])
def test_the_last_ones_stay(cells: int, shown: int) -> None:
    assert fitting_chips(CHIPS, cells) == list(CHIPS[-shown:])


async def test_each_is_filled_in_its_colour() -> None:
    widget = ChipLine((*CHIPS, Chip(HOSTILE, "success")))
    async with Bench(widget).run_test(size=(120, 10)):
        strips = strips_of(widget)
        assert " 4 requests   ~ 2 changed   ✗ 2 not imported " in strips[0].text
        assert all(strip.cell_length == 120 and strip.text.isprintable() for strip in strips)
        grounds = {one.style.bgcolor for one in strips[0] if one.style and one.text.strip()}
        assert len(grounds) == 4

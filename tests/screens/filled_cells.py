"""What on the screen is filled in the colour of the focus."""

from __future__ import annotations

import re

from tests.screens.seat import Seat
from textual.color import Color


def filled(seat: Seat, role: str = "block-cursor-background") -> list[tuple[int, str]]:
    """The pieces that have the focus's colour as their ground, with their lines."""
    wanted = Color.parse(seat.app.theme_variables[role]).rich_color.triplet
    strips = seat.app.screen._compositor.render_strips()
    return [
        (y, one.text)
        for y, strip in enumerate(strips)
        # What lies over other panes comes in pieces.
        for one in strip.simplify()
        if one.style and one.style.bgcolor and one.style.bgcolor.triplet == wanted
    ]


def is_title(seat: Seat, y: int, text: str) -> bool:
    """Whether a piece of a line stands in an edge."""
    return bool(re.search(rf"[─━]{re.escape(text)}[─━]", seat.lines[y]))

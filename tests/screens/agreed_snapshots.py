"""A screen compared with what was agreed on: its text, and its colours in two themes.

Write what is agreed anew with ``make snapshots``, and look at what changed.
"""

from __future__ import annotations

import os
import string
import time
from collections.abc import Iterator, Set
from itertools import groupby
from pathlib import Path

import pytest
from rich.style import Style
from tests.screens.seat import Seat
from textual.color import Color
from textual.strip import Strip

from outrider.storage.user_files.theme_files import shipped_themes

AGREED = Path(__file__).parent / "snapshots"
THEMES = ("outrider-dark", "outrider-light")


def agree(name: str, size: tuple[int, int], found: str) -> None:
    """Compares with what was agreed on, or agrees."""
    file = AGREED / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("OUTRIDER_SNAPSHOTS") == "write":
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def text(seat: Seat) -> str:
    return "\n".join(line.rstrip() for line in seat.lines) + "\n"


async def in_colours(
    seat: Seat, part: str = ".dialog--box", role: str = "surface", own: Set[str] = frozenset()
) -> str:
    """The text, and for each theme a letter for the style of each cell, with how many it has.

    Of a dialog only its box is looked at: what lies behind it has a picture of its own.

    Args:
        seat: whose screen it is.
        part: has a role's colour as its background.
        role: the role.
        own: colours that the files of the workspace bring.
    """
    themes = shipped_themes()
    blocks = ["\n".join([*(strip.text.rstrip() for strip in _strips(seat, part)), ""])]
    for theme in THEMES:
        seat.app.add_theme(themes[theme])
        seat.app.theme = theme
        await seat.pilot.pause()
        await seat.until(lambda: _is_painted(seat, part, role), theme)
        strips = _strips(seat, part)
        computed = _shown(strips) - {
            shade.rgb for table in themes[theme].shades.values() for shade in table.values()
        }
        # Each colour was chosen for terminals of every depth; none is mixed of others.
        assert computed <= own, f"{theme}: {computed - own}"
        blocks.append("\n".join([theme, *_colours(strips), ""]))
    return "\n".join(blocks)


def _is_painted(seat: Seat, part: str, role: str) -> bool:
    """Whether a part has the colour of the theme already."""
    found = seat.app.screen.query(part).first()
    return found.styles.background == Color.parse(seat.app.theme_variables[role])


def _strips(seat: Seat, part: str) -> list[Strip]:
    """The lines of the screen; of a dialog's box alone where one is open."""
    screen = seat.app.screen
    strips = screen._compositor.render_strips()
    if not screen.is_modal:
        return strips
    box = screen.query(part).first().region
    return [strip.crop(box.x, box.right) for strip in strips[box.y : box.bottom]]


def _shown(strips: list[Strip]) -> set[str]:
    """The colours of some lines, as ``#rrggbb``."""
    styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
    colours = [one for style in styles for one in (style.color, style.bgcolor) if one is not None]
    return {one.get_truecolor().hex for one in colours}


def _colours(strips: list[Strip]) -> Iterator[str]:
    letters: dict[str, str] = {}
    for strip in strips:
        cells = [
            letters.setdefault(_told(segment.style), (string.ascii_letters + string.digits)[at])
            for segment in strip
            for at in [len(letters)] * len(segment.text)
        ]
        yield "".join(f"{letter}{len(list(same))}" for letter, same in groupby(cells))
    yield from (f"{letter}: {told}" for told, letter in letters.items())


def _told(style: Style | None) -> str:
    if style is None:
        return "plain"
    colours = [
        one.get_truecolor().hex if one is not None else "-" for one in (style.color, style.bgcolor)
    ]
    marks = [name for name in ("bold", "dim", "italic", "underline") if getattr(style, name)]
    return " ".join([f"{colours[0]} on {colours[1]}", *marks])


@pytest.fixture
def greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times of day are those of Greenwich, wherever the test runs."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()

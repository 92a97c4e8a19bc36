"""The whole screen as it was agreed on: its text at two sizes, and its colours in two themes.

Write what is agreed anew with ``make snapshots``, and look at what changed.
"""

from __future__ import annotations

import os
import string
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tests.lab import Lab
from tests.screens.kit import LARGE, SMALL, Seat, seated
from tests.unit.screens.test_token_screen import NOW, view
from tui.screens.environment_form import EnvironmentForm
from tui.screens.token_screen import TokenScreen
from tui.storage.themes import shipped_themes
from tui.terminal.theming import textual_theme

AGREED = Path(__file__).parent / "snapshots"
THEMES = ("outrider-dark", "outrider-light")
NOWHERE = "http://127.0.0.1:9"


def agree(name: str, size: tuple[int, int], found: str) -> None:
    """Compares with what was agreed on, or agrees."""
    file = AGREED / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("OUTRIDER_SNAPSHOTS") == "write":
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def text(seat: Seat) -> str:
    return "\n".join(line.rstrip() for line in seat.lines) + "\n"


async def in_colours(seat: Seat, part: str = ".dialog--box", role: str = "surface") -> str:
    """The text, and for each theme a letter for the style of each cell, with how many it has.

    Of a dialog only its box is looked at: what lies behind it has a picture of its own.

    Args:
        seat: whose screen it is.
        part: has a role's colour as its background.
        role: the role.
    """
    themes = shipped_themes()
    blocks = ["\n".join([*(strip.text.rstrip() for strip in _strips(seat, part)), ""])]
    for theme in THEMES:
        seat.app.register_theme(textual_theme(themes[theme]))
        seat.app.theme = theme
        await seat.pilot.pause()
        await seat.until(lambda: _is_painted(seat, part, role), theme)
        blocks.append("\n".join([theme, *_colours(_strips(seat, part)), ""]))
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


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_first_screen_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    lab.write({"environments/production.toml": 'name = "Production"\nprotected = true\n'})
    lab.request("orders/create", more='name = "Create"\nmethod = "POST"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("list", "No response yet", "^R Send", "f1 explains")
        agree("first", size, text(seat))
        agree("first-colours", size, await in_colours(seat, "StatusLine", "panel"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_page_of_an_environment_is_as_agreed(size: tuple[int, int], lab: Lab) -> None:
    lab.environment("dev", api=NOWHERE, token=f"{NOWHERE}/token", more='color = "odd colour"\n')
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("f1 explains")
        await seat.press("ctrl+g", "e", "e")
        await seat.until(lambda: isinstance(seat.app.screen, EnvironmentForm), "the page")
        await seat.press("tab")
        agree("environment", size, await in_colours(seat))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_token_view_is_as_agreed(
    size: tuple[int, int], lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("f1 explains")
        shown = view(ahead=240.0, issuer="https://login.example.com")
        seat.app.push_screen(TokenScreen([shown, shown], clock=lambda: NOW))
        await seat.dialog()
        agree("token", size, await in_colours(seat))
    monkeypatch.undo()
    time.tzset()

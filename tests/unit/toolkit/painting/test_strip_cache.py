"""Plain lines are drawn as Textual would draw them, and all others by Textual."""

from __future__ import annotations

from itertools import product

import pytest
from rich.segment import Segment
from tests.unit.widgets.widget_app import COLORS
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.toolkit.painting.strip_cache import StripCache

AROUND = {
    "nothing": "",
    "padding": "padding: 0 2 0 1;",
    "padding all round": "padding: 1 2 1 1;",
    "border above": "border-top: solid red;",
    "border at the sides": "border-left: solid red; border-right: heavy blue;",
    "border below, and padding": "border-bottom: round red; padding: 0 1;",
    "outline": "outline: round red;",
    "tint": "tint: red 30%;",
    "opacity": "opacity: 60%;",
    "text opacity": "text-opacity: 40%;",
    "hatch": "hatch: cross blue;",
}
CROPS = ("whole", "some lines", "a part of the width")


class Names(LineList):
    """More lines than fit, short ones and long ones, and wide characters."""

    def line(self, index: int, width: int) -> PaintedLine:
        text = ("short", "déjà vu " * 20, "中文 wide", "")[index % 4]
        return PaintedLine(
            (TextRun(f"{index} "), TextRun(text, "accent")), (TextRun("right", "muted"),)
        )


class Bench(App[None]):
    """One list, in a box of another colour."""

    def __init__(self, around: str) -> None:
        super().__init__()
        self.stylesheet.add_source(f"Names {{ width: 40; height: 9; color: white; {around} }}")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return COLORS | theme_variable_defaults(dark=True)

    def compose(self) -> ComposeResult:
        yield Names()

    def on_mount(self) -> None:
        names = self.query_one(Names)
        names.set_count(12)
        names.focus()


def cells(strips: list[Strip]) -> list[list[Segment]]:
    """Cell by cell: how text is cut into segments says nothing."""
    return [
        [Segment(character, one.style) for one in strip for character in one.text]
        for strip in strips
    ]


@pytest.mark.parametrize(("around", "part"), list(product(AROUND, CROPS)))
async def test_lines_are_those_that_textual_draws(around: str, part: str) -> None:
    app = Bench(AROUND[around])
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.pause()
        names = app.query_one(Names)
        assert isinstance(names._styles_cache, StripCache)
        width, height = names.size.width, names.outer_size.height
        crop = {
            "whole": Region(0, 0, names.outer_size.width, height),
            "some lines": Region(0, 1, names.outer_size.width, height - 2),
            "a part of the width": Region(3, 0, width - 6, height),
        }[part]
        for _ in range(2):
            ours = names.render_lines(crop)
            theirs = StylesCache().render_widget(names, crop)
            assert cells(ours) == cells(theirs)
            assert [one.cell_length for one in ours] == [one.cell_length for one in theirs]
            await pilot.press("down", "down")
